"""Pure: text in, reading out. Folding, symbols, lexicon, triggers, running curve."""
