"""The built-in scene: thirty agents of one fan-out, through all that may become of an agent."""
