"""A frame without a terminal: JSON, plain text, one line."""
