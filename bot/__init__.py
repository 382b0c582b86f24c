"""What runs inside Rasa: importer, understanding, conversation store, server."""
