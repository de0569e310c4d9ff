"""Date and number formats that replace Django's own."""
