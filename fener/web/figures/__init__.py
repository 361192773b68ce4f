"""Importing published figures."""
