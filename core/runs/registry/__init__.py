"""The registry of starts: which attempts there were, by the journal."""
