"""Cash flows against published spreadsheet examples, appraisals worked by hand, and what must hold for any project."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou import economics as ec
from tingzhou.errors import UsageError


def test_internal_rate_of_the_spreadsheet_example() -> None:
    """Microsoft's page of IRR: −70 000, 12 000, 15 000, 18 000, 21 000 give −2.1 % after four years, 8.7 % with 26 000 more."""
    flows = [-70_000, 12_000, 15_000, 18_000, 21_000]
    assert ec.internal_rate(flows) == pytest.approx(-0.021, abs=5e-4)
    assert ec.internal_rate([*flows, 26_000]) == pytest.approx(0.087, abs=5e-4)
    assert ec.internal_rate(flows[:3]) == pytest.approx(-0.444, abs=5e-4)


def test_present_value_of_the_spreadsheet_examples() -> None:
    """Microsoft's page of NPV: 10 %, −10 000, 3 000, 4 200, 6 800 give 1 188.44 (first flow after a year); example 2: 1 922.06."""
    assert ec.net_present_value(0.10, [0, -10_000, 3_000, 4_200, 6_800]) == pytest.approx(1188.44, abs=0.005)
    assert ec.net_present_value(0.08, [-40_000, 8_000, 9_200, 10_000, 12_000, 14_500]) == pytest.approx(1922.06, abs=0.005)


def test_annuity_of_the_spreadsheet_example() -> None:
    """Microsoft's page of PMT: 8 % a year, 10 months, loan of 10 000: −1 037.03 a month."""
    assert 10_000 * ec.annuity(0.08 / 12, 10) == pytest.approx(1037.03, abs=0.005)
    assert ec.annuity(0.0, 20) == pytest.approx(0.05)


def test_payback_by_hand() -> None:
    """−100, then 40 a year: 2.5 years; at 10 % the sums are −63.6, −30.6, −0.53, +26.8: 3 + 0.53/27.3."""
    flows = [-100.0, 40, 40, 40, 40]
    assert ec.payback(flows) == pytest.approx(2.5)
    assert ec.dynamic_payback(0.1, flows) == pytest.approx(3 + 0.525920 / 27.320538, abs=1e-5)
    assert math.isnan(ec.payback([-100.0, 10, 10]))
    assert math.isnan(ec.internal_rate([10.0, 20.0]))


def test_annual_and_levelised_cost() -> None:
    """1 000 at 6 % over 25 years is 78.2267 a year; with 10 fixed and 20 fuel over 500 MWh: 0.21645."""
    yearly = ec.annual_cost(1000.0, rate=0.06, years=25, fixed=10.0, fuel=20.0)
    assert yearly == pytest.approx(78.22672 + 30, abs=1e-4)
    assert ec.levelised_cost(yearly, 500.0) == pytest.approx(0.216453, abs=1e-6)
    assert math.isnan(ec.levelised_cost(yearly, 0.0))


def test_levelised_cost_is_the_ratio_of_present_values() -> None:
    costs = ec.net_present_value(0.06, [1000.0, *[30.0] * 25])
    energy = ec.net_present_value(0.06, [0.0, *[500.0] * 25])
    assert ec.levelised_cost(ec.annual_cost(1000.0, rate=0.06, years=25, fixed=30.0), 500.0) == pytest.approx(costs / energy)


def test_appraisal_without_taxes_and_loan() -> None:
    """100 for 3 years of 50 less 10: flows −100, 40, 40, 40 + 5 left over; equity and project are the same."""
    result = ec.appraise(ec.Project(100.0, 50.0, 10.0, years=3, residual=0.05, depreciation_years=3), rate=0.05)
    assert result.years["project_flow"].tolist() == pytest.approx([-100, 40, 40, 45])
    assert result.equity_irr == pytest.approx(result.project_irr)
    assert result.project_npv == pytest.approx(-100 + 40 / 1.05 + 40 / 1.05**2 + 45 / 1.05**3)


def test_value_added_tax_by_hand() -> None:
    """Tax 25 % (a fifth of what is paid): 20 lie in an investment of 100. Sales of 75 carry 15, costs of 25 all deductible 5: 10 a year are
    due. Two years are set against the 20, in the third year 10 are paid, 5 of them refunded, surcharge 1."""
    taxes = ec.Taxes(vat=0.25, refund=0.5, surcharge=0.1)
    years = ec.appraise(ec.Project(100.0, 75.0, 25.0, years=3, deductible=1.0, residual=0.0), taxes=taxes).years
    assert years["vat"].tolist() == pytest.approx([0, 0, 0, 10])
    assert years["project_flow"].tolist() == pytest.approx([-100, 50, 50, 50 - 10 + 5 - 1])


