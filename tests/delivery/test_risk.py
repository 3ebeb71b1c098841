"""Risk: fixed durations give the critical path, closed forms for independent tasks, coverage on replay, the cliff, the worked case."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingzhou.delivery.calendars import Calendar, every_day
from tingzhou.delivery.durations import durations
from tingzhou.delivery.risk import (
    Event,
    ScheduleNetwork,
    Task,
    connection,
    critical_path,
    curve_table,
    draw,
    driver_table,
    drivers,
    finish_when_moved,
    milestone_table,
    net_of_calendar,
    project_risk_table,
    quantile_days,
    read_events,
    schedule_network,
    simulate,
    start_curve,
    with_actuals,
)
from tingzhou.delivery.risk.sampling import Z90, latin_hypercube, standard_normals, through_quantiles
from tingzhou.delivery.seasons import season_calendar
from tingzhou.errors import InputError, UsageError

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2029, 12, 31)
EVERY = {"every_day": every_day(FIRST, LAST)}
WINTER = {**EVERY, "concrete": season_calendar(FIRST, LAST)}


def fixed(days: float) -> tuple[float, float, float]:
    return (days, days, days)


@st.composite
def networks(draw_: st.DrawFn, *, spread: bool = False) -> ScheduleNetwork:
    size = draw_(st.integers(1, 8))
    tasks = []
    for index in range(size):
        days = draw_(st.integers(0, 90))
        before = draw_(st.sets(st.integers(0, index - 1), max_size=3)) if index else set()
        triple = (days * 0.8, float(days), days * 1.5) if spread else fixed(days)
        kind = draw_(st.sampled_from(["every_day", "concrete"]))
        tasks.append(Task(f"t{index}", triple, tuple((f"t{one}", float(draw_(st.integers(0, 9)))) for one in sorted(before)), kind,
                          FIRST + dt.timedelta(days=draw_(st.integers(0, 400))), f"p{index % 2}"))  # fmt: skip
    return schedule_network(tasks, WINTER)


@given(networks())
def test_fixed_durations_give_the_critical_path_exactly(network: ScheduleNetwork) -> None:
    """Every run is the forward pass; that is a loop over days of our own here."""
    found = simulate(network, draw(network, runs=7, correlation=0.5))
    path = critical_path(network)
    assert (found.finish == path.finish).all()
    assert (found.start == path.start).all()
    finish: dict[int, int] = {}
    for task in network.order:
        at = max(
            [
                int(network.release[task]),
                *(finish[int(network.before[arc])] + int(network.lag[arc]) for arc in network.incoming[task]),
            ]
        )
        left, worked = int(network.triples[task, 1]), network.calendars[network.calendar[task]][0].worked
        while left:
            left -= bool(worked[at])
            at += 1
        finish[task] = at
    assert [finish[task] for task in range(network.size)] == path.finish.tolist()


@given(networks())
def test_every_day_is_the_longest_path_of_a_graph_library(network: ScheduleNetwork) -> None:
    """On a calendar without rests, without releases: networkx's longest path."""
    plain = schedule_network(
        [Task(name, fixed(float(network.triples[index, 1])),
              tuple((network.ids[network.before[arc]], float(network.lag[arc])) for arc in network.incoming[index]))
         for index, name in enumerate(network.ids)], EVERY)  # fmt: skip
    graph = nx.DiGraph()
    graph.add_nodes_from(["from", "to"])
    for index, name in enumerate(plain.ids):
        graph.add_edge("from", (name, "start"), weight=0)
        graph.add_edge((name, "start"), (name, "end"), weight=plain.triples[index, 1])
        graph.add_edge((name, "end"), "to", weight=0)
    for tail, head, lag in zip(plain.before, plain.after, plain.lag, strict=True):
        graph.add_edge((plain.ids[tail], "end"), (plain.ids[head], "start"), weight=lag)
    path = critical_path(plain)
    assert path.finish.max() == nx.dag_longest_path_length(graph)
    assert path.slack.min() == 0
    assert (path.slack >= 0).all()


