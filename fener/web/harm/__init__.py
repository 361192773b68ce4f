"""The harm register, its suppressed tables, and compensation claims."""
