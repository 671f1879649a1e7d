"""Attempts: one process that tries a task, known by its run folder and by nothing else."""
