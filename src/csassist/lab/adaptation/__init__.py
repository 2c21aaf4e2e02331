"""How the shipped text model is pulled towards a shop's own chats: what is read, the pull, the proof."""
