"""A pre-flight in words."""
