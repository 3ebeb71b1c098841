"""The error tree and the form every refusal takes.

    TingzhouError
    ├── InputError          the user's tables are refused; carries every Problem at once   (exit 1)
    ├── UsageError          the command line or a call is wrong                            (exit 2)
    ├── SolveError          no solver gave an answer that stands                           (exit 1)
    │   ├── InfeasibleError   the limits contradict each other; carries the diagnosis
    │   ├── UnboundedError    the objective has no bound; carries the direction
    │   └── CertificateError  an answer was given but its certificate does not hold
    └── InternalError       an invariant of ours broke: a defect of the program, not of the input

Messages are English gettext ids with ``{named}`` fields; they are translated when shown, not when raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tingzhou.labels import sentence

__all__ = [
    "CertificateError",
    "InfeasibleError",
    "InputError",
    "InternalError",
    "Problem",
    "SolveError",
    "TingzhouError",
    "UnboundedError",
    "UsageError",
]


@dataclass(frozen=True)
class Problem:
    """One refusal: where it is, which value, why, and what would mend it.

    Parameters
    ----------
    message, fix
        English sentences (gettext ids) with ``{named}`` fields; the fields are ``parameters`` and ``value``.
    file, sheet, row, column, value
        Where: ``row`` is the line or row number as the user's editor shows it, starting at 1.
    """

    message: str
    fix: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)

    def where(self, lang: str = "en") -> str:
        """Return the place alone, e.g. ``plants.csv, row 7, column existing [MW]``."""
        parts: list[str] = []
        if self.file:
            parts.append(self.file)
        if self.sheet:
            parts.append(sentence("sheet {sheet}", lang, sheet=self.sheet))
        if self.row is not None:
            parts.append(sentence("row {row}", lang, row=self.row))
        if self.column:
            parts.append(sentence("column {column}", lang, column=self.column))
        if self.value:
            shown = self.value if len(self.value) <= 60 else self.value[:57] + "…"
            parts.append(sentence("value '{value}'", lang, value=shown))
        return ("，" if lang == "zh" else ", ").join(parts)

    def text(self, lang: str = "en") -> str:
        """Return the whole refusal as one line in ``lang``."""
        fields = {"value": self.value, **self.parameters}
        why = sentence(self.message, lang, **fields)
        mend = sentence(self.fix, lang, **fields) if self.fix else ""
        where = self.where(lang)
        if lang == "zh":
            return (f"{where}：" if where else "") + why + mend
        return (f"{where}: " if where else "") + why + (f" {mend}" if mend else "")

    def __str__(self) -> str:
        """Return the English line."""
        return self.text("en")


class TingzhouError(Exception):
    """Root of everything Tingzhou raises on purpose.

    ``message`` is a gettext id; ``parameters`` fill its fields.
    """

    def __init__(self, message: str = "", /, **parameters: object) -> None:
        super().__init__(message)
        self.message = message
        self.parameters = parameters

    def text(self, lang: str = "en") -> str:
        """Return the message in ``lang``."""
        return sentence(self.message, lang, **self.parameters)

    def __str__(self) -> str:
        """Return the English message."""
        return self.text("en")


class InputError(TingzhouError):
    """The input is refused. ``problems`` holds all of them, not the first one only."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("{count} problem(s) in the input", count=len(self.problems))

    def text(self, lang: str = "en") -> str:
        """Return the count and then one line per problem."""
        head = sentence(self.message, lang, **self.parameters)
        return "\n".join([head, *(f"  {problem.text(lang)}" for problem in self.problems)])

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, so that worker processes can hand the error back."""
        return InputError, (self.problems,)


class UsageError(TingzhouError):
    """A command or a function was called in a way it does not allow."""


class SolveError(TingzhouError):
    """No solver gave an answer that stands."""


class InfeasibleError(SolveError):
    """The limits contradict each other. ``diagnosis`` says which, where and by how much, when it was asked for."""

    def __init__(self, message: str = "the limits contradict each other", /, **parameters: object) -> None:
        super().__init__(message, **parameters)
        self.diagnosis: object = None


class UnboundedError(SolveError):
    """The objective can be improved without end."""


class CertificateError(SolveError):
    """An answer was given, but its certificate does not hold: it is not used."""


class InternalError(TingzhouError):
    """An invariant of the program broke (money that does not reconcile, an index that does not fit)."""
