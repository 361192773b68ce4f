"""Organisations, members and what they did: every other room stands on this one."""
