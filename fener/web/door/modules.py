"""The few script modules behind sealing in the browser, by the names they import each other by."""

from __future__ import annotations

from django.conf import settings

_OWN = ("receipt", "container", "pictures")
_HASHES = ("hmac", "hkdf", "sha2", "scrypt", "utils")
_CIPHERS = ("chacha",)


def imports() -> dict[str, str]:
    """Module names and their addresses. Post-quantum and hardware keys are not used by the door: those names lead to a module
    without them, and whatever asks for one stops."""
    static = settings.STATIC_URL
    absent = f"{static}door/absent.js"
    return {
        "age-encryption": f"{static}vendor/age/index.js",
        "@scure/base": f"{static}vendor/scure-base/index.js",
        "@noble/curves/ed25519.js": f"{static}vendor/noble-curves/ed25519.js",
        "@noble/curves/nist.js": absent,
        "@noble/post-quantum/hybrid.js": absent,
        **{f"@noble/hashes/{name}.js": f"{static}vendor/noble-hashes/{name}.js" for name in _HASHES},
        **{f"@noble/ciphers/{name}.js": f"{static}vendor/noble-ciphers/{name}.js" for name in _CIPHERS},
        **{f"door/{name}": f"{static}door/{name}.js" for name in _OWN},
    }
