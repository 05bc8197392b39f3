"""What needs a person: rules, what they found, and where it is told."""
