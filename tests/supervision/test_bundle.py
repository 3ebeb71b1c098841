"""A published bundle: recomputed by its own verifier, broken by one byte, free of names, the same for the same input."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from supervision_helpers import VALUE, drawn, example, small, write

from tingzhou import inspection
from tingzhou.errors import InputError
from tingzhou.inspection import Drawn
from tingzhou.supervision import verifier
from tingzhou.supervision.canonical import canonical_table, manifest
from tingzhou.supervision.identity import public_id


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("plan") / "plan")


@pytest.fixture(scope="module")
def done(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return drawn(plan, tmp_path_factory.mktemp("out"))


@pytest.fixture
def copy(done: Drawn, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done.folder, tmp_path / "bundle"))


def seal(folder: Path) -> None:
    """Make the hashes fit the changed files, as somebody who cheats would."""
    frozen = {p.name: p.read_bytes() for p in (folder / "frozen").iterdir() if p.name != "manifest.txt"}
    (folder / "frozen" / "manifest.txt").write_bytes(manifest(frozen))
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "results.txt"}
    (folder / "results.txt").write_bytes(manifest(files))


def test_the_verifier_alone_recomputes_the_bundle(done: Drawn, tmp_path: Path) -> None:
    """In a folder of its own, without site packages and without the environment."""
    folder = shutil.copytree(done.folder, tmp_path / "elsewhere")
    said = subprocess.run([sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, check=False,
                          encoding="utf-8", env={"PYTHONUTF8": "1"})  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    assert "passed" in said.stdout
    source = (folder / "verify.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) < 400
    assert "tingzhou" not in source.replace("tingzhou.supervision", "")


def test_every_changed_byte_is_found_and_named(done: Drawn, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(done.folder, tmp_path / "bundle"))
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        kept = path.read_bytes()
        for place in {0, len(kept) // 2, len(kept) - 1} if kept else ():
            path.write_bytes(kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :])
            said = "\n".join(verifier.verify(folder))
            assert said, f"{path.name} byte {place}"
            assert path.name in said or path.name == "results.txt", said
        path.write_bytes(kept)
    assert verifier.verify(folder) == []


@pytest.mark.parametrize("name", ["frozen/firms.csv", "samples.csv", "pairs.csv", "frozen/manifest.txt", "results.txt", "seed.txt"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert Path(name).name in "\n".join(verifier.verify(copy))


def test_a_file_that_nobody_listed_is_named(copy: Path) -> None:
    (copy / "more.csv").write_text("x", encoding="utf-8")
    assert "more.csv" in verifier.verify(copy)[0]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    "name", ["frozen/firms.csv", "frozen/items.csv", "frozen/inspectors.csv", "frozen/plan.json", "frozen/conflicts.csv"]
)
def test_a_list_changed_after_freezing_is_found_even_with_fitting_hashes(done: Drawn, copy: Path, name: str) -> None:
    path = copy / name
    if name.endswith(".json"):
        path.write_text(path.read_text(encoding="utf-8").replace('"fresh_share": 0.2', '"fresh_share": 0.3'), encoding="utf-8")
    else:
        path.write_text("".join(lines(path)[:-1]), encoding="utf-8")
    seal(copy)
    assert "seed.txt" in verifier.verify(copy)[0]  # the seed is keyed to what was frozen
    published = hashlib.sha256((done.folder / "frozen" / "manifest.txt").read_bytes()).hexdigest()
    assert "manifest.txt" in verifier.verify(copy, published)[0]


@pytest.mark.parametrize(
    "name", ["tickets.csv", "exclusions.csv", "strata.csv", "probabilities.csv", "samples.csv", "visits.csv", "seed.txt"]
)
def test_a_result_that_does_not_follow_is_found_even_with_fitting_hashes(copy: Path, name: str) -> None:
    path = copy / name
    rows = lines(path)
    if len(rows) > 2:
        rows[1], rows[2] = rows[2], rows[1]
    else:
        rows[-1] = rows[-1].replace("a", "b")
    path.write_text("".join(rows), encoding="utf-8")
    seal(copy)
    assert name in verifier.verify(copy)[0]


def test_another_inspector_is_found(copy: Path) -> None:
    """Two inspectors of the same department are exchanged: everything else still fits."""
    path = copy / "pairs.csv"
    rows = [line.rstrip("\n").split(",") for line in lines(path)]
    people = {row.split(",")[0]: row.split(",")[1] for row in lines(copy / "frozen" / "inspectors.csv")[1:]}
    department = people[rows[1][3]]
    other = next(name for name, where in people.items() if where == department and name not in {row[3] for row in rows[1:8]})
    rows[1][3] = other
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    seal(copy)
    assert "pairs.csv" in verifier.verify(copy)[0]


def test_a_price_that_proves_nothing_is_found(copy: Path) -> None:
    path = copy / "pairs.csv"
    rows = lines(path)
    head, _, price = rows[1].rpartition(",")
    rows[1] = f"{head},{int(price) + (1 << 40)}\n"
    path.write_text("".join(rows), encoding="utf-8")
    seal(copy)
    assert "pairs.csv" in verifier.verify(copy)[0]


def test_nonsense_is_refused_in_words(copy: Path, tmp_path: Path) -> None:
    for name, content in (
        ("frozen/plan.json", b"{}"),
        ("frozen/firms.csv", b"\xff\xfe"),
        ("randomness.json", b"[]"),
        ("visits.csv", b""),
    ):
        kept = (copy / name).read_bytes()
        (copy / name).write_bytes(content)
        seal(copy)
        assert verifier.verify(copy)
        (copy / name).write_bytes(kept)
    assert verifier.verify(tmp_path / "nowhere")


def test_no_name_and_no_needless_attribute_is_published(plan: Path, done: Drawn) -> None:
    secrets: set[str] = set()
    for name in ("firms.csv", "inspectors.csv"):
        for row in (plan / name).read_text(encoding="utf-8").splitlines()[1:]:
            secrets.update(row.split(",")[:2])
    whole = b"\n".join(path.read_bytes() for path in done.folder.rglob("*") if path.is_file()).decode("utf-8")
    assert "虚构企业" not in whole
    assert "虚构人员" not in whole
    assert not {word for word in list(secrets)[:400] if word in whole}
    assert "former employer" not in whole
    header = lines(done.folder / "frozen" / "firms.csv")[0].strip().split(",")
    assert header == ["id", "class", "county", "industry", "size", "visits", "undisturbed"]


def test_a_plan_that_needs_less_publishes_less(tmp_path: Path) -> None:
    files = small()
    files["plan.toml"] = files["plan.toml"].replace(b"[caps]\nA = 1\n", b"")
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",25,", b",,")
    result = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    assert lines(result.folder / "frozen" / "firms.csv")[0].strip() == "id,class,county"


def test_a_firm_can_find_itself_with_its_opening(done: Drawn) -> None:
    rows = lines(done.folder.parent / "private" / "names.csv")[1:]
    public, identity, _, secret = rows[0].strip().split(",")
    assert public_id(bytes.fromhex(secret), identity) == public
    assert public_id(bytes.fromhex(secret), identity + "x") != public


def test_the_departments_get_names_in_a_workbook(done: Drawn) -> None:
    sheet = openpyxl.load_workbook(done.folder.parent / "private" / "visits.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("日期", "轮次", "县市", "编号", "名称", "事项", "检查人员")
    assert len(rows) == len(done.draw.visits) + 1
    assert str(rows[1][4]).startswith("虚构企业")
    assert "虚构人员" in str(rows[1][6])


def test_same_input_same_bundle_and_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    files = small()
    first = drawn(write(tmp_path / "a", files), tmp_path / "one")
    head, *rows = files["firms.csv"].decode().splitlines(keepends=True)
    files["firms.csv"] = (head + "".join(reversed(rows))).encode()
    second = drawn(write(tmp_path / "b", files), tmp_path / "two")
    for path in sorted(p for p in first.folder.rglob("*") if p.is_file()):
        assert path.read_bytes() == (second.folder / path.relative_to(first.folder)).read_bytes(), path.name


def test_adding_a_firm_changes_only_its_own_ticket(tmp_path: Path) -> None:
    """Public ids and tickets of the others stay; with a common seed the ticket is that of the id alone."""
    files = small()
    one = inspection.read_plan(write(tmp_path / "a", files))
    files["firms.csv"] += "F900,新企业,甲县,52,A,1,,\n".encode()
    two = inspection.read_plan(write(tmp_path / "b", files))
    assert set(one.firms["id"]) < set(two.firms["id"])
    assert len(two.firms["id"]) == len(one.firms["id"]) + 1


def test_frozen_lists_cannot_be_changed(tmp_path: Path) -> None:
    files = small()
    folder, out = write(tmp_path / "plan", files), tmp_path / "out"
    inspection.freeze_plan(folder, out)
    inspection.freeze_plan(folder, out)
    (folder / "firms.csv").write_bytes(b"\n".join(files["firms.csv"].splitlines()[:-1]) + b"\n")
    with pytest.raises(InputError, match=r"firms.csv.*frozen and has changed since: 1 lines are gone"):
        drawn(folder, out)
    assert not (out / "bundle" / "seed.txt").exists()


def test_a_second_draw_with_another_value_is_refused(tmp_path: Path) -> None:
    folder, out = write(tmp_path / "plan", small()), tmp_path / "out"
    first = drawn(folder, out)
    kept = (first.folder / "results.txt").read_bytes()
    assert (drawn(folder, out).folder / "results.txt").read_bytes() == kept
    with pytest.raises(InputError, match="a second draw would be a choice"):
        drawn(folder, out, "1 2 3")
    assert (first.folder / "results.txt").read_bytes() == kept


@pytest.mark.parametrize("design", ["systematic", "conditional_poisson", "sampford", "rfc3797"])
def test_every_design_is_recomputed(tmp_path: Path, design: str) -> None:
    files = small()
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",equal,", f",{design},".encode())
    result = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    assert verifier.verify(result.folder) == []
    sizes = Counter((item, name) for item, name, _ in result.draw.samples)
    assert {(one.item, one.name): one.drawn for one in result.draw.strata} == sizes
    if design in ("conditional_poisson", "sampford", "systematic"):
        path = result.folder / "probabilities.csv"
        rows = lines(path)
        item, name, firm, pi, weight = rows[1].strip().split(",")
        rows[1] = f"{item},{name},{firm},{float(pi) * 0.9!r},{weight}\n"
        path.write_text("".join(rows), encoding="utf-8")
        seal(result.folder)
        assert "probabilities.csv" in verifier.verify(result.folder)[0]


def test_weights_that_favour_somebody_are_found(tmp_path: Path) -> None:
    files = small()
    files["inspection_plans.csv"] = files["inspection_plans.csv"].replace(b",equal,", b",conditional_poisson,")
    result = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    path = result.folder / "probabilities.csv"
    rows = lines(path)
    head, _, weight = rows[1].strip().rpartition(",")
    rows[1] = f"{head},{float(weight) * 1.5!r}\n"
    path.write_text("".join(rows), encoding="utf-8")
    seal(result.folder)
    assert "probabilities.csv" in verifier.verify(result.folder)[0]


def test_a_later_year_is_recomputed(tmp_path: Path) -> None:
    files = small()
    first = drawn(write(tmp_path / "a", files), tmp_path / "one")
    files["plan.toml"] = files["plan.toml"].replace(b"[caps]", f'permanent_seed = "{first.draw.seed.hex()}"\n[caps]'.encode())
    second = drawn(write(tmp_path / "b", files), tmp_path / "two", "7 8 9")
    assert verifier.verify(second.folder) == []


def test_seed_by_commit_and_reveal(tmp_path: Path) -> None:
    from tingzhou.supervision.randomness import commitment

    files = small()
    files["plan.toml"] = (
        files["plan.toml"].replace(b'kind = "lottery"', b'kind = "commit_reveal"').replace(b"day = 2025-02-20\n", b"")
    )
    rows = [f"{party},{commitment(party, secret)}\n" for party, secret in (("市场", "s1"), ("应急", "s2"))]
    files["commitments.csv"] = ("party,commitment\n" + "".join(rows)).encode()
    result = drawn(write(tmp_path / "plan", files), tmp_path / "out", "市场: s1")
    assert verifier.verify(result.folder) == []
    stated = json.loads((result.folder / "randomness.json").read_text(encoding="utf-8"))
    assert stated["missing"] == ["应急"]
    path = result.folder / "randomness.json"
    path.write_text(path.read_text(encoding="utf-8").replace("s1", "s9"), encoding="utf-8")
    seal(result.folder)
    assert "randomness.json" in verifier.verify(result.folder)[0]


def test_page_speaks_both_languages_and_no_address(done: Drawn) -> None:
    page = (done.folder / "index.html").read_text(encoding="utf-8")
    assert done.draw.seed.hex() in page
    assert "怎样核验" in page
    assert "How to check this draw" in page
    assert "http" not in page
    assert VALUE.split(";")[0].split()[0] in page


@pytest.mark.parametrize("number", range(12))
def test_random_plans_are_recomputed(tmp_path: Path, number: int) -> None:
    """Rates, designs, sizes, caps, leave and conflicts at random: what is drawn passes, whatever it is."""
    random = np.random.default_rng(number)
    classes, designs = ["A", "B", "C"], ["equal", "systematic", "conditional_poisson", "sampford", "rfc3797"]
    firms = [(f"F{i}", f"N{i}", random.choice(["甲", "乙", "丙"]), random.choice(["06", "25", "52"]), random.choice(classes),
              repr(float(np.exp(random.normal(0, 2)))), int(random.integers(0, 3)), random.choice(["yes", "", ""]))
             for i in range(int(random.integers(5, 120)))]  # fmt: skip
    people = [(f"P{i}", f"M{i}", "一二三"[i % 3], random.choice(["甲", "乙", "丙"]), "x;y" if random.random() < 0.7 else "x",
               random.choice(["", "2025-03-05/2025-03-10"])) for i in range(24)]  # fmt: skip
    items = []
    for index in range(int(random.integers(1, 5))):
        design, industries = random.choice(designs), random.choice(["", "25;06"])
        for name in classes:
            rate = round(float(random.choice([0, 0.03, 0.2, 0.5, 1])), 2)
            items.append((f"i{index}", "事项", "item", "一二三"[index % 3], random.choice(["x"]), industries, design,
                          "yes" if index % 2 else "no", name, rate, int(random.integers(0, 4))))  # fmt: skip
    files = small()
    files["plan.toml"] = files["plan.toml"].replace(b"A = 1", b"A = 2\nC = 1").replace(b"visits_per_day = 2", b"visits_per_day = 4")
    files["firms.csv"] = canonical_table(("id", "name", "county", "industry", "class", "size", "visits", "undisturbed"), firms)
    files["inspectors.csv"] = canonical_table(("id", "name", "department", "county", "certificates", "leave"), people)
    files["inspection_plans.csv"] = canonical_table(
        ("item", "zh", "en", "department", "certificate", "industries", "design", "capped", "class", "rate", "minimum"), items
    )
    pairs = {(f"P{random.integers(0, 24)}", firms[int(random.integers(0, len(firms)))][0]) for _ in range(len(firms) // 4)}
    files["conflicts.csv"] = canonical_table(("inspector", "firm", "reason"), [(*pair, "x") for pair in sorted(pairs)])
    result = drawn(write(tmp_path / "plan", files), tmp_path / "out")
    assert verifier.verify(result.folder) == []
