"""What each key figure means, in one sentence; the catalogue of planning is the first to ask."""

from __future__ import annotations

__all__ = ["definition"]

_ALIASES = {"net_generation": "electricity_given", "coal_output": "output", "coal_burnt": "coal_use", "coal_delivered": "output"}
_PRICES = {
    "sending_cost": "Yearly cost of power stations and stores per MWh supplied, existing plants at the annuity of new ones.",
    "landed_price": "Source price and export-grid price, borne losses and line tariff: what a MWh costs at the receiving node.",
    "benchmark_price": "Price of coal power at the receiving node that the export is held against.",
    "margin": "Benchmark at the receiving end less the landed price.",
    "steps": "Time steps of the program.",
}


def definition(figure: str) -> str:
    """Return the definition of a key figure (an English gettext id), empty when there is none."""
    from tingzhou.planning.figures import FIGURES

    if figure in _PRICES:
        return _PRICES[figure]
    key = "output" if figure.startswith("output_") else _ALIASES.get(figure, figure)
    return FIGURES[key].definition if key in FIGURES else ""
