"""The sealed store: bytes kept under their digest, readable only with the desk's key."""

from fener.gateways.vault.record_keys import RecordCipher
from fener.gateways.vault.seal import Seal, make_identity
from fener.gateways.vault.store import SealedStore, Stored
from fener.gateways.vault.veiled import VeiledFile

__all__ = ["RecordCipher", "Seal", "SealedStore", "Stored", "VeiledFile", "make_identity"]
