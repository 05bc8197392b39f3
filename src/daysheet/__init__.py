"""Copies what a business's software knows into a PostgreSQL database that the business owns."""

__version__ = "0.1.0"
