"""TOML files that people write: what is wrong in one, and where."""
