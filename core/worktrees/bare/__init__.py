"""A bare repository of ours beside one of the user's."""
