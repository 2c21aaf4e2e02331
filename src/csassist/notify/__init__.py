"""Outgoing notices: the worker of the outbox, group robots, signed webhooks, and who may be called at all."""
