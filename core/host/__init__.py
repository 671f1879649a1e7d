"""The host: whether it has room for one more agent."""
