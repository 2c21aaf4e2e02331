"""The real app over real sockets."""
