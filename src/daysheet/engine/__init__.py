"""A run: plan, fetch, keep, read, stage, merge, and the cursor in the same transaction."""
