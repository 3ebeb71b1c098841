"""The laws of the house as tests: floors, light import, two languages, documents that match the code, nothing foreign."""

from __future__ import annotations

import ast
import gettext
import importlib.metadata
import importlib.util
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

import tingzhou
from tingzhou.labels import LANGUAGES, label, label_keys
from tingzhou.pages import PAGES
from tingzhou.region import SCHEMAS
from tingzhou.version import __version__

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tingzhou"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py"))]

# Floor of every package and module of src/tingzhou. A package imports only from floors below its own.
FLOORS = {
    "__init__": 6, "__main__": 6, "pages": 5, "cli": 5, "study": 5, "study_document": 5, "inspection": 5, "many": 5,
    "reading": 5, "approvals": 5, "progress": 5, "risks": 5, "deliver": 5, "deliver_parts": 5, "schemes": 5, "operate": 5, "operation_report": 5,
    "report": 4, "feasibility": 4, "planning": 3, "supervision": 3, "facts": 3, "delivery": 3, "economics": 3, "operation": 3,
    "pypsa_networks": 3, "network": 2, "weather": 2,
    "program": 1, "region": 1, "segmentation": 0, "tables": 0, "units": 0, "hours": 0, "workdays": 0, "errors": 0, "labels": 0, "version": 0,
}  # fmt: skip
# The command line calls the study, and the pages describe the command line: the one order on floor 5.
BESIDE = {
    ("cli", "study"),
    ("study", "study_document"),
    ("cli", "study_document"),
    ("cli", "inspection"),
    ("pages", "cli"),
    ("cli", "reading"),
    ("study", "reading"),
    ("study_document", "reading"),
    ("operation_report", "study_document"),
    ("cli", "approvals"),
    ("cli", "progress"),
    ("cli", "risks"),
    ("cli", "deliver"),
    ("cli", "operate"),
    ("operate", "study"),
    ("cli", "schemes"),
    ("schemes", "many"),
    ("schemes", "study_document"),
    ("operate", "operation_report"),
    ("operation_report", "study"),
    ("deliver", "risks"),
    ("deliver", "deliver_parts"),
    ("deliver_parts", "risks"),
    ("deliver_parts", "study"),
}
HEAVY = {
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "highspy",
    "numba",
    "pint",
    "pvlib",
    "openpyxl",
    "xlsxwriter",
    "jinja2",
    "click",
    "rich",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    """The package or module directly under src/tingzhou that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The rooms a file imports from, whether at its head or inside a function."""
    for node in ast.walk(tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "tingzhou" else [str(node.module)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "tingzhou" and len(parts) > 1:
                yield parts[1] if parts[1] in FLOORS else "__init__"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in MODULES} == set(FLOORS)


def test_imports_go_down_only() -> None:
    wrong = []
    for path in MODULES:
        here = room(path)
        for there in imported(path):
            if there in (here, "__init__") or (here, there) in BESIDE or here == "__init__":
                continue
            if FLOORS[there] >= FLOORS[here] > 0 or (FLOORS[here] == 0 and FLOORS[there] > 0):
                wrong.append(f"{path.relative_to(PACKAGE)} imports {there}")
    assert not wrong


def test_inside_is_pure() -> None:
    """Floors 1–3 print nothing and read no clock for a result; only the region opens files."""
    wrong = []
    for path in MODULES:
        here = room(path)
        if not 1 <= FLOORS[here] <= 3:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in (
                    "print",
                    "input",
                    "datetime.now",
                    "date.today",
                    "dt.date.today",
                    "dt.datetime.now",
                    "time.time",
                    "np.random.seed",
                ):
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} calls {name}")
                if here in ("network", "planning") and (
                    name == "open" or name.endswith((".write_text", ".read_text", ".write_bytes"))
                ):
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} touches files")
    assert not wrong


def test_program_speaks_no_energy_words() -> None:
    words = re.compile(r"\b(electricity|coal|wind|solar|megawatt|MW|MWh|hydrogen|battery)\b", re.IGNORECASE)
    found = {path.name: words.findall(path.read_text(encoding="utf-8")) for path in (PACKAGE / "program").rglob("*.py")}
    assert not {name: hits for name, hits in found.items() if hits}


