"""What a person, or a person's program, sees and touches. Frames come down, orders go up."""
