"""Questions of agents to whoever started them, and whether somebody has answered."""
