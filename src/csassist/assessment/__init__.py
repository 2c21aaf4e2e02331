"""Pure: assess what is said, elapse what is not."""
