"""Commands about random inspections: draw, verify, evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tingzhou.cli.options import json_option, lang_option
from tingzhou.cli.printing import heading, print_json
from tingzhou.cli.progress import progress
from tingzhou.cli.refusal import REFUSED
from tingzhou.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from tingzhou.cli.language import Said
    from tingzhou.inspection import Drawn

__all__ = ["inspection_commands"]

_FOLDER = click.Path(path_type=Path)


def inspection_commands(say: Said) -> list[click.Command]:
    """Return the commands with their help in the language of the call."""

    @click.command(
        "draw", help=say("Freeze the lists of an inspection plan; with a public value draw firms, visits and inspectors.")
    )
    @click.argument("plan", metavar="PLAN", type=_FOLDER, required=False)
    @click.option("--out", metavar="DIR", type=_FOLDER, help=say("Folder to write to; without it out/PLAN."))
    @click.option(
        "--value", metavar="TEXT|FILE", help=say("The announced public value: lottery numbers, the answer of a beacon, reveals.")
    )
    @click.option("--example", metavar="DIR", type=_FOLDER, help=say("Write a fictitious plan to begin with."))
    @click.option(
        "--firms", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True, help=say("Firms of the example.")
    )
    @click.option("--inspectors", type=click.IntRange(20, 20_000), default=300, show_default=True,
                  help=say("Inspectors of the example."))  # fmt: skip
    @json_option(say)
    @lang_option(say)
    def draw(**options: Any) -> None:
        _draw(say, **options)

    @click.command("verify", help=say("Recompute a published draw from its bundle: hashes, seed, tickets, samples, inspectors."))
    @click.argument("bundle", metavar="BUNDLE", type=_FOLDER)
    @click.option("--hash", "published", default="", metavar="HEX",
                  help=say("The hash of the frozen lists that was published before the draw."))  # fmt: skip
    @json_option(say)
    @lang_option(say)
    def verify(bundle: Path, published: str, as_json: bool, lang: str) -> None:
        del lang
        _verify(say, bundle, published, as_json=as_json)

    @click.command(
        "evidence", help=say("Violation rates with intervals, next year's rates and the effect of combining, from results.")
    )
    @click.argument("bundle", metavar="BUNDLE", type=_FOLDER)
    @click.argument("results", metavar="RESULTS", type=_FOLDER)
    @click.option("--out", metavar="DIR", type=_FOLDER, help=say("Folder for tables and workbook."))
    @json_option(say)
    @lang_option(say)
    def evidence(bundle: Path, results: Path, out: Path | None, as_json: bool, lang: str) -> None:
        _evidence(say, bundle, results, out, as_json=as_json, lang=lang)

    return [draw, verify, evidence]


def _value(text: str) -> str:
    """Return the text of a value, read from a file where the words name one."""
    path = Path(text)
    try:
        return path.read_text(encoding="utf-8-sig") if len(text) < 250 and path.is_file() else text
    except (OSError, ValueError):
        return text


def _draw(say: Said, *, plan: Path | None, out: Path | None, value: str | None, example: Path | None, firms: int, inspectors: int,
          as_json: bool, lang: str) -> None:  # fmt: skip
    from tingzhou import inspection

    del lang
    if example is not None:
        written = inspection.write_example(example, firms=firms, inspectors=inspectors)
        if as_json:
            print_json({"path": str(written)})
        else:
            click.echo(say("Written: {path}", path=written))
        return
    if plan is None:
        raise UsageError("name the folder of a plan, or write one with --example DIR")
    target = out or Path("out") / plan.resolve().name
    if value is None:
        checked, frozen = inspection.freeze_plan(plan, target)
        facts = {"bundle": str(target / "bundle"), "frozen_hash": frozen.frozen_hash.hex(), "firms": len(checked.firms["id"]),
                 "inspectors": len(checked.inspectors["id"]), "randomness": str(checked.settings["randomness"]["name"])}  # fmt: skip
        if as_json:
            print_json(facts)
            return
        click.echo(
            say("Frozen: {firms} firms, {inspectors} inspectors. Publish this hash before the public value exists:", **facts)
        )
        click.echo(f"  {facts['frozen_hash']}")
        click.echo(say("Then draw with: --value, the value of {randomness}.", **facts))
        return
    with progress(say) as tell:
        done = inspection.draw_plan(plan, target, _value(value), progress=tell)
    _print_draw(say, done, as_json=as_json)


def _print_draw(say: Said, done: Drawn, *, as_json: bool) -> None:
    found = done.draw
    facts = {"bundle": str(done.folder), "seed": found.seed.hex(), "inspections": len(found.samples), "visits": len(found.visits),
             "separate_visits": found.separate_visits, "excluded": len(found.excluded),
             "inspectors": len({pair.inspector for pair in done.assignment.pairs}), "page": str(done.folder / "index.html"), "frozen_before": done.frozen_before,
             "deferred": sum(visit.deferred for visit in done.assignment.visits)}  # fmt: skip
    if as_json:
        print_json(facts)
        return
    click.echo(say("Drawn: {inspections} inspections at {visits} firms, one combined visit each; separately they would be "
                   "{separate_visits} visits.", **facts))  # fmt: skip
    click.echo(say("{excluded} firms left the frame before the draw, each with its reason. {inspectors} inspectors go; "
                   "{deferred} visits were deferred.", **facts))  # fmt: skip
    if not done.frozen_before:
        click.echo(say("The lists were frozen only now: unless their hash was published before the public value, nobody can know that "
                       "they were not chosen to fit it."))  # fmt: skip
    click.echo(say("To be published: {bundle}", **facts))
    click.echo(say("Names and the departments' schedule, not to be published: {path}", path=done.folder.parent / "private"))


def _verify(say: Said, bundle: Path, published: str, *, as_json: bool) -> None:
    from tingzhou.supervision import verifier

    if not bundle.is_dir():
        raise InputError(Problem("there is no bundle of this name.", "A bundle is the folder that draw writes.", value=str(bundle)))
    differences = verifier.verify(bundle, published)
    if as_json:
        print_json({"passed": not differences, "differences": differences})
    elif differences:
        click.echo(say("The bundle does not pass:"))
        for text in differences:
            click.echo(f"  {text}")
    else:
        if not published:
            click.echo(
                say("Compare the hash of frozen/manifest.txt with what was published before the draw, or give it with --hash.")
            )
        click.echo(say("Passed: hashes, seed, tickets, probabilities, samples and inspectors were recomputed and agree."))
    if differences:
        raise SystemExit(REFUSED)


def _evidence(say: Said, bundle: Path, results: Path, out: Path | None, *, as_json: bool, lang: str) -> None:
    from tingzhou import inspection, supervision
    from tingzhou.cli.sheets import print_table, records, write_tables

    files = inspection.read_bundle(bundle)
    if "samples.csv" not in files:
        raise InputError(Problem("this bundle is frozen but not drawn yet.", "Draw first, with --value.", value=str(bundle)))
    problems: list[Problem] = []
    listed = inspection.read_one_list(results, "inspection_results", problems)
    tables = supervision.evidence(files, listed, problems).tables
    if out is not None:
        path = write_tables(tables, out, "evidence")
    if as_json:
        print_json({name: records(table) for name, table in tables.items()})
        return
    for table in tables.values():
        print_table(table, lang)
        for note in table.notes:
            click.echo("  " + say(note))
    if out is not None:
        heading(say("Workbook: {path}", path=path))
