"""What is looked at first: yesterday, what presses, what to put right, and how far the month is."""
