"""What a person can order about one task, in words."""
