"""`csassist store`: what is done with a whole record beside the service."""
