"""Connections to vendors: tried, made, planned, and how they fare."""
