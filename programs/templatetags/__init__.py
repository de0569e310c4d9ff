"""Template tags of programs."""