@given(networks(spread=True), st.integers(1, 200))
def test_a_later_release_never_finishes_anything_earlier(network: ScheduleNetwork, days: int) -> None:
    draws = draw(network, runs=16)
    before = simulate(network, draws)
    after = simulate(network, draws, release=network.release + days)
    assert (after.finish >= before.finish - 1e-9).all()


def test_quantiles_are_met_exactly() -> None:
    """The curve goes through P10, P50 and P90 of every row of the table of durations."""
    rows = [row for row in durations() if row.kind == "default"]
    triples = np.array([row.triple for row in rows])
    normals = np.repeat(np.array([[-Z90], [0.0], [Z90]]), len(rows), axis=1)
    assert pytest.approx(triples) == through_quantiles(triples, normals).T
    steps = through_quantiles(triples, np.repeat(np.linspace(-4, 4, 101)[:, None], len(rows), axis=1))
    assert (np.diff(steps, axis=0) >= 0).all()
    assert len(rows) == 19


def test_a_latin_hypercube_has_one_point_in_every_strip() -> None:
    points = latin_hypercube(500, 4, np.random.default_rng(3))
    assert (np.sort((points * 500).astype(int), axis=0) == np.arange(500)[:, None]).all()


def test_sums_of_independent_tasks_match_the_closed_form() -> None:
    """Twelve normal tasks (10, 14, 18) one after another: mean 168, variance 12 (4 / z90)²; with ρ = 0.4 times 1 + 11 · 0.4."""
    tasks = [Task(f"t{index}", (10, 14, 18), (f"t{index - 1}",) if index else ()) for index in range(12)]
    network = schedule_network(tasks, EVERY)
    for correlation, factor in ((0.0, 1.0), (0.4, 1.0 + 11 * 0.4)):
        finish = simulate(network, draw(network, runs=20_000, correlation=correlation)).of("t11")
        spread = 4.0 / Z90 * np.sqrt(12.0 * factor)
        assert finish.mean() == pytest.approx(168.0, abs=0.05)
        assert finish.std() == pytest.approx(spread, rel=0.02)
        assert np.quantile(finish, [0.1, 0.9]) == pytest.approx([168 - Z90 * spread, 168 + Z90 * spread], rel=0.01)


def test_the_last_of_independent_tasks_matches_the_closed_form() -> None:
    """P(max of five ≤ their P90) = 0.9⁵ = 0.59049."""
    network = schedule_network([Task(f"t{index}", (10, 14, 20)) for index in range(5)], EVERY)
    found = simulate(network, draw(network, runs=20_000, correlation=0.0))
    assert (found.last(network.ids) <= 20.0).mean() == pytest.approx(0.9**5, abs=0.01)
    assert (found.first(network.ids) <= 10.0).mean() == pytest.approx(1 - 0.9**5, abs=0.01)


def test_full_correlation_moves_all_tasks_together() -> None:
    network = schedule_network([Task("a", (10, 14, 20)), Task("b", (5, 7, 10), ("a",))], EVERY)
    found = simulate(network, draw(network, runs=999, correlation=1.0))
    assert float(np.sort(found.of("b"))[899]) == pytest.approx(30.0, rel=0.01)  # P90 of both on one day


def test_p80_covers_eighty_per_cent_on_replay() -> None:
    """The P80 of one seed is held against the runs of twenty others."""
    rows = [
        Task("a", (15, 30, 60)),
        Task("b", (50, 80, 120), ("a",), "concrete"),
        Task("c", (20, 25, 45), ("a",)),
        Task("d", (5, 9, 14), ("b", "c")),
    ]
    network = schedule_network(rows, WINTER)
    p80 = quantile_days(network, simulate(network, draw(network, seed=1)).of("d"), (0.8,))[0]
    assert p80 is not None
    covered = [simulate(network, draw(network, runs=2000, seed=seed)) for seed in range(2, 22)]
    assert np.mean([one.probability(one.of("d"), p80) for one in covered]) == pytest.approx(0.8, abs=0.02)


