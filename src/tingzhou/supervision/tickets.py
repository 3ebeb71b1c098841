"""Seed and tickets: one number per firm, fixed by public randomness and by what was frozen before it.

``seed = HMAC-SHA256(key = public value, message = SHA-256 of the frozen manifest)``, ``ticket = SHA-256(seed ‖ 0x00 ‖ id)``; the
first 53 bits of a ticket, read as ``u = (k + 1/2) / 2^53``, order the firms. A ticket belongs to its firm: others may come and go.
Reference: permanent random numbers, Ohlsson (1995) in Business Survey Methods, ch. 9.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "fresh_mask", "positions", "seed_of", "ticket", "tickets", "unit"]

BITS = 53
_ALL = 1 << BITS


def seed_of(value: bytes, frozen_hash: bytes) -> bytes:
    """Return the seed (32 bytes) of a public value and the raw SHA-256 of the frozen manifest."""
    return hmac.digest(value, frozen_hash, "sha256")


def ticket(seed: bytes, word: str) -> bytes:
    """Return the ticket (32 bytes) of an id or of a word of the rule."""
    return hashlib.sha256(seed + b"\x00" + word.encode("utf-8")).digest()


def unit(seed: bytes, word: str) -> float:
    """Return the ticket as a number strictly between 0 and 1."""
    return ((int.from_bytes(ticket(seed, word)[:8], "big") >> 11) + 0.5) / _ALL


def tickets(seed: bytes, words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the first 53 bits of the tickets of many, shape (words,)."""
    base = hashlib.sha256(seed + b"\x00")
    raw = bytearray()
    for word in words:
        one = base.copy()
        one.update(word.encode("utf-8"))
        raw += one.digest()[:8]
    return np.frombuffer(bytes(raw), dtype=">u8").astype(np.uint64) >> np.uint64(11)


def shift_of(seed: bytes) -> int:
    """Return the turn θ of a later year in units of 2^-53: between a quarter and three quarters, known with the seed only."""
    return (1 << (BITS - 2)) + ((int.from_bytes(ticket(seed, "shift")[:8], "big") >> 11) >> 1)


def fresh_mask(seed: bytes, words: Sequence[str], share: float) -> NDArray[np.bool_]:
    """Return who gets a ticket of this year instead of the turned permanent one, shape (words,)."""
    return tickets(seed, [f"fresh:{word}" for word in words]) < np.uint64(int(share * _ALL))


def positions(seed: bytes, words: Sequence[str], *, permanent: bytes | None, fresh_share: float) -> NDArray[np.uint64]:
    """Return the place of each firm on the circle, shape (words,): the smallest are drawn.

    Parameters
    ----------
    permanent
        Seed of the first year. With it, tickets of that year are turned by θ, so that load moves on; ``None`` in a first year.
    fresh_share
        Share [1] of firms that get an independent ticket all the same: nobody can know that he is safe.
    """
    own = tickets(seed, words)
    if permanent is None:
        return own
    turned = (tickets(permanent, words) + np.uint64(shift_of(seed))) & np.uint64(_ALL - 1)
    return np.where(fresh_mask(seed, words, fresh_share), own, turned)
