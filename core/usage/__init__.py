"""Tokens spent, counted once a message, over all of history."""
