"""Typed readers for settings from the environment. An odd value is refused at start, with the remedy."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fener.gateways.vault import make_identity
from fener.terms.errors import SetUpFault

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that ``NAME_FILE`` names: secrets need not stand in the environment."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    raw = text(name, "1" if default else "0").strip().casefold()
    if raw in _YES | _NO:
        return raw in _YES
    raise SetUpFault(f"{name} is “{raw}”, which is neither on nor off", remedy="Write 1 or 0.", number="FEN-9001")


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise SetUpFault(
            f"{name} is “{raw}”", remedy=f"Write a whole number from {least} to {most}.", number="FEN-9001"
        )
    return value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words."""
    raw = text(name, default)
    if raw not in allowed:
        raise SetUpFault(f"{name} is “{raw}”", remedy=f"Write one of: {', '.join(allowed)}.", number="FEN-9001")
    return raw


def words(name: str, default: str) -> list[str]:
    """Comma-separated words, empty ones dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def web_address(name: str, default: str) -> str:
    """An https address."""
    raw = text(name, default)
    if not raw.startswith("https://") or len(raw.split()) != 1 or not urlsplit(raw).hostname:
        raise SetUpFault(f"{name} is “{raw}”", remedy="Write an address that begins with https://.", number="FEN-9001")
    return raw


def folder(name: str, default: Path) -> Path:
    """A folder, made if it is not there."""
    path = Path(text(name, str(default))).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SetUpFault(
            f"{name}: the folder {path} cannot be made ({problem.strerror})",
            remedy="Name a folder you may write to.",
            number="FEN-9002",
        ) from problem
    return path


def secret(name: str, keep_in: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """The secret from the environment, else one made once and kept in a file only its owner can read."""
    if given := text(name):
        return given
    if not keep_in.exists():
        _keep_once(keep_in, make())
    return keep_in.read_text(encoding="utf-8").strip()


def _keep_once(path: Path, made: str) -> None:
    """Whole or not at all; of two starts at once the first wins and both read what it wrote."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(made)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def seal_key(name: str, keep_in: Path) -> str:
    """The private half of the sealing key: given, or made once like the other secrets."""
    return secret(name, keep_in, make_identity)


def protection_key(name: str, keep_in: Path) -> bytes:
    """The 32 bytes that wrap the keys of protection records: given as base64, or made once like the other secrets."""
    given = secret(name, keep_in, lambda: base64.b64encode(secrets.token_bytes(32)).decode())
    try:
        key = base64.b64decode(given, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SetUpFault(
            f"{name}: this is not a protection key",
            remedy=f"Restore the file {keep_in.name} from its backup, or give 32 bytes as base64.",
            number="FEN-9040",
        )
    return key


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for ``sqlite:///path`` or ``postgresql://user:pass@host:port/name?host=/socket/folder``."""
    if url.startswith("sqlite:///"):
        return _sqlite(unquote(url.removeprefix("sqlite:///")))
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SetUpFault(
            f"FENER_DATABASE begins with “{parts.scheme}”",
            remedy="Use sqlite:///path/to/file or postgresql://user:password@host:5432/name.",
            number="FEN-9001",
        )
    socket = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(socket) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # An open connection keeps its pages; closing the last one would write the whole log back at every request.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # FULL: what a phone was told is received survives a power cut.
            # IMMEDIATE takes the one writer's place at once: two writers queue instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA mmap_size=268435456; PRAGMA cache_size=-16384"
            ),
        },
    }
