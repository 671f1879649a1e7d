"""Spawn: who may start an agent, when, and under which permit."""
