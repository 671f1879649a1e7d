"""Runs: plans, tasks and attempts, and the one file that remembers them."""
