"""Plan files that are written for a person: from a table, from issues, from nothing."""
