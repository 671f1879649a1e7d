"""Words for runs of ours."""