def test_import_is_light() -> None:
    code = f"import sys, time; s = time.perf_counter(); import tingzhou; print(time.perf_counter() - s, *(set(sys.modules) & {HEAVY!r}))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert said[1:] == []
    assert float(said[0]) < 0.5


def test_public_names_are_there() -> None:
    for name in tingzhou.__all__:
        assert getattr(tingzhou, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = tingzhou.nonsense  # type: ignore[attr-defined]
    assert dir(tingzhou) == sorted(tingzhou.__all__)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions if (node.end_lineno or 0) - node.lineno >= 60}
    assert not long


def test_everything_public_has_a_docstring() -> None:
    lacking = []
    for path in MODULES:
        if ast.get_docstring(tree(path)) is None:
            lacking.append(str(path.relative_to(PACKAGE)))
        for node in tree(path).body:
            if (
                isinstance(node, (ast.FunctionDef, ast.ClassDef))
                and not node.name.startswith("_")
                and ast.get_docstring(node) is None
            ):
                lacking.append(f"{path.relative_to(PACKAGE)}: {node.name}")
    assert not lacking


# --- two languages -------------------------------------------------------------------------------------------------------------


def test_every_label_is_in_both_languages() -> None:
    assert len(label_keys()) > 200
    for key in label_keys():
        for lang in LANGUAGES:
            assert label(key, lang), key


def test_labels_are_chinese_in_chinese() -> None:
    """A Chinese name without a Chinese character is a unit, a formula or a brand of the field, and stands here."""
    latin = {key for key in label_keys() if not re.search("[一-鿿]", label(key, "zh")) and not key.startswith(("unit.", "symbol."))}
    assert latin <= {"name.solver_version", "column.id", "category.csp"}, latin


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_and_column_of_a_region_has_a_label(name: str) -> None:
    for key in (f"table.{name}", *(f"column.{column.name}" for column in SCHEMAS[name].columns)):
        assert {label(key, lang) for lang in LANGUAGES}


def test_every_result_column_has_a_label(solved_tables: dict[str, list[str]]) -> None:
    lacking = []
    for table, columns in solved_tables.items():
        keys = [f"table.{table}", *(f"column.{column}" for column in columns if not re.match("(supply|use)_", column))]
        lacking += [key for key in keys if key not in label_keys()]
    assert not lacking


@pytest.fixture(scope="module")
def solved_tables() -> dict[str, list[str]]:
    from tingzhou import network as networks
    from tingzhou import region as regions
    from tingzhou.hours import Hours
    from tingzhou.planning import profiles_for, result_tables

    region = regions.load("tiny").apply("baseline")
    hours = Hours.span("2024-01-01", 8760, utc_offset=8.0)
    network = networks.build(region, hours=hours, profiles=profiles_for(region, hours), expand=False)
    tables = result_tables(region, networks.solve(network))
    return {name: [str(column) for column in table.frame.columns] for name, table in tables.items()}


def test_every_sentence_is_translated() -> None:
    assert tool("catalogues").missing() == {}


def test_no_sentence_has_two_translations() -> None:
    catalogues = tool("catalogues")
    seen: dict[str, str] = {}
    for path in sorted(catalogues.CATALOGUES.glob("*.po")):
        for text, translated in catalogues.read(path).items():
            assert seen.setdefault(text, translated) == translated, f"{path.name}: {text}"


def fields(text: str) -> set[str]:
    """The named fields of a sentence; braces around anything else are text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name and name.isidentifier()}


def test_translations_have_the_fields_of_their_sentence() -> None:
    catalogues = tool("catalogues")
    wrong = [
        (forms, translated)
        for path in sorted(catalogues.CATALOGUES.glob("*.po"))
        for forms, translated in catalogues.entries(path)
        if not translated
        or fields(translated) - fields(forms[-1])
        or fields(forms[0]) - fields(translated) - {"possibility", "choice"}
    ]
    assert not wrong


def test_compiled_catalogues_are_fresh() -> None:
    """``make docs`` compiles them again."""
    catalogues = tool("catalogues")
    sources = sorted(catalogues.CATALOGUES.glob("*.po"))
    assert sources
    for path in sources:
        with path.with_suffix(".mo").open("rb") as stream:
            held = gettext.GNUTranslations(stream)
        for text, translated in catalogues.read(path).items():
            assert held.gettext(text) == translated or held.ngettext(text, text, 2) == translated, f"{path.name}: {text}"


# --- documents -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``make docs`` writes them again."""
    monkeypatch.setenv("COLUMNS", "100")
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_command_and_option_is_documented() -> None:
    from tingzhou.cli import command

    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for name, sub in command("en").commands.items():
        assert f"## {name}" in page
        for option in sub.params:
            assert option.param_type_name == "argument" or all(word in page for word in option.opts)


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), target


