"""Locks of the kernel on files: taken for a lifetime, asked about without being taken."""
