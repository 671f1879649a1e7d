"""Runners: what starts an agent, and how what it writes is understood."""
