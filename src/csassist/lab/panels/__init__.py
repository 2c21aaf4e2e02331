"""Panels beside the heat panel: what an agent should do next, what he promised, how he wrote. Ids and labels only."""
