"""A small kit for vendor simulators: simulated time, seeded chance, call budgets, faults, pages and serving."""
