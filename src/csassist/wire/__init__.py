"""Typed, versioned frames and close codes."""
