"""Validation: whether a task may begin, and whether it is done, as its plan has it asked."""
