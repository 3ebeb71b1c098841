"""Read ``region.toml``."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from tingzhou.errors import Problem
from tingzhou.region.parse import near
from tingzhou.region.region import Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["parse_manifest", "write_manifest"]

FILE = "region.toml"
_TOP: dict[str, tuple[type | tuple[type, ...], bool]] = {
    "id": (str, True), "title_zh": (str, True), "title_en": (str, True), "base_year": (int, True),
    "utc_offset": ((int, float), False), "currency": (str, False), "discount_rate": ((int, float), False),
    "description_zh": (str, False), "description_en": (str, False), "weather": (dict, False), "study": (dict, False),
}  # fmt: skip
_SECTIONS: dict[str, dict[str, type]] = {"weather": {"seed": int}, "study": {"scenarios": list}}


def _note(key: str, message: str, fix: str = "", /, value: object = "", **parameters: object) -> Problem:
    return Problem(message, fix, file=FILE, column=key, value=str(value) if value != "" else "", parameters=parameters)


def parse_manifest(text: str | None, problems: list[Problem]) -> Manifest | None:
    """Return what the text says; every fault is noted."""
    if text is None:
        problems.append(Problem("region.toml is missing: this is no region folder.",
                                "Begin a region with the command: tingzhou new.", file=FILE))  # fmt: skip
        return None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(_note("", "the file is no valid TOML: {reason}.", "See toml.io for the form.", reason=str(error)))
        return None
    before = len(problems)
    _keys(data, _TOP, problems)
    for section, keys in _SECTIONS.items():
        inside = data.get(section, {})
        if isinstance(inside, dict):
            _keys(inside, {key: (kind, False) for key, kind in keys.items()}, problems, f"{section}.")
    if len(problems) > before:
        return None
    _values(data, problems)
    if len(problems) > before:
        return None
    return Manifest(
        **{key: data[key] for key in _TOP if key in data and key not in _SECTIONS and key not in ("utc_offset", "discount_rate")},
        utc_offset=float(data.get("utc_offset", 8.0)),
        discount_rate=float(data.get("discount_rate", 0.06)),
        seed=data.get("weather", {}).get("seed", 0),
        study_scenarios=tuple(map(str, data.get("study", {}).get("scenarios", ()))),
    )


def _keys(
    data: Mapping[str, Any],
    wanted: Mapping[str, tuple[type | tuple[type, ...], bool]],
    problems: list[Problem],
    prefix: str = "",
) -> None:
    for key, value in data.items():
        if key not in wanted:
            meant = near(key, wanted)
            problems.append(_note(prefix + key, "the key '{key}' is not known.",
                                  "Did you mean '{meant}'?" if meant else "Known: {known}.", key=key, meant=meant,
                                  known=", ".join(wanted)))  # fmt: skip
        elif not isinstance(value, wanted[key][0]) or isinstance(value, bool):
            problems.append(_note(prefix + key, "the key '{key}' needs a value of another type.",
                                  "See the documentation of region.toml.", value=value, key=key))  # fmt: skip
    for key, (_, required) in wanted.items():
        if required and key not in data:
            problems.append(_note(prefix + key, "the key '{key}' is missing.", "Add it to region.toml.", key=key))


def _values(data: Mapping[str, Any], problems: list[Problem]) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_\-]*", data["id"]):
        problems.append(_note("id", "it is no id.", "Use lower-case letters, digits, - and _, beginning with a letter or digit.",
                              value=data["id"]))  # fmt: skip
    limits = {"base_year": (1900, 2200), "utc_offset": (-12, 14), "discount_rate": (0, 1)}
    for key, (low, high) in limits.items():
        if key in data and not low <= data[key] <= high:
            problems.append(_note(key, "it lies outside {low} … {high}.", value=data[key], low=low, high=high))
    if data.get("currency", "CNY") != "CNY":
        problems.append(_note("currency", "only CNY is supported.", "State all money in CNY.", value=data["currency"]))


def write_manifest(manifest: Manifest) -> str:
    """Return the text of ``region.toml``."""
    import json

    def line(key: str, value: object) -> str:
        return f"{key} = {json.dumps(value, ensure_ascii=False)}"

    lines = [line(key, getattr(manifest, key)) for key in _TOP
             if key not in _SECTIONS and not (key.startswith("description") and not getattr(manifest, key))]  # fmt: skip
    lines += [
        "",
        "[weather]",
        line("seed", manifest.seed),
        "",
        "[study]",
        line("scenarios", list(manifest.study_scenarios)),
    ]
    return "\n".join(lines) + "\n"
