"""Claude Code's transcripts: found, followed, read."""