def test_the_same_seed_gives_the_same_runs() -> None:
    network = schedule_network([Task("a", (15, 30, 60)), Task("b", (50, 80, 120), ("a",))], EVERY)
    one, two, other = (draw(network, runs=100, seed=seed).durations for seed in (5, 5, 6))
    assert (one == two).all()
    assert (one != other).any()


def test_events_happen_with_their_probability_and_together_when_shared() -> None:
    """A permit is late with 0.3 by 10 days: P(both unhurt) is 0.7 when shared and 0.49 when not."""
    network = schedule_network([Task("a", fixed(20)), Task("b", fixed(20))], EVERY)
    for shared, wanted in ((True, 0.7), (False, 0.49)):
        event = Event("permit", ("a", "b"), 0.3, fixed(10), shared)
        found = simulate(network, draw(network, runs=10_000, events=[event]))
        assert set(np.unique(found.finish)) == {20.0, 30.0}
        assert (found.last("ab") == 20.0).mean() == pytest.approx(wanted, abs=0.01)
        assert found.draws.hits["permit"].mean() == pytest.approx(1 - wanted, abs=0.01)
    with pytest.raises(InputError, match="names a task that is not there"):
        draw(network, events=[Event("storm", ("z",), 2.0, fixed(1))])


def test_events_are_read_with_patterns() -> None:
    tasks = ["w.wind_hoisting", "x.wind_hoisting", "x.wind_roads"]
    text = "event,tasks,probability,p10,p50,p90,shared,source\nlate lot,*.wind_hoisting,0.2,10,20,40,yes,assumption\n"
    assert read_events(text, "events.csv", tasks) == (Event("late lot", ("w.wind_hoisting", "x.wind_hoisting"), 0.2, (10, 20, 40)),)
    wrong = "event,tasks,probability,p10,p50,p90,shared,source\n,moon*,2,10,5,many,perhaps,\nx,x.*,2,3,2,1,no,y\n"
    with pytest.raises(InputError) as caught:
        read_events(wrong, "events.csv", tasks)
    for part in (
        "column tasks",
        "value 'many'",
        "column shared",
        "row 2, column event",
        "column source",
        "value '2': it is no share",
        "do not rise",
    ):
        assert part in str(caught.value)


def test_the_winter_cliff_is_in_the_curve() -> None:
    """Thirty days of concrete: in time by mid-November when begun by 16 October, four months later when begun a day after."""
    network = schedule_network([Task("a", fixed(30), (), "concrete")], WINTER)
    starts = [dt.date(2024, 10, 15), dt.date(2024, 10, 16), dt.date(2024, 10, 17)]
    curve = start_curve(network, draw(network, runs=10), ["a"], lambda found: found.of("a"), starts, dt.date(2024, 12, 31))
    assert curve.probability == (1.0, 1.0, 0.0)
    assert curve.p50 == (dt.date(2024, 11, 13), dt.date(2024, 11, 14), dt.date(2025, 3, 16))
    assert curve.latest_start() == dt.date(2024, 10, 16)
    assert list(curve_table(curve).frame["chance"]) == [1.0, 1.0, 0.0]


@given(networks(spread=True))
def test_a_later_start_never_has_a_better_chance(network: ScheduleNetwork) -> None:
    starts = [FIRST + dt.timedelta(days=40 * index) for index in range(12)]
    moved = [name for index, name in enumerate(network.ids) if not network.incoming[index]]
    curve = start_curve(
        network, draw(network, runs=40), moved, lambda found: found.last(network.ids), starts, dt.date(2024, 12, 31)
    )
    assert all(one >= two for one, two in zip(curve.probability, curve.probability[1:], strict=False))


@given(networks(spread=True), st.integers(0, 7), st.integers(0, 7), st.integers(0, 500))
def test_a_moved_start_is_the_whole_simulation(network: ScheduleNetwork, moved: int, target: int, later: int) -> None:
    """Only what lies behind the moved task is done anew: the same finishes as from nothing."""
    moved, target = moved % network.size, target % network.size
    draws = draw(network, runs=20, seed=4)
    day = FIRST + dt.timedelta(days=later)
    release = network.release.copy()
    release[moved] = network.boundary(day)
    whole = simulate(network, draws, release=release)
    anew = finish_when_moved(simulate(network, draws), network.ids[moved], day, network.ids[target])
    assert (anew == whole.of(network.ids[target])).all()


