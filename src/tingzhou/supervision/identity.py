"""Public ids: what stands for a firm or an inspector in a published bundle.

``opening = HMAC-SHA256(salt, kind ‖ 0x00 ‖ id)`` and ``public id = first 16 bytes of SHA-256(opening ‖ 0x00 ‖ id)``. Registration
numbers are public, so one common salt would reveal everybody once it is opened; each firm gets an opening of its own.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

__all__ = ["opening", "public_id", "public_ids"]


def opening(salt: bytes, kind: str, identity: str) -> bytes:
    """Return the secret that ties an id to its public id; it is given to the firm itself on request."""
    return hmac.digest(salt, kind.encode() + b"\x00" + identity.encode("utf-8"), "sha256")


def public_id(secret: bytes, identity: str) -> str:
    """Return the public id (32 hexadecimal digits) of an id with its opening."""
    return hashlib.sha256(secret + b"\x00" + identity.encode("utf-8")).hexdigest()[:32]


def public_ids(salt: bytes, kind: str, identities: Iterable[str]) -> list[str]:
    """Return the public ids of many, in their order."""
    return [public_id(opening(salt, kind, identity), identity) for identity in identities]
