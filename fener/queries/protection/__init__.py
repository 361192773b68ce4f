"""Readers of the protection desk. Who may read which class of data is decided in ``access``."""
