"""Rules without I/O: standard library only, plain functions over plain values."""