def test_every_document_can_be_reached() -> None:
    """From the index of docs, by following links."""
    reached, ahead = set[Path](), [ROOT / "docs" / "index.md"]
    while ahead:
        path = ahead.pop()
        if path in reached or path.suffix != ".md" or not path.exists():
            continue
        reached.add(path)
        ahead += [
            (path.parent / link).resolve() for link in re.findall(r"\]\(([^)#\s:]+)[^)]*\)", path.read_text(encoding="utf-8"))
        ]
    assert set((ROOT / "docs").rglob("*.md")) <= reached


def test_the_changelog_has_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_commands_in_the_readme_exist(name: str) -> None:
    from tingzhou.cli import command

    content = (ROOT / name).read_text(encoding="utf-8")
    said = set(re.findall(r"^(?:\.venv/bin/)?tingzhou ([a-z]+)", content, re.MULTILINE))
    assert said
    assert said <= set(command("en").commands)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", content, re.MULTILINE)) <= targets


# --- nothing foreign -----------------------------------------------------------------------------------------------------------


def own_files() -> list[Path]:
    endings = {".py", ".md", ".csv", ".toml", ".po", ".j2", ".txt", ".yaml", ".lock"}
    folders = [PACKAGE, ROOT / "tests", ROOT / "tools", ROOT / "docs", ROOT / ".ci"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in endings or path.parent.name == ".ci"]
    return [*files, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "requirements.lock"]


def test_no_path_of_one_machine() -> None:
    place = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp/[a-z_]+)/[\w.-]+|[A-Z]:\\Users")
    found = {str(path.relative_to(ROOT)): place.findall(path.read_text(encoding="utf-8")) for path in own_files()}
    assert not {name: hits for name, hits in found.items() if hits}


def test_nothing_is_left_for_later_in_silence() -> None:
    """What is missing stands in the changelog and the readme, not in a comment."""
    mark = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|X" + r"XX)\b")
    found = {str(path.relative_to(ROOT)): mark.findall(path.read_text(encoding="utf-8")) for path in own_files()}
    assert not {name: hits for name, hits in found.items() if hits}


def runtime_distributions() -> set[str]:
    """Names of what the package needs to run, and what that needs in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ahead, reached = [Requirement(line) for line in project["dependencies"]], set[str]()
    environment = {**default_environment(), "extra": ""}
    while ahead:
        needed = ahead.pop()
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        if name in reached or (needed.marker is not None and not needed.marker.evaluate(environment)):
            continue
        reached.add(name)
        ahead += [Requirement(line) for line in importlib.metadata.requires(name) or [] if "extra ==" not in line]
    return reached


def test_no_dependency_is_gpl() -> None:
    wrong = {}
    for name in runtime_distributions():
        meta = importlib.metadata.metadata(name)
        said = [
            meta.get("License-Expression") or "",
            *(line for line in meta.get_all("Classifier") or [] if line.startswith("License")),
        ]
        if not any(said):
            said = [(meta.get("License") or "").splitlines()[0] if meta.get("License") else ""]
        text = " ".join(said)
        if re.search(r"\b(A|L)?GPL|General Public License|Affero", text) and " OR " not in text:
            wrong[name] = text
    assert not wrong


def test_the_lock_pins_everything_that_runs() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").split())
    names = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pinned.items()}
    assert runtime_distributions() <= set(names)
    assert names["highspy"] == names["highspy-extras"] == "1.15.1"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for line in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *project["build-system"]["requires"]):
        needed = Requirement(line)
        assert needed.specifier.contains(names[re.sub(r"[-_.]+", "-", needed.name).lower()]), line
