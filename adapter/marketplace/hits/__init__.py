"""HITs, HIT types and their notifications."""
