"""Keys for one purpose each, derived from SECRET_KEY: a value made for one purpose isn't valid for another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes that belong to this secret and purpose."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tollgate {purpose}".encode())
    return derivation.derive(secret.encode())
