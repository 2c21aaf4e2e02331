"""Delivery: channels, positions, bounded outboxes."""
