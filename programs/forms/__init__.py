"""Ordinary forms of programs."""
