"""Conferences and inspections in case files, and the loading of a file as a whole."""
