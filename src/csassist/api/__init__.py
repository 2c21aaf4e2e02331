"""The front door (FastAPI)."""
