"""Recordings and scripted incidents, played through real files by a player that owns the clock."""
