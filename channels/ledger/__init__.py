"""The ledger: contacts, messages in, messages out. It is also the queue."""
