"""Figures from outside and monitoring reports."""
