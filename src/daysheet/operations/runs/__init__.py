"""Readings: when they are due, who carries them out, how far they are, and how fresh everything is."""
