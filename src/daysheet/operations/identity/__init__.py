"""Who asks and what they may: people, keys, sessions, and the log of what they changed."""
