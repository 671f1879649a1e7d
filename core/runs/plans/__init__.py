"""Plans as they were entered: one lies in each run folder."""
