"""Statements and published numbers: observations, figures compared, incidents, institutions, questions."""
