"""Questionnaires filled in at a desk: the list, the form, what it fetches, and what it sends."""
