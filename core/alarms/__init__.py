"""What is told to a person who looks elsewhere: each event once, across all faces."""
