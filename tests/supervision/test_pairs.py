"""Who visits whom, checked by rules written here and not by the words of the assignment; brute force on tiny rounds."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

sys.path.insert(0, str(Path(__file__).parent))

from supervision_helpers import drawn, example, small, write

from tingzhou.errors import InputError
from tingzhou.inspection import Drawn
from tingzhou.supervision.canonical import canonical_table
from tingzhou.supervision.pairs import _prices


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return drawn(example(tmp_path_factory.mktemp("p") / "plan", firms=4000, inspectors=80), tmp_path_factory.mktemp("o"))


def test_every_rule_of_the_assignment_holds(done: Drawn) -> None:
    plan, people = done.draw.plan, done.draw.plan.inspectors
    row = {name: i for i, name in enumerate(people["id"])}
    items = {item.id: item for item in plan.items}
    when = {visit.firm: visit for visit in done.assignment.visits}
    barred = set(plan.conflicts) | set(plan.last_visits)
    team: dict[str, list[str]] = {}
    busy: Counter[tuple[str, str, int]] = Counter()
    daily: Counter[tuple[str, str]] = Counter()
    for pair in done.assignment.pairs:
        i, visit = row[pair.inspector], when[pair.firm]
        assert people["department"][i] == pair.department
        assert not pair.certificate or pair.certificate in people["certificates"][i].split(";")
        assert (pair.inspector, pair.firm) not in barred
        for span in filter(None, people["leave"][i].split(";")):
            first, last = span.split("/")
            assert not first <= visit.day <= last
        team.setdefault(pair.firm, []).append(pair.inspector)
        busy[pair.inspector, visit.day, visit.round] += 1
        daily[pair.inspector, visit.day] += 1
    assert set(team) == set(done.draw.visits) == set(when)
    assert max(busy.values()) == 1
    assert max(daily.values()) <= plan.settings["visits_per_day"]
    for firm, names in team.items():
        assert len(names) == len(set(names)) >= 2
        departments = {people["department"][row[name]] for name in names}
        assert departments == {items[item].department for item in done.draw.visits[firm]}
    assert {visit.day for visit in when.values()} <= set(plan.settings["working_days"])


def test_one_combined_visit_per_firm_and_never_more_than_separate_ones(done: Drawn) -> None:
    assert len(done.assignment.visits) == len({visit.firm for visit in done.assignment.visits})
    departments = {item.id: item.department for item in done.draw.plan.items}
    separate = {(firm, departments[item]) for item, _, firm in done.draw.samples}
    assert done.draw.separate_visits == len(separate)
    assert len(done.assignment.visits) <= len(separate)


def test_common_tickets_overlap_as_much_as_rates_allow(done: Drawn) -> None:
    """Two items over the same class and frame: the smaller sample lies inside the larger one."""
    samples: dict[tuple[str, str], set[str]] = {}
    for item, name, firm in done.draw.samples:
        samples.setdefault((item, name), set()).add(firm)
    for name in "ABCD":
        small_one, large = sorted((samples["registration", name], samples["labour", name]), key=len)
        assert small_one <= large


def test_caps_and_the_undisturbed_list_act_before_the_draw(done: Drawn) -> None:
    plan = done.draw.plan
    quiet = {name for name, calm in zip(plan.firms["id"], plan.firms["undisturbed"], strict=True) if calm is True}
    used = dict(zip(plan.firms["id"], plan.firms["visits"], strict=True))
    kind = dict(zip(plan.firms["id"], plan.firms["class"], strict=True))
    full = {name for name in kind if used[name] >= plan.settings["caps"][kind[name]]}
    assert set(done.draw.excluded) == quiet | full
    assert full
    assert quiet
    assert not set(done.draw.excluded) & set(done.draw.visits)
    for name in done.draw.visits:
        assert used[name] + 1 <= plan.settings["caps"][kind[name]]


def test_firms_outside_caps_stay_for_items_that_have_none(tmp_path: Path) -> None:
    files = small()
    files["firms.csv"] = files["firms.csv"].replace(b",A,1,,", b",A,1,1,")
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b"safety,25", b"safety,25").replace(b",equal,yes,A,0.3", b",equal,no,A,1").replace(
        b",25,equal,yes,D,1", b",25,equal,no,D,1")  # fmt: skip
    done = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    full = {name for name, reason in done.draw.excluded.items() if reason == "cap"}
    assert full
    drawn_items = {firm: set(items) for firm, items in done.draw.visits.items() if firm in full}
    assert all(items == {"safety"} for items in drawn_items.values())


@pytest.mark.parametrize("seed", range(30))
def test_prices_prove_the_cheapest_choice(seed: int) -> None:
    """Brute force over all choices of a small round; the prices are a feasible dual of the same value."""
    random = np.random.default_rng(seed)
    rows, columns = int(random.integers(1, 5)), 6
    cost = random.integers(0, 40, (rows, columns)).astype(np.int64)
    best = min(sum(int(cost[i, j]) for i, j in enumerate(chosen)) for chosen in permutations(range(columns), rows))
    served = linear_sum_assignment(cost)[1]
    assert cost[np.arange(rows), served].sum() == best
    price = _prices(cost, served)
    value = np.zeros(columns, dtype=np.int64)
    value[served] = cost[np.arange(rows), served] - price
    assert (value <= 0).all()
    assert (cost - price[:, None] >= value).all()
    assert price.sum() + value.sum() == best


def people(rows: list[tuple[str, ...]]) -> bytes:
    return canonical_table(("id", "name", "department", "county", "certificates", "leave"), rows)


def test_inspectors_of_the_same_county_go_first_and_load_is_shared(done: Drawn) -> None:
    plan = done.draw.plan
    home = dict(zip(plan.inspectors["id"], plan.inspectors["county"], strict=True))
    place = {visit.firm: visit.county for visit in done.assignment.visits}
    travel = sum(home[pair.inspector] != place[pair.firm] for pair in done.assignment.pairs)
    assert travel < 0.2 * len(done.assignment.pairs)  # by lot it would be four fifths; a county has two or three of a department


def test_leave_is_kept_and_deferred_visits_are_marked(tmp_path: Path) -> None:
    """Two inspectors for food, both away in the first half of the window: visits wait, and it is written."""
    away = "2025-03-03/2025-03-14"
    files = small(inspectors=people([*((f"P{i}", "", "市场", "甲县", "食品", away if i < 2 else "2025-03-03/2025-03-10") for i in range(3)),
                                     *((f"Q{i}", "", "应急", "甲县", "安全", "") for i in range(6))]))  # fmt: skip
    done = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    with_food = [visit for visit in done.assignment.visits if "food" in visit.items]
    assert all(visit.day > "2025-03-10" for visit in with_food)
    assert any(visit.deferred for visit in with_food)


def test_too_many_visits_name_the_smallest_group(tmp_path: Path) -> None:
    """Two inspectors of one department, one day, two rounds: four visits against what the D class alone needs."""
    files = small(inspectors=people([("P0", "", "市场", "甲县", "食品", ""), ("P1", "", "市场", "甲县", "食品", ""),
                                     *((f"Q{i}", "", "应急", "甲县", "安全", "") for i in range(40))]))  # fmt: skip
    files["plan.toml"] = files["plan.toml"].replace(b"window_to = 2025-03-28", b"window_to = 2025-03-03")
    with pytest.raises(InputError) as refused:
        drawn(write(tmp_path / "plan", files), tmp_path / "out")
    said = [problem.text("en") for problem in refused.value.problems]
    assert len(said) == 1
    assert "department 市场" in said[0]
    assert "2 inspectors can make 4 in 1 days with 2 visits a day" in said[0]


def test_a_full_calendar_is_still_seated(tmp_path: Path) -> None:
    """As many places as visits: an even spread leaves nobody over."""
    files = small(inspectors=people([*((f"P{i}", "", "市场", "甲县", "食品", "") for i in range(4)),
                                     *((f"Q{i}", "", "应急", "甲县", "安全", "") for i in range(4))]))  # fmt: skip
    files["plan.toml"] = files["plan.toml"].replace(b"window_to = 2025-03-28", b"window_to = 2025-03-07")
    done = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    assert len(done.assignment.visits) == len(done.draw.visits)
