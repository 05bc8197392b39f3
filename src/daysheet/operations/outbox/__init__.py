"""Leads on their way to a vendor: written down first, each sent once."""
