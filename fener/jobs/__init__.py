"""Background work: each job names ids only and calls one action."""
