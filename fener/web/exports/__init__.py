"""Exports of approved answers."""
