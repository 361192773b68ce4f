"""Observations and the reference base."""
