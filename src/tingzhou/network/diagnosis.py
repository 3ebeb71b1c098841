"""Why a network has no solution, in the user's words: places, commodities, hours and rules, by how much, what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tingzhou.labels import has_label, label, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.hours import Hours
    from tingzhou.network.assembly import Assembly, Rows

__all__ = ["Diagnosis", "Shortage", "diagnose"]

_PHYSICAL = ("availability", "level", "booked")  # these do not give: they say what a capacity is
_SEARCHED = 150_000  # columns up to which conflicts are reduced to a smallest set


@dataclass(frozen=True)
class Shortage:
    """One run of hours (or classes) in which one limit would have to give.

    ``amount`` is the largest rate within the run [unit/h] for balances, else the amount of the limit [unit]; ``total`` is
    summed over the run.
    """

    kind: str
    subject: str
    place: str
    commodity: str
    unit: str
    short: bool
    start: np.datetime64
    end: np.datetime64
    amount: float
    total: float

    def text(self, lang: str = "en", names: Mapping[str, tuple[str, str]] | None = None) -> str:
        """Return one line such as ``electricity at Mulei, 2024-01-17 18:00 – 22:00: short by up to 412 MWh/h``."""
        span = _span(self.start, self.end)

        def named(word: str) -> str:
            return (names or {}).get(word, (word, word))[0 if lang == "zh" else 1]

        if self.kind == "balance":
            message = (
                "{commodity} at {place}, {span}: short by up to {amount} {unit}/h, {total} {unit} in all"
                if self.short
                else "{commodity} at {place}, {span}: {amount} {unit}/h too much, {total} {unit} in all"
            )
        else:
            message = "the limit {subject} ({kind}), {span}: it would have to give by {total} {unit}"
        return sentence(message, lang, commodity=named(self.commodity), place=named(self.place), span=span, amount=_figure(self.amount),
                        total=_figure(self.total), unit=self.unit, subject=_spoken(self.subject, lang, names or {}), kind=_kind(self.kind, lang))  # fmt: skip


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _span(start: np.datetime64, end: np.datetime64) -> str:
    first, last = (
        str(start.astype("datetime64[m]")).replace("T", " "),
        str(end.astype("datetime64[m]")).replace("T", " "),
    )
    return f"{first} – {last[11:]}" if first[:10] == last[:10] else f"{first} – {last}"


@dataclass(frozen=True)
class Diagnosis:
    """What contradicts what.

    Parameters
    ----------
    shortages
        By how much limits would have to give, largest first (the least total).
    conflict
        Limits that cannot hold together: ids of balances and rules. Irreducible when ``reduced``.
    mending
        Limits whose release would mend it: the fewest when ``reduced``, else those the least relaxation released.
    reduced
        Whether the conflict was reduced to a smallest set.
    """

    shortages: tuple[Shortage, ...]
    conflict: tuple[str, ...]
    mending: tuple[str, ...]
    reduced: bool
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def text(self, lang: str = "en", limit: int = 12) -> str:
        """Return the diagnosis as lines."""
        lines = self._by_month(lang) + [shortage.text(lang, self.names) for shortage in self.shortages[:limit]]
        if len(self.shortages) > limit:
            lines.append(sentence("and {count} more", lang, count=len(self.shortages) - limit))
        if self.conflict:
            message = "these limits conflict: {names}" if self.reduced else "these limits take part in the conflict: {names}"
            lines.append(sentence(message, lang, names=self._spoken(self.conflict, lang)))
        if self.mending:
            lines.append(sentence("releasing this would mend it: {names}", lang, names=self._spoken(self.mending, lang)))
        return "\n".join(lines)

    def _by_month(self, lang: str) -> list[str]:
        """Return what each balance lacks by the month in which its runs begin; nothing where there are few runs."""
        found: dict[tuple[str, str, str], dict[str, float]] = {}
        for one in self.shortages:
            if one.kind == "balance" and one.short:
                months = found.setdefault((one.commodity, one.place, one.unit), {})
                month = str(one.start.astype("datetime64[M]"))
                months[month] = months.get(month, 0.0) + one.total
        lines = []
        for (commodity, place, unit), months in found.items():
            if len(months) > 1:
                parts = [f"{month} {_figure(months[month])}" for month in sorted(months)]
                lines.append(sentence("{commodity} at {place} is short by {total} {unit}; by month: {months}", lang, commodity=_spoken(commodity, lang, self.names),
                                      place=_spoken(place, lang, self.names), total=_figure(sum(months.values())), unit=unit,
                                      months=("、" if lang == "zh" else ", ").join(parts)))  # fmt: skip
        return lines

    def _spoken(self, limits: tuple[str, ...], lang: str) -> str:
        """Return limits by their names: ``Mulei electricity``, ``Delivery contract (limit on output)``."""
        return ("、" if lang == "zh" else ", ").join(_limit(limit, lang, self.names) for limit in limits)


def _limit(limit: str, lang: str, names: Mapping[str, tuple[str, str]]) -> str:
    subject, _, kind = limit.partition(" (")
    if not kind:
        return _spoken(subject, lang, names)
    return f"{_spoken(subject, lang, names)} ({_kind(kind.removesuffix(')'), lang)})"


def _spoken(subject: str, lang: str, names: Mapping[str, tuple[str, str]]) -> str:
    """Return an id as names: a balance ``commodity@place`` as both, ``row:part`` as the row and its part."""
    column = 0 if lang == "zh" else 1
    if subject in names:
        return names[subject][column]
    for mark, between in (("@", " "), (":", " ")):
        first, found, second = subject.partition(mark)
        if found and (first in names or second in names):
            parts = [
                names[part][column] if part in names else _part(part, lang)
                for part in ((second, first) if mark == "@" else (first, second))
            ]
            return between.join(parts)
    return subject


def _part(word: str, lang: str) -> str:
    return label(f"part.{word}", lang) if has_label(f"part.{word}") else word


def _kind(kind: str, lang: str) -> str:
    return label(f"kind.{kind}", lang) if has_label(f"kind.{kind}") else kind


def diagnose(assembly: Assembly) -> Diagnosis:
    """Return what contradicts what in a network without a solution."""
    from tingzhou import program as programs

    program = assembly.program
    assert program is not None
    blocks = [block for block in assembly.rows if block.kind not in _PHYSICAL]
    group = np.full(program.rows, -1, dtype=np.int64)
    for index, block in enumerate(blocks):
        group[block.start : block.stop] = index
    relaxed = programs.relax(program, group)
    shortages = [shortage for index in relaxed.groups for shortage in _runs(assembly, blocks[index], relaxed.short, relaxed.over)]
    shortages.sort(key=lambda shortage: -shortage.total)
    small = program.columns <= _SEARCHED
    found = programs.conflict(program, group) if small else relaxed.groups
    # What the least relaxation released is a set that mends, though on a large program not shown to be the smallest one.
    mending = programs.smallest_mending_set(program, group) if small else relaxed.groups
    return Diagnosis(
        tuple(shortages),
        tuple(_name(blocks[index]) for index in found),
        tuple(_name(blocks[index]) for index in mending),
        small,
        assembly.network.names,
    )


def _name(block: Rows) -> str:
    return block.subject if block.kind == "balance" else f"{block.subject} ({block.kind})"


def _runs(assembly: Assembly, block: Rows, short: NDArray[np.float64], over: NDArray[np.float64]) -> list[Shortage]:
    """Return runs of neighbouring classes in which a block of rows gives."""
    found: list[Shortage] = []
    balance = assembly.balances.get(block.subject) if block.kind == "balance" else None
    for values, missing in ((short, True), (over, False)):
        amounts = values[block.start : block.stop]
        for first, last in _stretches(amounts > 0):
            piece = amounts[first : last + 1]
            start, end, hours = _when(assembly, block, first, last)
            found.append(
                Shortage(
                    kind=block.kind,
                    subject=block.subject,
                    place=balance.place if balance else "",
                    commodity=balance.commodity if balance else "",
                    unit=balance.unit if balance else "",
                    short=missing,
                    start=start,
                    end=end,
                    amount=float((piece / hours).max()) if balance else float(piece.max()),
                    total=float(piece.sum()),
                )
            )
    return found


def _stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last index of every run of true values."""
    edges = np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), (np.flatnonzero(edges == -1) - 1).tolist(), strict=True))


def _when(assembly: Assembly, block: Rows, first: int, last: int) -> tuple[np.datetime64, np.datetime64, NDArray[np.float64]]:
    """Return start and end of classes ``first`` … ``last`` and the hours of each."""
    hours: Hours = assembly.axis.hours
    if block.grain is None or not block.grain.contiguous:
        return hours.base_times[0], hours.base_times[-1] + np.timedelta64(1, "h"), np.ones(last - first + 1)
    duration = assembly.axis.duration(block.grain)
    if duration.size <= last:  # ramp rows begin with the second class
        return hours.base_times[0], hours.base_times[-1] + np.timedelta64(1, "h"), np.ones(last - first + 1)
    ends = np.cumsum(duration)
    begin, stop = int(ends[first] - duration[first]), int(ends[last])
    return hours.base_times[begin], hours.base_times[stop - 1] + np.timedelta64(1, "h"), duration[first : last + 1]
