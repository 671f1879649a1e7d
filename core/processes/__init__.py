"""The processes behind sessions, and whether they live."""
