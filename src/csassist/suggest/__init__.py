"""Pure: choose and fill scripts."""
