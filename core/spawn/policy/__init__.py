"""What a plan wants of its starts: budgets, validation."""
