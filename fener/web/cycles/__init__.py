"""The monitoring cycle on screen: planning, progress, coverage, and what each monitor has to do."""
