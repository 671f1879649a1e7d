"""One question each, one answer or none."""
