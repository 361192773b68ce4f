"""Members and the audit chain."""
