"""The vendors whose data is read, one folder each."""
