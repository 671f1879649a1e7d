"""The course of a rehearsal's clocks, which a file gives: faster than life, and moved."""
