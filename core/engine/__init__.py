"""The engine: what is done, by whom, in which order; seen to its end whatever dies meanwhile."""
