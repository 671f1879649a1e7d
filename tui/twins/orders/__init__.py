"""Orders, messages and what waits for a person, as documents."""