def test_income_tax_holiday_and_losses_by_hand() -> None:
    """Profit 40 less depreciation 20 is 20: free, half, whole of 25 %. A first year without sales leaves a loss of 30 to carry."""
    taxes = ec.Taxes(income=0.25, free_years=1, half_years=1)
    project = ec.Project(60.0, [50, 50, 50], 10.0, years=3, depreciation_years=3, residual=0.0)
    assert ec.appraise(project, taxes=taxes).years["income_tax"].tolist() == pytest.approx([0, 0, 2.5, 5])
    late = ec.Project(60.0, [0, 50, 50], 10.0, years=3, depreciation_years=3, residual=0.0)
    assert ec.appraise(late, taxes=ec.Taxes(income=0.25)).years["income_tax"].tolist() == pytest.approx(
        [0, 0, 0, (20 + 20 - 30) * 0.25]
    )


def test_loan_schedules_repay_the_loan() -> None:
    """Equal principal of 100 over 4 years at 10 %: interest 10, 7.5, 5, 2.5. Equal payments: 31.547 a year (PMT)."""
    assert np.array(ec.Loan(1.0, 0.10, 4).schedule(100.0, 5)) == pytest.approx(
        np.array([(10, 25), (7.5, 25), (5, 25), (2.5, 25), (0, 0)])
    )
    equal = ec.Loan(1.0, 0.10, 4, equal_principal=False).schedule(100.0, 4)
    assert [sum(row) for row in equal] == pytest.approx([31.54708] * 4, abs=1e-5)
    assert sum(principal for _, principal in equal) == pytest.approx(100.0)


@given(st.floats(0.0, 0.8), st.floats(0.01, 0.08))
def test_a_loan_below_the_project_rate_raises_the_return_of_equity(share: float, rate: float) -> None:
    project = ec.Project(100.0, 25.0, 5.0, years=20, residual=0.0)
    result = ec.appraise(project, loan=ec.Loan(share, rate, 10))
    assert result.project_irr == pytest.approx(ec.internal_rate([-100.0, *[20.0] * 20]))
    assert result.equity_irr >= result.project_irr - 1e-9


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.0, 0.8))
def test_taxes_never_raise_the_return(vat: float, income: float, share: float) -> None:
    project = ec.Project(100.0, 25.0, 5.0, years=20)
    bare, taxed = (
        ec.appraise(project, taxes=taxes, loan=ec.Loan(share, 0.03, 10)) for taxes in (ec.Taxes(), ec.Taxes(vat=vat, income=income))
    )
    assert taxed.project_irr <= bare.project_irr + 1e-9


def test_figures_by_year_must_be_complete() -> None:
    with pytest.raises(UsageError, match="need 3 figures, not 2"):
        ec.appraise(ec.Project(60.0, [1, 2], 10.0, years=3))


def test_presets_carry_their_mark_and_source() -> None:
    for one in ec.presets().values():
        assert one.status in ("sourced", "derived", "assumed")
        assert one.source
        assert not one.low > one.value
        assert not one.high < one.value
    assert ec.Taxes.preset("wind").free_years == 3
    assert ec.Taxes.preset("coal").free_years == 0
    assert ec.Taxes.preset("coal", west=False).income == 0.25
    with pytest.raises(UsageError, match="no preset 'nonsense'"):
        ec.preset("nonsense")


def test_part_load_and_bands() -> None:
    """Points of the presets: 1.19 at 30 %, 1.00 at full load; half way between 50 and 75 %: (1.065 + 1.02)/2."""
    assert ec.part_load_factor([0.3, 1.0, 0.625, 0.1]) == pytest.approx([1.19, 1.0, 1.0425, 1.25])
    assert ec.load_band([0.0, 0.2, 0.3, 0.31, 0.5, 0.75, 0.76, 1.0]).tolist() == [-1, 0, 0, 1, 2, 3, 4, 4]
    assert np.diff(ec.part_load_factor(np.linspace(0.2, 1.0, 50))).max() <= 0


def test_capacity_price_of_one_gigawatt() -> None:
    """330 CNY/kW a year, half recovered: 165 million CNY for 1 GW."""
    assert ec.capacity_price(1000.0) == pytest.approx(165e6)
    assert ec.capacity_price(1000.0, fixed_cost=330e3, share=0.3) == pytest.approx(99e6)
