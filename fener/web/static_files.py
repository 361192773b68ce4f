"""Static files: which vendor files the desk really uses, and how they are named, compressed and served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Of some forty megabytes of vendor folders these few files are what a page may ask for.
USED_VENDOR_FILES = (
    "vendor/bootstrap/css/bootstrap.min.css",
    "vendor/bootstrap/css/bootstrap.rtl.min.css",
    "vendor/bootstrap/js/bootstrap.bundle.min.js",
    "vendor/bootstrap-icons/bootstrap-icons.min.css",
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2",
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff",
    "vendor/htmx/htmx.min.js",
    "vendor/maplibre/maplibre-gl.css",
    "vendor/maplibre/maplibre-gl.mjs",
    "vendor/maplibre/maplibre-gl-shared.mjs",
    "vendor/maplibre/maplibre-gl-worker.mjs",
    "vendor/vega/vega.min.js",
    "vendor/vega-lite/vega-lite.min.js",
    "vendor/vega-embed/vega-embed.min.js",
    "vendor/vega-interpreter/vega-interpreter.js",
    # Sealing in the browser: age, and of what it stands on only the modules that X25519 keys need.
    *(
        f"vendor/age/{name}.js"
        for name in ("index", "armor", "cbor", "format", "io", "recipients", "stream", "webauthn", "x25519")
    ),
    *(
        f"vendor/noble-hashes/{name}.js"
        for name in ("_md", "_u64", "hkdf", "hmac", "pbkdf2", "scrypt", "sha2", "utils")
    ),
    *(f"vendor/noble-ciphers/{name}.js" for name in ("_arx", "_poly1305", "chacha", "utils")),
    "vendor/noble-curves/ed25519.js",
    "vendor/noble-curves/utils.js",
    *(
        f"vendor/noble-curves/abstract/{name}.js"
        for name in ("curve", "edwards", "fft", "frost", "hash-to-curve", "modular", "montgomery", "oprf")
    ),
    "vendor/scure-base/index.js",
    "vendor/vue/vue.runtime.esm-browser.prod.js",
    # Without MapBlock: its map would fetch tiles from elsewhere, and the adapted forms never ask for it.
    "vendor/web-forms/index*.js",
    "vendor/fonts/noto-sans/[467]00[RSB]*/*.ttf",
    "vendor/fonts/noto-sans-arabic/[467]00[RSB]*/*.ttf",
)


def is_used(path: str) -> bool:
    """Whether a file below ``STATICFILES_DIRS`` is served: all but vendor files, and the vendor files listed above."""
    path = path.replace("\\", "/")
    if "_Italic" in path:
        return False
    return not path.startswith("vendor/") or any(fnmatchcase(path, used) for used in USED_VENDOR_FILES)


class UsedVendorFiles(FileSystemFinder):
    """Django's finder for ``STATICFILES_DIRS``, blind to vendor files the desk does not use."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for prefix, root in self.locations:
            storage = self.storages[root]
            for path in _listed(root, prefix):
                if is_used(f"{prefix}/{path}" if prefix else path):
                    yield path, storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        return super().find_location(root, path, prefix) if is_used(path) else None


class UsedAppFiles(AppDirectoriesFinder):
    """Django's finder for the static folders of applications, without the copies of htmx that one of them brings."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        return (
            (path, storage) for path, storage in super().list(ignore_patterns) if not path.startswith("django_htmx")
        )


def _listed(root: str, prefix: str) -> Iterator[str]:
    # Looks only into the folders a pattern can match: walking whole packages costs more than copying the files.
    base = Path(root)
    for used in USED_VENDOR_FILES:
        if prefix and used.startswith(f"{prefix}/"):
            yield from (found.relative_to(base).as_posix() for found in sorted(base.glob(used[len(prefix) + 1 :])))


class DeskStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names and compressed copies. A missing file costs its picture, never the page."""

    manifest_strict = False
    # Source maps are not served, so what points to them is left as it stands.
    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (
                    r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""",
                    """@import url("%(url)s")""",
                ),
            ),
        ),
    )

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where the file was not collected."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
