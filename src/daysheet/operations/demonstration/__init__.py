"""The demo: simulated businesses, and the proof that they were copied."""
