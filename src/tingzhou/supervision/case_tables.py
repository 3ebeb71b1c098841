"""What a log of cases adds up to: steps, counties, services, variants, what follows what, and how likely open cases end late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tingzhou.tables import ResultTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tingzhou.workdays import WorkingDays

__all__ = ["by_county", "by_service", "by_step", "follows", "forecast", "order_of_steps", "variants"]

_SHOWN = 200  # variants listed; the rest is added up in one row


def _statistics(steps: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return count, median, P90 and share of late for closed steps, and the queue of open ones, per group."""
    whole = steps[steps["accepted"].notna()]
    closed = whole[whole["closed"]]
    groups = closed.groupby(keys, sort=True)
    table = groups["used"].agg(["size", "median"]).rename(columns={"size": "closed"})
    table["p90"] = groups["used"].quantile(0.9)
    bounded = closed[closed["limit"].notna()].groupby(keys, sort=True)["late"]
    table["late_share"] = bounded.mean()
    queue = whole[~whole["closed"]].groupby(keys, sort=True)
    open_cases = queue["used"].agg(["size", "max"]).rename(columns={"size": "queue", "max": "longest_wait"})
    table = table.join(open_cases, how="outer")
    table[["closed", "queue"]] = table[["closed", "queue"]].fillna(0).astype(int)
    return table.reset_index()


def by_step(steps: pd.DataFrame) -> ResultTable:
    """Return the statistics of every step; ``days_share`` is its share of all days used: the largest is the bottleneck."""
    table = _statistics(steps, ["step"])
    first = steps.groupby("step")[["limit", "unit"]].first()
    table = table.join(first, on="step")
    days = steps[steps["closed"]].groupby("step")["used"].sum()
    table["days_share"] = table["step"].map(days / days.sum() if days.sum() else days).fillna(0.0)
    table["bottleneck"] = table["days_share"] == table["days_share"].max()
    return ResultTable("case_steps", table.sort_values("days_share", ascending=False, ignore_index=True), notes=(
        "Median and P90 are over closed cases; the share of late ones is over closed cases whose step has a limit.",
        "The queue is accepted and not closed on the day of judgement."))  # fmt: skip


def by_county(steps: pd.DataFrame) -> ResultTable:
    """Return the same statistics by county and step, so that counties are compared on one template."""
    table = _statistics(steps, ["step", "county"])
    middle = table.groupby("step")["median"].transform("median")
    table["against_median"] = table["median"] - middle
    return ResultTable("case_counties", table)


def by_service(events: pd.DataFrame, steps: pd.DataFrame, calendar: WorkingDays) -> ResultTable:
    """Return days, trips, papers and the one-go rate of every service, each over its closed cases."""
    done = steps.groupby("case").agg(service=("service", "first"), open=("open", "any"), serial=("used_wd", "sum"),
                                     first=("accepted", "min"), last=("finished", "max"))  # fmt: skip
    applied = events[events["event"].isin(("submit", "correct", "deliver"))]
    first = events.groupby("case")["time"].min()
    last = events.groupby("case")["time"].max()
    table = done.assign(begin=first, end=last)
    day = "datetime64[D]"
    start, end = (table[name].to_numpy(dtype=day).astype(np.int64) for name in ("begin", "end"))
    table["days"] = calendar.between(start, end)
    ran = table["first"].notna() & table["last"].notna()
    inner = [table[name].fillna(table["begin"]).to_numpy(dtype=day).astype(np.int64) for name in ("first", "last")]
    table["elapsed"] = np.where(ran, calendar.between(inner[0], np.maximum(inner[0], inner[1])), np.nan)
    window = applied[applied["channel"] == "window"]
    table["trips"] = window.groupby("case").size().reindex(table.index).fillna(0)
    papers = pd.to_numeric(applied["papers"], errors="coerce")
    table["papers"] = papers.groupby(applied["case"]).sum().reindex(table.index).fillna(0)
    table["one_go"] = ~table.index.isin(events.loc[events["event"] == "correct", "case"])
    closed = table[~table["open"]]
    rows: list[dict[str, Any]] = []
    for service, part in closed.groupby("service", sort=True):
        rows.append({"service": service, "closed": len(part), "days_median": part["days"].median(),
                     "days_p90": part["days"].quantile(0.9), "trips": part["trips"].mean(), "papers": part["papers"].mean(),
                     "one_go_rate": part["one_go"].mean(), "serial_days": part["serial"].median(),
                     "elapsed_days": part["elapsed"].median(),
                     "parallel_gain": (part["serial"] - part["elapsed"]).median()})  # fmt: skip
    columns = ["service", "closed", "days_median", "days_p90", "trips", "papers", "one_go_rate", "serial_days", "elapsed_days",
               "parallel_gain"]  # fmt: skip
    return ResultTable("case_services", pd.DataFrame(rows, columns=columns), notes=(
        "Days: working days from the first to the last event of a closed case.",
        "Trips: events submit, correct and deliver at the window. Papers: those handed in with them.",
        "One-go rate: share of closed cases without a correction."))  # fmt: skip


