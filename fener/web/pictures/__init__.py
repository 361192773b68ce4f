"""Pictures: charts, the map, their tables, and the records behind every number."""
