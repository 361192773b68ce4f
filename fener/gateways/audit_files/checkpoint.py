"""A checkpoint: one line that says how long the chain was and how it ended, signed, for an outsider to keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fener.gateways.audit_files.signing import AuditSigner, fits_signature
from fener.terms.errors import UnreadableMaterial

_GROUPS, _GROUP = 10, 4
_LONG = re.compile(
    r"fener-audit-1 sequence=(0|[1-9]\d{0,18}) digest=([0-9a-f]{64}) at=(\S{1,40}) desk=(\S{1,600}) key=([0-9a-f]{64})"
    r" signature=([0-9a-f]{128})"
)
_SHORT = re.compile(r"(0|[1-9]\d{0,18}) ((?:[0-9a-f]{4}-){9}[0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class ShortCheckpoint:
    """What fits on a card: the sequence number and the first 40 of the 64 digits of the seal. It carries no signature."""

    sequence: int
    beginning: str

    def fits(self, digest: str) -> bool:
        """Whether an entry with this seal is the one meant."""
        return digest.startswith(self.beginning)


@dataclass(frozen=True, slots=True)
class AuditCheckpoint:
    """The chain had ``sequence`` entries and ended in ``digest`` at ``at`` (ISO 8601, UTC), says the desk with this key."""

    sequence: int
    digest: str
    at: str
    desk: str
    key: str
    signature: str = ""

    @classmethod
    def signed(cls, signer: AuditSigner, *, sequence: int, digest: str, at: str, desk: str) -> AuditCheckpoint:
        """A new one."""
        bare = cls(sequence, digest, at, desk, signer.public_key)
        return cls(sequence, digest, at, desk, signer.public_key, signer.sign(bare.statement))

    @property
    def statement(self) -> str:
        """What is signed."""
        desk = quote(self.desk, safe="")
        return f"fener-audit-1 sequence={self.sequence} digest={self.digest} at={self.at} desk={desk} key={self.key}"

    @property
    def text(self) -> str:
        """The line to keep."""
        return f"{self.statement} signature={self.signature}"

    @property
    def short(self) -> str:
        """The form to write down or read out: number, then ten groups of four."""
        kept = self.digest[: _GROUPS * _GROUP]
        groups = (kept[start : start + _GROUP] for start in range(0, len(kept), _GROUP))
        return f"{self.sequence} {'-'.join(groups)}"

    @property
    def is_genuine(self) -> bool:
        """Whether the signature is that of the key named."""
        return fits_signature(self.statement, self.signature, self.key)

    def fits(self, digest: str) -> bool:
        """Whether an entry with this seal is the one meant."""
        return digest == self.digest


def read_checkpoint(text: str) -> AuditCheckpoint | ShortCheckpoint:
    """A checkpoint in either form. UnreadableMaterial FEN-2751 where it is none or is damaged."""
    line = " ".join(text.split())
    if short := _SHORT.fullmatch(line.lower()):
        return ShortCheckpoint(int(short[1]), short[2].replace("-", ""))
    if found := _LONG.fullmatch(line):
        read = AuditCheckpoint(int(found[1]), found[2], found[3], unquote(found[4]), found[5], found[6])
        if read.text == line and read.is_genuine:
            return read
    raise UnreadableMaterial(
        "this is no whole checkpoint: it was cut, mistyped or not signed by the key it names",
        remedy="Give the whole line that begins with “fener-audit-1”, or the short form: a number and ten groups of four.",
        number="FEN-2751",
    )
