"""Fact sheets with their versions, what lawyers say of qualifications, and how far recommendations got."""
