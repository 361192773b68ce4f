#!/usr/bin/env python3
"""Check a file that a Fener desk exported from its audit, without Fener: one file, Python 3.9 or newer, nothing to install.

    python3 verify_audit.py FILE [--checkpoint TEXT]… [--key PUBLIC]

Every seal (SHA-256) and every kept checkpoint is checked with Python alone. The Ed25519 signature at the end is checked
with the Python package “cryptography” where there is one, else with the program “openssl”; the answer says which, or that
neither is here. Exit code 0: everything fits. 1: something does not. 2: not an audit file, or no checkpoint or key.
3: all seals fit, but nothing here can check the signature.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

FORMAT = "fener-audit-1"
FIELDS = {"sequence", "at", "actor", "actor_name", "action", "subject", "why", "details", "previous"}
START = "0" * 64
LONGEST_LINE = 4_000_000
HEX_KEY, HEX_SIGNATURE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}")
SHORT = re.compile(r"(0|[1-9]\d{0,18}) ((?:[0-9a-f]{4}-){9}[0-9a-f]{4})")
LONG = re.compile(
    r"fener-audit-1 sequence=(0|[1-9]\d{0,18}) digest=([0-9a-f]{64}) at=(\S{1,40}) desk=(\S{1,600}) key=([0-9a-f]{64})"
    r" signature=([0-9a-f]{128})"
)
# What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410).
KEY_FRAME = bytes.fromhex("302a300506032b6570032100")


class Misfit(Exception):
    """What does not fit: a code, the line in the file, a sentence."""

    def __init__(self, code: str, line: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.line, self.reason = code, line, reason


class NoMaterial(Exception):
    """The file, a checkpoint or the key is not what it should be at all."""


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def strict(raw: bytes) -> Any:
    """The line's object; None unless it is written in the one way that can be read in one way only."""
    try:
        found = json.loads(raw.decode("utf-8"))
        return found if isinstance(found, dict) and canonical(found) + b"\n" == raw else None
    except (ValueError, RecursionError):
        return None


def statement(sequence: int, digest: str, at: str, desk: str, key: str) -> str:
    return f"{FORMAT} sequence={sequence} digest={digest} at={at} desk={quote(desk, safe='')} key={key}"


# --- the signature -----------------------------------------------------------------------------------------------------
def signature_fits(text: str, signature: str, key: str) -> tuple[bool | None, str]:
    """(fits, checked with what); None where nothing here can check it."""
    if not (HEX_KEY.fullmatch(key) and HEX_SIGNATURE.fullmatch(signature)):
        return False, "its shape"
    for check in (_with_cryptography, _with_openssl):
        answer = check(text.encode("utf-8"), bytes.fromhex(signature), bytes.fromhex(key))
        if answer is not None:
            return answer, check.__name__.replace("_with_", "")
    return None, "nothing: neither the package “cryptography” nor a fitting “openssl” is here"


