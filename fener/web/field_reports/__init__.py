"""Reports from the field: the list, one report under review, what changed, what is kept aside, encrypted ones."""
