"""What the state remembers of earlier: the journal, what was used, how many began."""
