"""The gateway: messages in from the providers, replies out to them."""
