"""Appraisal of a project year by year: value-added tax, income tax, loan, and the returns of project and equity.

Prices, costs and the investment are those paid (with value-added tax). Tax paid on the investment and on deductible costs is set
against that on sales; what is left of it is carried forward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tingzhou.economics.cash import dynamic_payback, internal_rate, net_present_value, payback
from tingzhou.economics.presets import preset
from tingzhou.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Appraisal", "Loan", "Project", "Taxes", "appraise"]


@dataclass(frozen=True)
class Taxes:
    """Tax rates [1]: value-added tax, share of it refunded, surcharges on it, income tax, and its free and half years [a]."""

    vat: float = 0.0
    refund: float = 0.0
    surcharge: float = 0.0
    income: float = 0.0
    free_years: int = 0
    half_years: int = 0

    @classmethod
    def preset(cls, kind: str = "coal", *, west: bool = True) -> Taxes:
        """Return the preset of a source (``wind``, ``solar``, any other word), in the western region or elsewhere."""
        green = kind in ("wind", "solar")
        return cls(
            vat=preset("vat"), refund=preset(f"vat_refund_{kind}") if green else 0.0, surcharge=preset("surcharge"),
            income=preset("income_tax_west" if west else "income_tax"), free_years=int(preset("tax_free_years")) if green else 0,
            half_years=int(preset("tax_half_years")) if green else 0,
        )  # fmt: skip

    def income_rate(self, year: int) -> float:
        """Return the income tax rate of an operating year, counted from 1."""
        if year <= self.free_years:
            return 0.0
        return self.income * (0.5 if year <= self.free_years + self.half_years else 1.0)


@dataclass(frozen=True)
class Loan:
    """A loan: share of the investment [1], rate [1/a], years [a], repaid in equal parts of principal or in equal payments."""

    share: float = 0.0
    rate: float = 0.0
    years: int = 1
    equal_principal: bool = True

    @classmethod
    def preset(cls) -> Loan:
        """Return the preset loan."""
        return cls(preset("debt_share"), preset("loan_rate"), int(preset("loan_years")))

    def schedule(self, amount: float, years: int) -> list[tuple[float, float]]:
        """Return interest and principal of every year [CNY] for a loan of ``amount``, filled with nought up to ``years``."""
        import numpy_financial as npf  # type: ignore[import-untyped,unused-ignore]

        left, rows = amount, []
        payment = float(-npf.pmt(self.rate, self.years, amount)) if amount else 0.0
        for year in range(1, years + 1):
            interest = left * self.rate
            principal = 0.0
            if year <= self.years:
                principal = amount / self.years if self.equal_principal else payment - interest
            rows.append((interest, principal))
            left = max(left - principal, 0.0)
        return rows


@dataclass(frozen=True)
class Project:
    """What is appraised.

    Parameters
    ----------
    investment
        With tax [CNY].
    revenue, costs
        Of a year of operation, with tax [CNY/a]; one figure, or one per year of operation.
    years
        Years of operation [a].
    deductible
        Share of the costs that carries deductible value-added tax [1].
    depreciation_years, residual
        Straight line [a]; share of the investment left at the end [1].
    """

    investment: float
    revenue: float | Sequence[float]
    costs: float | Sequence[float]
    years: int = 25
    deductible: float = 0.5
    depreciation_years: int = 20
    residual: float = 0.05


@dataclass(frozen=True, eq=False)
class Appraisal:
    """Returns of a project and of its equity, and the years they come from.

    ``years``: one row per year from 0 (investment) on with revenue, costs, taxes, loan and both flows [CNY].
    """

    project_irr: float
    equity_irr: float
    project_npv: float
    equity_npv: float
    payback: float
    dynamic_payback: float
    years: pd.DataFrame = field(repr=False)


def appraise(project: Project, *, taxes: Taxes | None = None, loan: Loan | None = None, rate: float | None = None) -> Appraisal:
    """Return the appraisal of a project built in year 0 and run from year 1 on.

    ``rate`` discounts for net present value and dynamic payback; without it the preset. Project flows bear the income tax of a
    project without a loan.

    Raises
    ------
    UsageError
        When revenue or costs by year do not have as many figures as years.
    """
    import pandas as pd

    taxes, loan = taxes or Taxes(), loan or Loan()
    rate = preset("discount_rate") if rate is None else rate
    debt = loan.share * project.investment
    rows = [_zero(project.investment, debt)]
    books = _Books(project, taxes)
    for year, (interest, principal) in enumerate(loan.schedule(debt, project.years), start=1):
        rows.append(books.year(year, interest, principal))
    frame = pd.DataFrame(rows)
    own, equity = frame["project_flow"].tolist(), frame["equity_flow"].tolist()
    return Appraisal(
        project_irr=internal_rate(own), equity_irr=internal_rate(equity), project_npv=net_present_value(rate, own),
        equity_npv=net_present_value(rate, equity), payback=payback(own), dynamic_payback=dynamic_payback(rate, own), years=frame,
    )  # fmt: skip


def _zero(investment: float, debt: float) -> dict[str, float]:
    return {"year": 0, "revenue": 0.0, "costs": 0.0, "vat": 0.0, "refund": 0.0, "surcharge": 0.0, "depreciation": 0.0, "interest": 0.0,
            "principal": 0.0, "income_tax": 0.0, "income_tax_without_loan": 0.0, "investment": investment, "loan": debt,
            "project_flow": -investment, "equity_flow": debt - investment}  # fmt: skip


class _Books:
    """The yearly books: input tax and losses that are carried forward."""

    def __init__(self, project: Project, taxes: Taxes) -> None:
        self.project, self.taxes = project, taxes
        inner = taxes.vat / (1.0 + taxes.vat)
        self.credit = project.investment * inner
        self.base = project.investment * (1.0 - inner)
        self.loss = {"income_tax": 0.0, "income_tax_without_loan": 0.0}

    def _of(self, values: float | Sequence[float], year: int) -> float:
        if isinstance(values, (int, float)):
            return float(values)
        if len(values) != self.project.years:
            raise UsageError(
                "revenue and costs by year need {wanted} figures, not {found}", wanted=self.project.years, found=len(values)
            )
        return float(values[year - 1])

    def year(self, year: int, interest: float, principal: float) -> dict[str, float]:
        """Return one year of operation."""
        project, taxes = self.project, self.taxes
        revenue, costs = self._of(project.revenue, year), self._of(project.costs, year)
        inner = taxes.vat / (1.0 + taxes.vat)
        due = revenue * inner - costs * project.deductible * inner - self.credit
        self.credit = max(-due, 0.0)
        vat = max(due, 0.0)
        refund, surcharge = vat * taxes.refund, vat * taxes.surcharge
        depreciation = (
            self.base * (1.0 - project.residual) / project.depreciation_years if year <= project.depreciation_years else 0.0
        )
        before = revenue * (1.0 - inner) - costs * (1.0 - project.deductible * inner) - surcharge + refund - depreciation
        tax = self._income(year, before - interest, "income_tax")
        alone = self._income(year, before, "income_tax_without_loan")
        end = self.base * project.residual if year == project.years else 0.0
        cash = revenue - costs - vat + refund - surcharge + end
        return {"year": year, "revenue": revenue, "costs": costs, "vat": vat, "refund": refund, "surcharge": surcharge,
                "depreciation": depreciation, "interest": interest, "principal": principal, "income_tax": tax,
                "income_tax_without_loan": alone, "investment": -end, "loan": 0.0, "project_flow": cash - alone,
                "equity_flow": cash - tax - interest - principal}  # fmt: skip

    def _income(self, year: int, profit: float, key: str) -> float:
        """Return the income tax of a profit after losses of earlier years (carried forward without a limit of years)."""
        left = profit - self.loss[key]
        self.loss[key] = max(-left, 0.0)
        return max(left, 0.0) * self.taxes.income_rate(year)
