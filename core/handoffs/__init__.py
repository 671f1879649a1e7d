"""What agents write about themselves in files: status, handoffs, spawns, escalations."""
