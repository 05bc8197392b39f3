"""Checks the repository itself: each gate comes with a case that it must catch."""
