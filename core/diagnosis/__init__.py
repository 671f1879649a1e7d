"""What the signs of an agent mean."""
