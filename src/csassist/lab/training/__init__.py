"""How the text model that ships is made: sources, n-grams, fitting, pruning. Needs the extra `train` (numpy, scipy)."""
