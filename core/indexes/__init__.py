"""Files that keep what was read, so that a restart reads only what is new."""
