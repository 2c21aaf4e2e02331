"""Made-up cases of personal data and of what only looks like it, and how well the recognisers do on them."""
