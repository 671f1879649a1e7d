"""When the machine slept, as the journal of an engine tells."""
