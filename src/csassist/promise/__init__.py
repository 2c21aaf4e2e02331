"""Pure: what an agent promised, by when, and whether the time has come."""
