"""Templates: texts with names in braces that are filled in."""
