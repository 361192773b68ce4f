"""What the desk refuses, its sources, its vocabulary."""
