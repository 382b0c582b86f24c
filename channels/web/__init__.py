"""The campaign's own web page."""
