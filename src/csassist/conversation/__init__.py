"""The frozen dataclasses that everyone speaks: message, signal, reading, tier, conversation."""
