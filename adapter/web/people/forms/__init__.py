"""Forms: what a frame submits, read as answers."""
