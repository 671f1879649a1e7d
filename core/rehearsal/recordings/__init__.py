"""A recording as it lies on disk, read as changes in their order."""
