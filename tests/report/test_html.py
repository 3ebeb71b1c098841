"""The page: whole in both languages, closed to the outside, safe against hostile names, the same every time."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path

import pytest
from lxml import etree, html

from tingzhou.errors import InputError
from tingzhou.report import render_html, write_html
from tingzhou.tables import ResultTable

_SPEC = importlib.util.spec_from_file_location("report_samples", Path(__file__).with_name("samples.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(samples)


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(samples.document(3))


def test_nothing_is_loaded_from_outside(page: str) -> None:
    tree = html.fromstring(page)
    for tag in ("script", "style", "img", "link", "iframe", "object", "embed", "image", "use"):
        for element in tree.iter(tag):
            for name in ("src", "href", "data"):
                assert "http" not in element.get(name, ""), etree.tostring(element)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_every_link_inside_the_page_has_its_target(page: str) -> None:
    tree = html.fromstring(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for link in tree.iter("a"):
        assert link.get("href", "").removeprefix("#") in ids


def test_every_text_stands_in_both_languages(page: str) -> None:
    tree = html.fromstring(page)
    chinese, english = (
        tree.xpath("//*[contains(@class,'zh') and not(self::html)]"),
        tree.xpath("//*[contains(@class,'en') and @class='en']"),
    )
    assert len(chinese) == len(english) > 100
    for one, other in zip(chinese, english, strict=True):
        assert bool(one.text_content().strip()) == bool(other.text_content().strip()), (one.text_content(), other.text_content())


def test_no_english_sentence_stands_in_the_chinese_text(page: str) -> None:
    tree = html.fromstring(page)
    for element in tree.xpath(
        "//p/span[@class='zh'] | //h2/span[@class='zh'] | //h3/span[@class='zh'] | //th/span[@class='zh'] | //li//span[@class='zh']"
    ):
        text = element.text_content()
        if re.search(r"[A-Za-z]{2,}", text):
            assert re.search(r"[\u4e00-\u9fff]", text), text


def test_no_raw_key_is_shown(page: str) -> None:
    tree = html.fromstring(page)
    shown = {element.text_content() for element in tree.xpath("//th//span | //*[name()='tspan'] | //h3//span")}
    assert not {text for text in shown if re.fullmatch(r"[a-z]+_[a-z_]+", text)}


def test_pictures_are_well_formed_titled_and_finite(page: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(pictures) == 3 * 5 + 2  # five charts a scenario, the map, the hatches
    for picture in pictures:
        root = etree.fromstring(picture.encode())
        assert root.get("aria-hidden") or root.find("{*}title") is not None
        for element in root.iter():
            for name in ("x", "y", "cx", "cy", "width", "height", "points", "x1", "y1"):
                assert "nan" not in element.get(name, "")
                assert "inf" not in element.get(name, "")


def test_every_chart_has_its_table(page: str) -> None:
    tree = html.fromstring(page)
    for name in ("dispatch_week", "monthly_balance", "duration", "curtailment", "landed_price"):
        heading = tree.get_element_by_id(f"s0-{name}")
        following = heading.xpath("following-sibling::*[name()='svg' or name()='details' or @class='wide'][position()<=2]")
        assert following[0].tag == "svg"
        assert following[1].xpath(".//table"), name


def test_hostile_names_are_text(page: str) -> None:
    tree = html.fromstring(page)
    assert len(list(tree.iter("script"))) == 1
    assert samples.HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_a_miss_is_shown_as_a_miss_with_its_reason(page: str) -> None:
    row = html.fromstring(page).xpath("//tr[contains(@class,'miss')]")[0]
    assert "assumed" in row.get("class")
    assert "装机为假设" in row.text_content()
    assert "Outside the tolerance" in page


def test_the_answers_name_what_binds_and_what_it_pays() -> None:
    tree = html.fromstring(render_html(samples.document()))
    said = tree.xpath("//ul[@class='answers']")[0].text_content()
    assert "What binds: Green rule." in said
    assert "起作用的约束：绿电规则。" in said
    assert "落地电价 316.8 元/兆瓦时，低于受端基准价 384.4 元/兆瓦时" in said
    assert "68.20 TWh" in said


def test_every_key_figure_has_a_definition() -> None:
    rows = (
        html.fromstring(render_html(samples.document()))
        .get_element_by_id("s0-key_figures")
        .xpath("following-sibling::div[1]//tbody/tr")
    )
    assert rows
    for row in rows:
        assert re.search(r"[\u4e00-\u9fff]", row.xpath("td")[-1].text_content())


def test_an_unknown_source_is_refused() -> None:
    document = samples.document()
    part = document.scenarios[0]
    for table in (
        dataclasses.replace(part.tables["published"], sources=("daily", "nowhere")),
        dataclasses.replace(part.tables["published"], frame=part.tables["published"].frame.assign(source="nowhere")),
    ):
        spoiled = dataclasses.replace(part, tables={**part.tables, "published": table})
        with pytest.raises(InputError, match="'nowhere' is not in the list of sources"):
            render_html(dataclasses.replace(document, scenarios=(spoiled,)))


def test_the_page_is_small_and_the_same_each_time(page: str) -> None:
    assert len(page.encode()) < 3_000_000
    assert page == render_html(samples.document(3))


def test_the_script_is_small(page: str) -> None:
    assert sum(len(script) for script in re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)) < 30_000


def test_empty_tables_are_left_out() -> None:
    document = samples.document()
    part = document.scenarios[0]
    emptied = {
        name: ResultTable(name, table.frame.iloc[:0], table.units) for name, table in part.tables.items() if name != "key_figures"
    }
    bare = dataclasses.replace(part, tables={**emptied, "key_figures": part.tables["key_figures"]})
    page = render_html(dataclasses.replace(document, scenarios=(bare,), plants=document.plants.iloc[:0]))
    assert "s0-key_figures" in page
    assert "s0-duration" not in page


def test_the_language_of_the_page_is_stated(tmp_path: Path) -> None:
    path = write_html(samples.document(language="en"), tmp_path / "r.html")
    assert html.fromstring(path.read_text(encoding="utf-8")).get("lang") == "en"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_no_rows_but_scenarios_names_their_titles(language: str) -> None:
    frame = samples.tables()["key_figures"].frame[["figure", "unit"]].assign(s0=1.5, s1=2.5)
    document = samples.document(2, language=language)
    first = dataclasses.replace(
        document.scenarios[0], tables={**document.scenarios[0].tables, "scenarios": ResultTable("scenarios", frame)}
    )
    tree = html.fromstring(render_html(dataclasses.replace(document, scenarios=(first, document.scenarios[1]))))
    head = tree.get_element_by_id("s0-scenarios").xpath("following-sibling::div[1]//th")
    assert "情景1" in "".join(cell.text_content() for cell in head)


def test_a_plan_does_not_claim_what_its_run_cannot_show() -> None:
    document = samples.document()
    part = document.scenarios[0]
    rules, published = part.tables["rule_results"], part.tables["published"]
    still = dataclasses.replace(rules, frame=rules.frame.assign(binding=0))
    unheld = dataclasses.replace(published, frame=published.frame.assign(verdict="not_modelled"))
    plan = dataclasses.replace(part, tables={**part.tables, "rule_results": still, "published": unheld})
    said = (
        html.fromstring(render_html(dataclasses.replace(document, scenarios=(plan,))))
        .xpath("//ul[@class='answers']")[0]
        .text_content()
    )
    assert "they were sized under the scenario's rules" in said
    assert "No published figure is missed" not in said
    assert "24.00 × 10⁸ CNY" in said
