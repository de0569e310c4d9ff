"""The demo: the real half-year of 2022 and enough around it to play everything today."""
