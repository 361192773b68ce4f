"""Figures from outside with their imports, and monitoring reports with their snapshots."""
