"""Pure: rows of the record -> which card was sent, what scripts do, reports."""
