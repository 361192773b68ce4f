"""The rights navigator: asked and answered on one address, nothing stored."""
