"""What becomes of a lost `state.db`: refused, then rebuilt from the run folders when asked."""
