"""HTML rooms by audience."""
