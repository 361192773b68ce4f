"""The only writers: one verb, one file."""
