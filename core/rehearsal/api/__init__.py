"""A pretended Messages API: its limits, its faults, and what its model says."""
