"""How many agents are safe, before the first of them spends a token."""
