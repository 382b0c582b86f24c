"""The content studio: every text as its reader will see it, and the way to correct it."""
