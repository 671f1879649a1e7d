"""What a run teaches, written down beside the engine's work."""
