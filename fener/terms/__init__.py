"""The vocabulary: code lists, value objects and errors. Imports nothing of Fener."""
