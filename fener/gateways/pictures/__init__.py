"""Pictures somebody sends: painted anew, so that nothing but what can be seen goes on."""

from fener.gateways.pictures.repaint import Picture, repaint

__all__ = ["Picture", "repaint"]
