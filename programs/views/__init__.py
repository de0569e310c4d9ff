"""Pages of programs and results."""
