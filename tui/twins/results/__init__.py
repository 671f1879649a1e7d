"""Documents of what agents brought home."""
