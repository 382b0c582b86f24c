"""The content model: load, fill, translate. Pure: files in, objects out."""
