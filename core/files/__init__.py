"""Files that are whole under their names, or not there."""
