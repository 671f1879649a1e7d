"""Claude Code's project folders: which transcripts lie there."""
