"""What of a run would outlive a crash: checkpoints of its agents, snapshots of their files."""
