"""The page of a published draw, Chinese and English, one file without any outside address."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tingzhou.labels import label, sentence
from tingzhou.supervision.competition import self_check

if TYPE_CHECKING:
    from tingzhou.supervision.bundle import Bundle
    from tingzhou.supervision.draw import Draw
    from tingzhou.supervision.pairs import Assignment

__all__ = ["render_page"]


def render_page(draw: Draw, assignment: Assignment, frozen: Bundle) -> str:
    """Return the page of a bundle."""
    import jinja2

    from tingzhou.supervision.fairness import fairness_rows

    environment = jinja2.Environment(loader=jinja2.PackageLoader("tingzhou.supervision", "templates"), autoescape=True,
                                     trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)  # fmt: skip
    plan = draw.plan
    combined, separate = len(draw.visits), draw.separate_visits
    notes = [{lang: sentence(note, lang) for lang in ("zh", "en")} for note in draw.value.notes]
    days = Counter(one.day[:7] for one in assignment.visits)
    items = {item.id: item for item in plan.items}
    designs = {item.design: (label(f"choice.{item.design}", "zh"), label(f"choice.{item.design}", "en")) for item in plan.items}
    return environment.get_template("bundle.html.j2").render(
        plan=plan.settings, strata=draw.strata, items=items, designs=designs, seed=draw.seed.hex(), manifest=frozen.frozen_hash.hex(),
        stated=_stated(draw), notes=notes, firms=len(plan.firms["id"]), inspectors=len(plan.inspectors["id"]),
        combined=combined, separate=separate, joint=sum(len(found) > 1 for found in draw.visits.values()),
        excluded=sorted(Counter(draw.excluded.values()).items()), months=sorted(days.items()), fairness=fairness_rows(plan.firms, set(draw.visits)),
        travel=_travel(draw, assignment), deferred=sum(one.deferred for one in assignment.visits),
        busiest=max(Counter(pair.inspector for pair in assignment.pairs).values(), default=0),
        findings=self_check("\n".join(str(plan.settings[key]) for key in ("title_zh", "title_en")) + "\n"
                            + "\n".join(f"{item.zh} {item.en}" for item in plan.items)),
    )  # fmt: skip


def _stated(draw: Draw) -> str:
    """Return the public value in one readable line."""
    stated: dict[str, Any] = dict(draw.value.stated)
    match stated["kind"]:
        case "lottery":
            return draw.value.value.decode("ascii")
        case "nist":
            return f"{stated['pulse']['timeStamp']} · {stated['pulse']['outputValue']}"
        case "drand":
            return f"round {stated['round']} · {stated['randomness']}"
        case _:
            missing = ", ".join(stated["missing"])
            return " · ".join(sorted(stated["reveals"])) + (f" (– {missing})" if missing else "")


def _travel(draw: Draw, assignment: Assignment) -> int:
    """Return how many times an inspector goes to another county."""
    home = dict(zip(draw.plan.inspectors["id"], draw.plan.inspectors["county"], strict=True))
    place = {one.firm: one.county for one in assignment.visits}
    return sum(home[pair.inspector] != place[pair.firm] for pair in assignment.pairs)
