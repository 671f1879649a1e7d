"""What waits for a person: questions of agents, and tasks that were given up on."""
