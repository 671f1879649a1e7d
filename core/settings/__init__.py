"""What a user may set, and who won."""
