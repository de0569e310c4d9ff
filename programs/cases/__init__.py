"""What was agreed and what was done, in case files."""
