"""What agents say of themselves in status files, as it changes."""
