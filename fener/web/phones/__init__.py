"""Phones: the keys they sign in with, made, shown once, revoked."""
