"""Claude Code as it is installed: which version, where, and how it is logged in."""
