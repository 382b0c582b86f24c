"""The web pages for staff: the content studio, and who may enter."""
