"""Pure: product cards, policies, concessions."""
