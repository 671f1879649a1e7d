"""How one agent is started, how long it may take, and how it has ended."""
