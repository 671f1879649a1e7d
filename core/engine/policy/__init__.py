"""What a plan wants besides its agents: validation, budgets."""
