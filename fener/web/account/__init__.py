"""Login, second factor, and how the desk looks to one member."""
