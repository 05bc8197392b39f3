"""What happens when someone asks: connect, read, replay, look into the quarantine, query."""
