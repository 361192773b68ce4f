"""The only readers for screens and analyses; always scoped to a member."""