def test_a_start_that_no_chance_reaches_is_none() -> None:
    network = schedule_network([Task("a", fixed(400))], EVERY)
    curve = start_curve(network, draw(network, runs=4), ["a"], lambda found: found.of("a"), [FIRST], dt.date(2024, 12, 31))
    assert curve.latest_start() is None


def test_drivers_name_the_task_that_decides() -> None:
    """Of two tasks side by side the longer one is critical in every run, and a week less of it is a week earlier."""
    network = schedule_network(
        [
            Task("long", (80, 100, 120)),
            Task("short", (5, 6, 7)),
            Task("end", fixed(1), ("long", "short")),
            Task("other", fixed(500)),
        ],
        EVERY,
    )
    found = simulate(network, draw(network, runs=500))
    by = FIRST + dt.timedelta(days=100)
    rows = {row.task: row for row in drivers(found, ["end"], by)}
    assert set(rows) == {"long", "short", "end"}
    assert (rows["long"].criticality, rows["short"].criticality, rows["end"].criticality) == (1.0, 0.0, 1.0)
    assert rows["long"].mean_gain == pytest.approx(7.0)
    assert rows["long"].points_per_week > 10
    assert rows["short"].points_per_week == 0.0
    assert rows["long"].rank_correlation > 0.99
    assert driver_table(rows.values()).frame["task"].tolist()[0] == "long"


def test_weather_years_are_drawn_evenly() -> None:
    calm, windy = every_day(FIRST, LAST), Calendar("windy", FIRST, np.arange(EVERY["every_day"].size) % 2 == 1)
    network = schedule_network([Task("a", fixed(10), (), "hoisting")], {"hoisting": [calm, windy]})
    found = simulate(network, draw(network, runs=1000)).of("a")
    assert sorted(np.unique(found)) == [10.0, 20.0]
    assert (found == 10.0).mean() == 0.5
    assert net_of_calendar((10, 20, 40), windy) == pytest.approx((5, 10, 20))


def test_beyond_the_calendars_nothing_is_invented() -> None:
    network = schedule_network([Task("a", fixed(5000)), Task("b", fixed(1), ("a",))], EVERY)
    found = simulate(network, draw(network, runs=3))
    assert np.isinf(found.of("b")).all()
    assert quantile_days(network, found.of("b")) == [None, None, None]
    assert found.probability(found.of("b"), LAST) == 0.0


# --- connection -----------------------------------------------------------------------------------------------------------------


def test_connection_of_one_owner_is_a_straight_line() -> None:
    first, full = np.array([[10.0]]), np.array([[30.0]])
    assert [float(connection(first, full, [100.0], share)[0]) for share in (0.25, 0.5, 1.0)] == pytest.approx([15.0, 20.0, 30.0])


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(1, 500)), min_size=1, max_size=6), st.floats(0.05, 0.95))
def test_half_lies_between_first_and_full(owners: list[tuple[float, float, float]], share: float) -> None:
    first = np.array([[one for one, _, _ in owners]])
    full = first + np.array([[two for _, two, _ in owners]])
    power = np.array([three for _, _, three in owners])
    at = connection(first, full, power, share)
    assert first.min() - 1e-6 <= at[0] <= full.max() + 1e-6
    width = np.maximum(full - first, 1e-9)
    held = (np.clip((at[:, None] + 1e-6 - first) / width, 0, 1) * power).sum()
    assert held >= share * power.sum() * (1 - 1e-5)
    assert connection(first, full, power, 1.0)[0] == full.max()


def test_an_owner_that_never_connects_is_not_counted() -> None:
    first, full = np.array([[10.0, 10.0]]), np.array([[20.0, np.inf]])
    assert np.isinf(connection(first, full, [50.0, 50.0], 0.6)[0])
    assert connection(first, full, [50.0, 50.0], 0.5)[0] == pytest.approx(20.0)
    with pytest.raises(UsageError, match="share above 0"):
        connection(first, full, [50.0, 50.0], 0.0)


