"""The benchmark: sizes of our arrays, which do not depend on the machine, and the plumbing of its table and plot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from benchmark.cases import CASES, PREMIUM, ways_of
from benchmark.commitment_bench import verdict
from benchmark.plot import exponents, plot
from benchmark.sites import network, sites
from benchmark.table import read, shown, write

from tingzhou.network import assemble


def sizes(count: int, steps: int, subsidy: float = 0.0) -> tuple[int, int, int]:
    program = assemble(network(sites(count, steps, subsidy=subsidy))).program
    assert program is not None
    return program.rows, program.columns, program.nonzeros


@pytest.mark.parametrize(
    ("count", "steps", "rows", "columns"),
    [
        (3, 168, 6_554, 7_749),
        (3, 730, 28_472, 33_601),
        (8, 168, 18_146, 21_058),
        (8, 730, 78_842, 91_308),
        (20, 168, 44_354, 51_382),
    ],
)
def test_sizes_of_the_sites(count: int, steps: int, rows: int, columns: int) -> None:
    """Per hour: 11 N + 2 E rows and 13 N + 2 E + 1 columns for N sites and E lines (a ring, and from 5 sites on two chords).

    Rows: four balances a site, five limits of what is built (wind, sun, charging, discharging, electrolyser), two levels of what is
    built; both ways of a line. Once: the market and the green share. Columns: ten activities and three levels a site; both ways of a
    line; the export. Once: six capacities a site and one a line. PyPSA writes 2 497 k rows for 8 × 8 760, here 946 k.
    """
    lines = {3: 3, 8: 10, 20: 22}[count]
    assert rows == (11 * count + 2 * lines) * steps + 2
    assert columns == (13 * count + 2 * lines + 1) * steps + 6 * count + lines
    found = sizes(count, steps)
    assert found[:2] == (rows, columns)
    assert sizes(count, steps, PREMIUM) == found  # a premium changes costs, not the form


@pytest.mark.parametrize(("count", "steps", "entries"), [(3, 168, 23_247), (8, 168, 64_120)])
def test_nonzeros_of_the_sites(count: int, steps: int, entries: int) -> None:
    """Per hour 38 N + 8 E + 2, less one for every site and hour without sun (91 of the 168 hours).

    A site: 15 flows into balances, 6 for its three levels, 10 + 4 in its limits, 3 in the green share. A line: both ways 2 + 2. The
    export: its balance and the market.
    """
    lines = {3: 3, 8: 10}[count]
    assert entries == (38 * count + 8 * lines + 2) * steps - 91 * count
    assert sizes(count, steps)[2] == entries


def test_every_case_says_how_it_can_be_measured() -> None:
    assert len(set(CASES)) == len(CASES)
    assert {case.partition(":")[0] for case in CASES} == {"sites", "policy", "region", "commitment"}
    assert {f"sites:{n}x{t}" for n in (3, 8, 20) for t in (168, 730, 2190, 8760)} <= set(CASES)
    assert "tingzhou" in ways_of("sites:3x168")
    assert not any(way.startswith("pypsa") for way in ways_of("region:changji/green-export-2030"))


def test_rows_are_kept_and_a_capped_run_is_shown_as_more(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "results.csv"
    write(path, {"case": "sites:3x168", "way": "tingzhou", "status": "optimal", "build_seconds": 0.5, "solve_seconds": 1.5,
                 "total_seconds": 2.0, "peak_mb": 100.0, "capped": "no"})  # fmt: skip
    write(path, {"case": "sites:3x168", "way": "pypsa-hipo", "status": "time limit reached", "build_seconds": 10.0, "solve_seconds": 30.0,
                 "total_seconds": 40.0, "peak_mb": 250.0, "capped": "yes"})  # fmt: skip
    rows = read(path)
    assert list(rows) == [("sites:3x168", "tingzhou"), ("sites:3x168", "pypsa-hipo")]
    line = shown(rows["sites:3x168", "pypsa-hipo"], rows["sites:3x168", "tingzhou"])
    assert ">   30.00" in line
    assert ">20.0 × time, 2.5 × memory" in line
    write(path, {"case": "sites:3x168", "way": "tingzhou", "status": "optimal", "total_seconds": 3.0, "capped": "no"})
    assert read(path)["sites:3x168", "tingzhou"]["total_seconds"] == "3"  # the last run of a pair counts


def test_exponents_are_fitted_without_capped_runs(tmp_path: Path) -> None:
    rows = [
        {"case": f"sites:8x{hours}", "way": "tingzhou", "total_seconds": str(1e-3 * hours**1.5), "capped": "no"}
        for hours in (168, 730, 2190)
    ]
    rows.append({"case": "sites:8x8760", "way": "tingzhou", "total_seconds": "1", "capped": "yes"})
    rows.append({"case": "sites:8x730", "way": "pypsa-ipx", "total_seconds": "9", "capped": "no"})
    assert exponents(rows, 8) == pytest.approx({"tingzhou": 1.5})
    assert plot(rows, 8, tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "tingzhou  ~ T^1.50" in text
    assert text.count('fill="white"/>') == 2  # the ground, and the open mark of the capped run
    assert not plot(rows, 3, tmp_path / "b.svg")


def test_the_verdict_on_a_commitment_case_says_bound_gap_and_how_much_faster() -> None:
    ours = {"objective": "1000.5", "gap": "0.0005", "total_seconds": "2", "capped": "no"}
    theirs = {"objective": "1000.4", "gap": "0.0009", "total_seconds": "60", "capped": "yes"}
    said, good = verdict("40x168", ours, theirs)
    assert good
    assert "single units 1000.5" in said
    assert "bound 999.99975" in said
    assert "at least 30.0 times faster than PyPSA (asked: 15); costs agree" in said
    assert not verdict("40x168", ours, {**theirs, "total_seconds": "20"})[1]  # ten times is less than was asked
    assert not verdict("40x168", {**ours, "gap": "0.002"}, theirs)[1]
    other = {**theirs, "objective": "990", "gap": "0.001"}  # an interval that ends below our bound: another case was solved
    assert "DO NOT AGREE" in verdict("40x168", ours, other)[0]
    assert not verdict("40x168", ours, other)[1]
    assert verdict("40x168", ours, {**theirs, "objective": "inf", "gap": "inf"})[1]  # nothing found before the cap
    assert verdict("40x168", ours, None)[1]
