"""Public randomness: what was announced before, what was published, and how far it can be checked offline.

Four kinds: numbers of a lottery, a pulse of the NIST beacon (NISTIR 8213), a round of drand, and commit–reveal among
departments. Signatures of the two beacons need more than the standard library: that they are not checked is said with the value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tingzhou.errors import InputError, Problem

__all__ = ["KINDS", "PublicValue", "commitment", "public_value"]

KINDS = ("lottery", "nist", "drand", "commit_reveal")


@dataclass(frozen=True)
class PublicValue:
    """The bytes that key the seed, the text they come from, and what a reader must know about them (gettext ids)."""

    value: bytes
    stated: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def commitment(party: str, secret: str) -> str:
    """Return what a party publishes before the reveal: SHA-256 of its name, a zero byte and its secret."""
    return hashlib.sha256(party.encode("utf-8") + b"\x00" + secret.encode("utf-8")).hexdigest()


def public_value(kind: str, announced: Mapping[str, Any], text: str, commitments: Mapping[str, str] | None = None) -> PublicValue:
    """Return the value that a text (numbers, a pasted JSON, reveals) states.

    Parameters
    ----------
    announced
        What the plan fixed in advance: ``time`` of a pulse, ``round`` of drand.
    commitments
        Party → commitment, for commit–reveal.

    Raises
    ------
    InputError
        When the text is not of the kind, is not the announced one, or fails its own check.
    """
    if kind == "lottery":
        return _lottery(text)
    if kind == "nist":
        return _nist(announced, _json(text))
    if kind == "drand":
        return _drand(announced, _json(text))
    return _reveals(commitments or {}, text)


def _refuse(message: str, fix: str = "", **parameters: object) -> InputError:
    return InputError(Problem(message, fix, file="value", parameters=parameters))


def _lottery(text: str) -> PublicValue:
    """Return the key of groups of whole numbers; each group is sorted, as in RFC 3797, because reports differ in their order."""
    groups = [re.split(r"[\s,，、]+", group.strip(" \t\r\n,，、")) for group in re.split(r"[;；/\n]", text) if group.strip()]
    if not groups or not all(re.fullmatch(r"\d{1,18}", number) for group in groups for number in group):
        raise _refuse("the numbers of the lottery are not whole numbers.", "Write them with blanks, groups separated by a semicolon: "
                      "9 18 26 34 41 45; 2 5 8 10 12.")  # fmt: skip
    numbers = [sorted(int(number) for number in group) for group in groups]
    key = "".join("".join(f"{number}." for number in group) + "/" for group in numbers)
    note = "Lottery numbers are checked against the announcement of the lottery by the reader: no computation can do it."
    return PublicValue(key.encode("ascii"), {"kind": "lottery", "numbers": numbers}, (note,))


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _refuse("the pasted text is no JSON.", "Paste the whole answer of the beacon, braces included.") from None
    inner = value.get("pulse", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        raise _refuse("the pasted text is no JSON.", "Paste the whole answer of the beacon, braces included.")
    return inner


def nist_message(pulse: Mapping[str, Any]) -> bytes:
    """Return the bytes of a pulse that its signature covers (NISTIR 8213, section 4.1)."""

    def text(value: str) -> bytes:
        return len(value.encode()).to_bytes(4, "big") + value.encode()

    def octets(value: str) -> bytes:
        return (len(value) // 2).to_bytes(4, "big") + bytes.fromhex(value)

    def number(value: int, width: int) -> bytes:
        return int(value).to_bytes(width, "big")

    parts = [text(pulse["uri"]), text(pulse["version"]), number(pulse["cipherSuite"], 4), number(pulse["period"], 4),
             octets(pulse["certificateId"]), number(pulse["chainIndex"], 8), number(pulse["pulseIndex"], 8),
             text(pulse["timeStamp"]), octets(pulse["localRandomValue"]), octets(pulse["external"]["sourceId"]),
             number(pulse["external"]["statusCode"], 4), octets(pulse["external"]["value"]),
             *(octets(one["value"]) for one in pulse["listValues"]), octets(pulse["precommitmentValue"]),
             number(pulse["statusCode"], 4)]  # fmt: skip
    return b"".join(parts)


def _nist(announced: Mapping[str, Any], pulse: dict[str, Any]) -> PublicValue:
    try:
        message, signature = nist_message(pulse), bytes.fromhex(pulse["signatureValue"])
        output, stamp, status = bytes.fromhex(pulse["outputValue"]), str(pulse["timeStamp"]), int(pulse["statusCode"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise _refuse("the pulse lacks fields of the NIST beacon 2.0.", "Paste the whole answer of the beacon.") from None
    if stamp != announced.get("time"):
        raise _refuse("the pulse is of {found}; the plan announced {wanted}.", "Paste the announced pulse.", found=stamp,
                      wanted=announced.get("time"))  # fmt: skip
    if hashlib.sha512(message + signature).digest() != output:
        raise _refuse("the output value of the pulse is not the SHA-512 of its fields: the text was changed.",
                      "Paste the answer of the beacon once more.")  # fmt: skip
    if status & 2:
        raise _refuse("the beacon marks this pulse as following a gap (status {status}).", "Announce another pulse.", status=status)
    note = ("The hash of all fields of the pulse was checked; its RSA signature was not: that needs the certificate of the beacon "
            "and a cryptographic library.")  # fmt: skip
    return PublicValue(output, {"kind": "nist", "pulse": pulse}, (note,))


def _drand(announced: Mapping[str, Any], given: dict[str, Any]) -> PublicValue:
    try:
        number, signature = int(given["round"]), bytes.fromhex(given["signature"])
        value = bytes.fromhex(given["randomness"]) if "randomness" in given else hashlib.sha256(signature).digest()
    except (KeyError, TypeError, ValueError):
        raise _refuse("the round lacks fields of drand.", "Paste the whole answer: round, signature, randomness.") from None
    if number != announced.get("round"):
        raise _refuse("the round is {found}; the plan announced {wanted}.", "Paste the announced round.", found=number,
                      wanted=announced.get("round"))  # fmt: skip
    if not signature or hashlib.sha256(signature).digest() != value:
        raise _refuse("the randomness is not the SHA-256 of the signature: the text was changed.", "Paste the answer once more.")
    note = ("That the randomness is the hash of the signature was checked; the BLS signature itself was not: that needs the public "
            "key of the chain and a cryptographic library.")  # fmt: skip
    return PublicValue(value, {"kind": "drand", "round": number, "signature": signature.hex(), "randomness": value.hex()}, (note,))


def _reveals(commitments: Mapping[str, str], text: str) -> PublicValue:
    """Lines ``party: secret``. A party that does not reveal is replaced by its commitment, and named."""
    given: dict[str, str] = {}
    problems = []
    for line, words in enumerate(text.splitlines(), start=1):
        party, separator, secret = words.replace("：", ":").partition(":")
        if not words.strip():
            continue
        party, secret = party.strip(), secret.strip()
        if not separator or not secret or party in given:
            problems.append(Problem("the line is no reveal, or its party reveals twice.", "Write one line per party: party: secret.",
                                    file="value", row=line, value=words))  # fmt: skip
        elif party not in commitments:
            problems.append(Problem("the party has published no commitment.", file="value", row=line, value=party))
        elif commitment(party, secret) != commitments[party].lower():
            problems.append(Problem("the secret does not belong to the published commitment.", file="value", row=line, value=party))
        else:
            given[party] = secret
    if not given and not problems:
        problems.append(Problem("nobody has revealed: there is no seed.", file="value"))
    if problems:
        raise InputError(problems)
    parts = [f"{party}\0{given.get(party, 'default:' + commitments[party].lower())}\0" for party in sorted(commitments)]
    missing = [party for party in sorted(commitments) if party not in given]
    notes = ["Every reveal belongs to its commitment. A party that reveals last knows the outcome of revealing and of refusing."]
    if missing:
        notes.append("A party did not reveal; its published commitment stands in its place, and it is named.")
    stated = {"kind": "commit_reveal", "reveals": given, "missing": missing}
    return PublicValue(hashlib.sha256("".join(parts).encode("utf-8")).digest(), stated, tuple(notes))
