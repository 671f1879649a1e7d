"""Words turned into cells; one class a file."""
