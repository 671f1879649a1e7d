"""What has changed in a worktree since it was made."""
