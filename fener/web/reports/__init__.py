"""Monitoring reports on screen: list, reading, writing, steps, downloads, differences."""