# --- actuals and refusals -------------------------------------------------------------------------------------------------------


def test_a_forecast_begins_after_the_status() -> None:
    """a is done on day 12, b is half done (10 of 20 days left), c waits: b ends 10 days after the status, c 5 later."""
    network = schedule_network(
        [Task("a", fixed(10)), Task("b", fixed(20), ("a",)), Task("c", fixed(5), ("b",)), Task("d", fixed(3))], EVERY
    )
    status = FIRST + dt.timedelta(days=19)
    forecast = with_actuals(network, status, finished={"a": FIRST + dt.timedelta(days=11)}, started={"b": 0.5})
    path = critical_path(forecast)
    assert path.finish.tolist() == [12.0, 30.0, 35.0, 23.0]
    with pytest.raises(InputError) as caught:
        with_actuals(network, status, finished={"z": status, "a": LAST}, started={"b": 1.5})
    for part in ("no such task", "finished after the day of the status", "outside 0 to 1"):
        assert part in str(caught.value)


def test_wrong_networks_are_refused_with_everything() -> None:
    rows = [
        Task("a", (3, 2, 1)),
        Task("a", fixed(1)),
        Task("b", fixed(1), ("z", ("a", -2.0)), "moon"),
        Task("c", (0, float("nan"), 2)),
    ]
    with pytest.raises(InputError) as caught:
        schedule_network(rows, EVERY)
    for part in (
        "two tasks have the same id",
        "value 'z'",
        "is negative",
        "value 'moon'",
        "the task a do not rise",
        "the task c do not rise",
    ):
        assert part in str(caught.value)
    with pytest.raises(InputError, match=r"tasks wait for each other in a circle: .*a.*"):
        schedule_network([Task("a", fixed(1), ("b",)), Task("b", fixed(1), ("a",)), Task("c", fixed(1))], EVERY)
    with pytest.raises(UsageError, match="must begin and end on the same days"):
        schedule_network([Task("a", fixed(1))], {"x": every_day(FIRST, LAST), "y": every_day(FIRST, FIRST)})
    with pytest.raises(UsageError, match="at least 2 runs"):
        draw(schedule_network([Task("a", fixed(1))], EVERY), runs=1)


def test_tables_hold_the_plan_and_its_buffer() -> None:
    """Project p: a then b at P50 10 + 20 days end on 30 January; the buffer is P80 less that."""
    network = schedule_network([Task("a", (8, 10, 14), project="p"), Task("b", (15, 20, 30), ("a",), project="p")], EVERY)
    found = simulate(network, draw(network))
    row = project_risk_table(found, dt.date(2024, 2, 15)).frame.iloc[0]
    assert row["planned_finish"] == dt.date(2024, 1, 30)
    assert row["buffer"] == (row["p80_day"] - row["planned_finish"]).days > 0
    table = milestone_table(found, {"full_connection": found.of("b")}, dt.date(2024, 2, 15)).frame.iloc[0]
    assert table["chance"] == row["chance"]
    assert table["p50_day"] <= table["p80_day"] <= table["p90_day"]


def test_fifty_projects_run_at_once() -> None:
    """600 tasks, 5 000 runs: the size the portfolio hands over, with the same answer for every project of the same shape."""
    tasks = [Task(f"p{project}t{index}", (20, 30, 60), (f"p{project}t{index - 1}",) if index else (), "concrete" if index % 2 else "every_day",
                  project=f"p{project}") for project in range(50) for index in range(12)]  # fmt: skip
    network = schedule_network(tasks, WINTER)
    found = simulate(network, draw(network))
    assert found.finish.shape == (5000, 600)
    medians = [np.median(found.of(f"p{project}t11")) for project in range(50)]
    assert np.ptp(medians) < 25.0


def test_normals_of_uniform_numbers() -> None:
    assert standard_normals(np.array([0.5, 0.9])) == pytest.approx([0.0, 1.2815515655446004])
