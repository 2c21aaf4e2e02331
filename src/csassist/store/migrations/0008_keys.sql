-- A key may end by itself, and has a word by which people tell it from others.
ALTER TABLE keys ADD COLUMN expires_at INTEGER;
ALTER TABLE keys ADD COLUMN label TEXT NOT NULL DEFAULT '';
