"""Urgent requests between organisations and authorities, both ways."""
