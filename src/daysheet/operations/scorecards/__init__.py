"""Places and people beside each other: comparisons, rankings, and what a metric is made of."""
