"""How fast the application is, as ratios measured in one run; see README.md."""
