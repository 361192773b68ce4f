"""Access to facilities: asked, answered, counted."""
