"""The staff's side of the safe door: what came, sealed; opened only where the organisation's key is."""
