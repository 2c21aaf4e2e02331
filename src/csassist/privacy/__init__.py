"""Personal data in chat text: finding it, and saying it so that nobody is known by it."""
