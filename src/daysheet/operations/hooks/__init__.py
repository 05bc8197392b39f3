"""Webhooks from vendors: kept first, then looked at."""