def _with_cryptography(text: bytes, signature: bytes, key: bytes) -> bool | None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _with_openssl(text: bytes, signature: bytes, key: bytes) -> bool | None:
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": KEY_FRAME + key, "signature": signature, "text": text}
        paths = {name: str(Path(folder) / name) for name in files}
        for name, content in files.items():
            Path(paths[name]).write_bytes(content)
        words = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths["key"], "-rawin"]
        try:
            run = subprocess.run(
                [*words, "-in", paths["text"], "-sigfile", paths["signature"]], capture_output=True, timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    if run.returncode == 0:
        return True
    # Older versions know no “-rawin” or no Ed25519: that says nothing about the signature.
    return False if b"Verif" in run.stdout + run.stderr else None


# --- the chain ---------------------------------------------------------------------------------------------------------
def read_header(stream: BinaryIO) -> dict[str, str]:
    found = strict(stream.readline(LONGEST_LINE))
    header = found.get("header") if found and set(found) == {"header"} else None
    fits = isinstance(header, dict) and set(header) == {"format", "desk", "key"}
    if not (fits and all(isinstance(value, str) for value in header.values()) and header["format"] == FORMAT):
        raise NoMaterial("the first line is not that of an audit file")
    return header


class Chain:
    """Takes entries one after the other; remembers the seals at the kept numbers."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self.count, self.last, self.wanted = 0, START, set(wanted)
        self.met = {0: START}

    def take(self, line: int, entry: Any, digest: Any) -> None:
        due = self.count + 1
        if not isinstance(entry, dict) or set(entry) != FIELDS:
            raise Misfit("fields", line, f"entry {due} does not have the fields an entry has")
        if type(entry["sequence"]) is not int or entry["sequence"] != due:
            raise Misfit("sequence", line, f"entry {due} should stand here, but “{entry['sequence']}” does")
        if hashlib.sha256(canonical(entry)).hexdigest() != digest:
            raise Misfit("seal", line, f"entry {due} was changed after it was sealed")
        if entry["previous"] != self.last:
            raise Misfit("previous", line, f"entry {due} does not seal entry {self.count}: one of them was replaced")
        self.count, self.last = due, digest
        if due in self.wanted:
            self.met[due] = digest


def walk(stream: BinaryIO, header: dict[str, str], chain: Chain, key: str) -> str:
    """Read to the end; the answer says with what the signature was checked."""
    line, closing = 1, None
    if key and key != header["key"]:
        raise Misfit("key", line, "the file was signed with another key than the one given")
    while True:
        raw = stream.readline(LONGEST_LINE)
        if not raw:
            break
        line += 1
        found = strict(raw)
        if found is None:
            raise Misfit(
                "unreadable", line, f"the line where entry {chain.count + 1} should stand was cut or rewritten"
            )
        if closing is not None:
            raise Misfit("after_end", line, "something stands after the closing checkpoint")
        if set(found) == {"entry", "digest"}:
            chain.take(line, found["entry"], found["digest"])
        elif set(found) == {"checkpoint", "signature"}:
            closing = found
        else:
            raise Misfit("unreadable", line, f"the line where entry {chain.count + 1} should stand is no entry")
    if closing is None:
        raise Misfit("cut", line, f"the file ends after entry {chain.count} without its closing checkpoint: it was cut")
    return end_of(line, closing, header, chain)


def end_of(line: int, closing: dict[str, Any], header: dict[str, str], chain: Chain) -> str:
    body, signature = closing["checkpoint"], closing["signature"]
    if not isinstance(body, dict) or set(body) != {"sequence", "digest", "at", "desk"}:
        raise Misfit("fields", line, "the closing checkpoint does not have the fields it should have")
    if type(body["sequence"]) is not int or (body["sequence"], body["digest"]) != (chain.count, chain.last):
        raise Misfit(
            "end", line, f"the closing checkpoint speaks of entry “{body['sequence']}”, the last is {chain.count}"
        )
    if body["desk"] != header["desk"]:
        raise Misfit("desk", line, "the first and the last line name different desks")
    if not (isinstance(body["at"], str) and isinstance(signature, str)):
        raise Misfit("signature", line, "the closing checkpoint is not signed by the key in the first line")
    text = statement(chain.count, chain.last, body["at"], header["desk"], header["key"])
    fits, how = signature_fits(text, signature, header["key"])
    if fits is False:
        raise Misfit("signature", line, "the closing checkpoint is not signed by the key in the first line")
    return how if fits else ""


# --- kept checkpoints --------------------------------------------------------------------------------------------------
def read_checkpoint(text: str) -> tuple[int, str, str]:
    """(sequence, the seal or its beginning, the key or nothing)."""
    line = " ".join(text.split())
    short = SHORT.fullmatch(line.lower())
    if short:
        return int(short[1]), short[2].replace("-", ""), ""
    found = LONG.fullmatch(line)
    if not found:
        raise NoMaterial("this is no whole checkpoint: it was cut or mistyped")
    said = statement(int(found[1]), found[2], found[3], unquote(found[4]), found[5])
    if f"{said} signature={found[6]}" != line or signature_fits(said, found[6], found[5])[0] is False:
        raise NoMaterial("this checkpoint was mistyped, or not signed by the key it names")
    return int(found[1]), found[2], found[5]


def kept_fits(kept: tuple[int, str, str], chain: Chain, header: dict[str, str]) -> tuple[bool, str]:
    sequence, seal, key = kept
    if sequence not in chain.met:
        return False, f"only entries up to {chain.count} could be followed"
    if not chain.met[sequence].startswith(seal):
        return False, "another entry stands there: it, or one before it, was rewritten since"
    return True, "it lies on the chain" + (", signed with an earlier key" if key and key != header["key"] else "")


def verify(path: Path, checkpoints: Iterable[str] = (), key: str = "") -> dict[str, Any]:
    """The whole answer as one dictionary, which ``--json`` prints."""
    kept = [read_checkpoint(text) for text in checkpoints]
    key = "".join(key.split()).lower()
    if key and not HEX_KEY.fullmatch(key):
        raise NoMaterial("the public key is not 64 digits 0–9 and a–f")
    chain, how, problem = Chain(one[0] for one in kept), "", None
    with path.open("rb") as stream:
        header = read_header(stream)
        try:
            how = walk(stream, header, chain, key)
        except Misfit as misfit:
            problem = {"code": misfit.code, "line": misfit.line, "reason": misfit.reason}
    answers = [(one[0], *kept_fits(one, chain, header)) for one in kept]
    return {
        "desk": header["desk"],
        "key": header["key"],
        "entries": chain.count,
        "problem": problem,
        "signature_checked_with": how,
        "kept": [{"sequence": number, "fits": fits, "reason": why} for number, fits, why in answers],
    }


def exit_code(found: dict[str, Any]) -> int:
    if found["problem"] or not all(one["fits"] for one in found["kept"]):
        return 1
    return 0 if found["signature_checked_with"] else 3


def say(found: dict[str, Any], is_key_given: bool) -> None:
    print(f"Desk “{found['desk']}”, audit key {found['key']}")
    if found["problem"]:
        print(f"DOES NOT FIT, line {found['problem']['line']}: {found['problem']['reason']}.")
    else:
        print(f"{found['entries']} entries, all in place.")
        how = found["signature_checked_with"]
        print(f"The signature at the end fits (checked with {how})." if how else "The signature was NOT checked.")
        if not how:
            print("Install “openssl” (3.0 or newer) or the Python package “cryptography”, and run this again.")
        if not is_key_given:
            print("The key was taken from the file itself: give --key to check it against the one you noted.")
    for one in found["kept"]:
        print(f"Checkpoint at entry {one['sequence']}: {'fits' if one['fits'] else 'DOES NOT FIT'}, {one['reason']}.")


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a file exported from the audit of a Fener desk.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--checkpoint", action="append", default=[], metavar="TEXT", help="one you kept, long or short")
    parser.add_argument("--key", default="", metavar="PUBLIC", help="the desk's public audit key, as you noted it")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    given = parser.parse_args()
    try:
        found = verify(given.file, given.checkpoint, given.key)
    except (NoMaterial, OSError) as problem:
        print(f"Not checked: {problem}.", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        say(found, bool(given.key))
    return exit_code(found)


if __name__ == "__main__":
    sys.exit(main())
