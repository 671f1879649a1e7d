"""Quota windows and the burn rate."""
