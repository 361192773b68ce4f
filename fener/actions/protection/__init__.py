"""Writers of the protection desk."""