def variants(steps: pd.DataFrame) -> ResultTable:
    """Return how often cases take which order of steps."""
    begun = steps[steps["accepted"].notna()].sort_values(["case", "accepted", "step"], kind="stable")
    paths = begun.groupby("case", sort=False)["step"].agg(" → ".join)
    counts = paths.value_counts().rename("count").rename_axis("variant").reset_index()
    counts = counts.sort_values(["count", "variant"], ascending=[False, True], ignore_index=True)
    counts["share"] = counts["count"] / max(counts["count"].sum(), 1)
    if len(counts) > _SHOWN:
        rest = counts.iloc[_SHOWN:]
        more = pd.DataFrame({"variant": ["…"], "count": [rest["count"].sum()], "share": [rest["share"].sum()]})
        counts = pd.concat([counts.iloc[:_SHOWN], more], ignore_index=True)
    return ResultTable("case_variants", counts)


def follows(steps: pd.DataFrame, calendar: WorkingDays) -> ResultTable:
    """Return which step follows which, how often, and the median wait between the end of one and acceptance of the next."""
    begun = steps[steps["accepted"].notna()].sort_values(["case", "accepted", "step"], kind="stable")
    same = (begun["case"] == begun["case"].shift(-1)).to_numpy()
    pairs = pd.DataFrame({"from": begun["step"].to_numpy(), "to": begun["step"].shift(-1).to_numpy(),
                          "end": begun["finished"].to_numpy(), "start": begun["accepted"].shift(-1).to_numpy()})[same]  # fmt: skip
    waited = pairs["end"].notna()
    day = "datetime64[D]"
    end = pairs["end"].fillna(pairs["start"]).to_numpy(dtype=day).astype(np.int64)
    start = pairs["start"].to_numpy(dtype=day).astype(np.int64)
    pairs["wait"] = np.where(waited, calendar.between(end, np.maximum(start, end)), np.nan)
    pairs["overlap"] = start < end
    table = pairs.groupby(["from", "to"], sort=True).agg(count=("wait", "size"), wait=("wait", "median"),
                                                        overlap_share=("overlap", "mean")).reset_index()  # fmt: skip
    return ResultTable(
        "case_follows",
        table.sort_values(["count", "from", "to"], ascending=[False, True, True], ignore_index=True),
        notes=("Wait: working days between the end of a step and the acceptance of the next; 0 where they overlap.",),
    )


def order_of_steps(steps: pd.DataFrame, template: pd.DataFrame) -> ResultTable:
    """Return, for every step and a step that the template puts before it, in how many cases the order was not kept.

    A predecessor that a case does not have is not missed: which of them a case needs depends on its facts. ``skipped`` counts
    cases in which none of the predecessors is there.
    """
    accepted = steps.pivot_table(index="case", columns="step", values="accepted", aggfunc="min")
    finished = steps.pivot_table(index="case", columns="step", values="finished", aggfunc="max").reindex(accepted.index)
    rows: list[dict[str, Any]] = []
    before = template.drop_duplicates("step").set_index("step")["after"]
    for step, words in before.items():
        names = [name for name in str(words).split(";") if name]
        if step not in accepted.columns or not names:
            continue
        begun = accepted[step].notna()
        present = [name for name in names if name in accepted.columns]
        none = begun & ~accepted[present].notna().any(axis=1)
        rows.append(
            {"step": step, "predecessor": ";".join(names), "cases": int(begun.sum()), "out_of_order": 0, "skipped": int(none.sum())}
        )
        for name in present:
            both = begun & accepted[name].notna()
            ends = finished[name] if name in finished.columns else pd.Series(pd.NaT, index=accepted.index)
            early = both & (ends.isna() | (accepted[step] < ends))
            rows.append(
                {"step": step, "predecessor": name, "cases": int(both.sum()), "out_of_order": int(early.sum()), "skipped": 0}
            )
    columns = ["step", "predecessor", "cases", "out_of_order", "skipped"]
    return ResultTable(
        "case_order",
        pd.DataFrame(rows, columns=columns),
        notes=("Out of order: accepted before the predecessor was finished. Skipped: none of the predecessors is in the case.",),
    )


def forecast(steps: pd.DataFrame) -> NDArray[np.float64]:
    """Return the chance that an open step ends late, from Kaplan–Meier curves of the same step; missing where it is closed.

    ``P(T > limit | T > used) = S(limit) / S(used)``, with open cases as censored. Reference: Kaplan and Meier (1958), JASA 53.
    """
    from scipy.stats import CensoredData, ecdf

    chance = np.full(len(steps), np.nan)
    place = steps.groupby("step").indices
    used, limit = steps["used"].to_numpy(dtype=float), steps["limit"].to_numpy(dtype=float)
    closed, state = steps["closed"].to_numpy(dtype=bool), steps["state"].to_numpy()
    for rows in place.values():
        known = rows[np.isfinite(used[rows])]
        ends = known[closed[known]]
        waiting = known[~closed[known] & np.isfinite(limit[known])]
        if ends.size < 5 or not waiting.size:
            continue
        curve = ecdf(CensoredData(uncensored=used[ends], right=used[known[~closed[known]]])).sf
        ahead, now = curve.evaluate(limit[waiting]), curve.evaluate(np.minimum(used[waiting], limit[waiting]))
        chance[waiting] = np.where(now > 0, ahead / np.maximum(now, 1e-300), np.nan)
    chance[np.isin(state, ("late",))] = 1.0
    return chance
