"""What was seen, heard and published: observations, prices, routes, incidents, institutions, sources."""
