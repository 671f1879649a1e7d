"""The demo: fan-outs that really run, in a world of their own, with groundstop and without."""
