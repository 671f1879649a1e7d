"""Git worktrees and branches, as far as they can be read without git."""
