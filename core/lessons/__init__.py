"""What runs teach later ones: patterns of failure, and lessons with evidence."""
