"""What is in a worktree, as far as a snapshot may hold it."""
