"""Incoming adapters: what other desks post to our hooks, checked and turned into the one kind of message we know."""
