"""Arrangement and actions, nothing else."""
