"""What only people know, and no vendor tells: which location a branch is, zones, rates, presence, capacity."""
