"""Pages of conferences and papers."""
