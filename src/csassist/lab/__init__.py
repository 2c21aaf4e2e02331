"""Replay, evaluate, demo shoppers: what is run beside the service."""
