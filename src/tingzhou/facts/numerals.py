"""Figures as Chinese texts write them: 1,234.5, 三千五百, 一点五亿, 二〇二四, 三分之一. Values are exact decimals."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["arabic", "chinese", "plain", "signed"]

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SIGNS = frozenset((*_DIGITS, *_SMALL, *_LARGE))


def arabic(text: str) -> Decimal | None:
    """Return the value of ``1,234.5``; ``None`` when it has more than 18 digits (no published figure has)."""
    digits = text.replace(",", "").replace(" ", "")
    return Decimal(digits) if len(digits) <= 20 else None


def signed(text: str) -> Decimal:
    """Return the value of ``-1.6`` or ``+8.0``; zero where it is no number."""
    value = arabic(text.lstrip("+-")) or Decimal(0)
    return -value if text.startswith("-") else value


def chinese(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, ``None`` when the characters form none (一二三千)."""
    whole, point, fraction = text.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    tail = fraction.rstrip("万亿")
    if not tail or any(sign not in _DIGITS for sign in tail):
        return None
    scale = 1
    for sign in fraction[len(tail) :]:
        scale *= _LARGE[sign]
    return Decimal(f"{value}.{''.join(str(_DIGITS[sign]) for sign in tail)}") * scale


def _whole(text: str) -> int | None:
    """Return a whole number: digits with places (三千五百), or digits in a row (二〇二四)."""
    if not text or len(text) > 32 or not _SIGNS.issuperset(text):
        return None
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) if "〇" in text or "零" in text else None
    total = section = 0
    digit: int | None = None
    last = 10**9
    for sign in text:
        if sign in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            if _SMALL[sign] >= last:
                return None
            last = _SMALL[sign]
            section += (1 if digit is None else digit) * last
            digit = None
        else:
            section += digit or 0
            total = (total + (section or (0 if total else 1))) * _LARGE[sign] if sign == "亿" or total == 0 else (
                total + (section or 1) * _LARGE[sign]
            )  # fmt: skip
            section, digit, last = 0, None, 10**9
    return total + section + (digit or 0)


def plain(value: Decimal) -> str:
    """Return ``value`` as a decimal string without exponent or trailing zeros, at most ten digits after the point."""
    if value == value.to_integral_value():
        value = value if value else abs(value)  # no negative zero
        return str(value.quantize(Decimal(1))) if abs(value) < Decimal(10) ** 27 else format(value, "f")
    text = format(round(value, 10).normalize(), "f")
    return "0" if text == "-0" else text
