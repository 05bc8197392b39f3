"""The door for people: pages made by the server. It checks access; what to do is decided in operations."""
