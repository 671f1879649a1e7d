"""Nouns turned into words; pure, tested without an app."""
