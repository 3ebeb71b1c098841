"""General rules found with the held-out texts, each on sentences of its own with invented figures."""

from __future__ import annotations

import pytest

from tingzhou.facts import Reading, read


def of(text: str, place: str = "昌吉州", date: str = "2024-12-10") -> Reading:
    return read(text, date=date, place=place)


def figures(text: str, **options: str) -> list[str]:
    return [f"{fact.value} {fact.unit} {fact.measure.value}" for fact in of(text, **options).facts]


@pytest.mark.parametrize(
    "text",
    [
        "汽车零部件集群加快壮大。", "零售业稳步恢复。", "零碳园区起步。", "打造零公里示范带。", "实现零个差错。",  # words with 零 are no figure
        "十大产业集群蓬勃发展。", "十大重点工程全面推进。", "村口有一座水塔。", "戈壁上一座小站没有名字。",
    ],
)  # fmt: skip
def test_words_that_only_look_like_counts(text: str) -> None:
    assert figures(text) == []


def test_a_count_beside_such_a_word_is_kept() -> None:
    assert figures("零部件企业达到18家，十大行业中有7个行业增长。")[:1] == ["18 1 count"]
    assert figures("在戈壁深处，一座30万千瓦光伏电站并网。") == ["300000 kW capacity"]
    assert figures("平均气温零点五度，最高气温达31度，坡度25度。") == []
    assert figures("用电量零点五亿度。") == ["50000000 kWh level"]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2024年1—11月，货运量30万吨，与2023年1—11月相比，下降2.5%。客运量9万人次。", ["2024-01/2024-11"] * 3),
        ("2024年，货运量30万吨，与2022年同期相比增长8%，客运量9万人次。", ["2024"] * 3),
        ("1—8月，销售量6万辆，已超过去年全年水平；出口2万辆。", ["2024-01/2024-08"] * 2),
        ("2024年，以2015年为基期，产量增长9%，销量增长7%。", ["2024", "2024"]),
    ],
)
def test_a_year_named_for_comparison_does_not_move_the_period(text: str, periods: list[str]) -> None:
    assert [fact.period for fact in of(text).facts] == periods


@pytest.mark.parametrize(
    ("text", "places", "values"),
    [
        ("榆林市、延安市是能源大市，前三季度产量分别为4亿吨和5000万吨，依次增长2%、下降3%。", ["榆林市", "延安市"] * 2,
         ["400000000", "50000000", "2", "-3"]),
        ("渭南市、商洛市产量依次为12万吨、7万吨。", ["渭南市", "商洛市"], ["120000", "70000"]),
    ],
)  # fmt: skip
def test_values_of_places_named_in_an_earlier_clause(text: str, places: list[str], values: list[str]) -> None:
    facts = of(text, place="陕西省").facts
    assert [fact.place_name for fact in facts] == places
    assert [fact.value for fact in facts] == values


def test_each_county_is_no_distribution() -> None:
    facts = of("奇台县、木垒县常住人口分别为20万人和6万人；玛纳斯县17万人，居各县（市）第二。").facts
    assert [(fact.place_name, fact.value) for fact in facts] == [("奇台县", "200000"), ("木垒哈萨克自治县", "60000"), ("玛纳斯县", "170000"),
                                                                  ("玛纳斯县", "2")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("净增规上服务业企业26户。", ["26 1 change"]), ("净减养殖户14户。", ["-14 1 change"]), ("新增规上服务业企业26户。", ["26 1 count"]),
        ("光伏产业新增产值62亿元。", ["6200000000 CNY level"]),
        ("光伏产业产值由2022年的30亿元攀升到2024年的92亿元。", ["3000000000 CNY level", "9200000000 CNY level"]),
        ("涉企检查次数同比下降41%。", ["-41 % growth_yoy"]), ("申报材料压减41%。", ["-41 % change"]),
        ("城乡居民收入比2.35。", ["2.35 1 ratio"]), ("城乡居民收入比为2.35:1。", ["2.35 1 ratio"]),
        ("城乡居民收入比由2023年的2.41降至2024年的2.35。", ["2.41 1 ratio", "2.35 1 ratio"]),
        ("三次产业结构由2023年的9:40:51调整为2024年的8:41:51。", [f"{one} % ratio" for one in (9, 40, 51, 8, 41, 51)]),
        ("新能源装机中风电620、光伏980万千瓦。", ["6200000 kW capacity", "9800000 kW capacity"]),
    ],
)  # fmt: skip
def test_value_unit_measure(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_the_year_of_a_base_holds_for_all_parts_of_a_ratio() -> None:
    facts = of("三次产业结构由2023年的9:40:51调整为2024年的8:41:51。").facts
    assert [fact.period for fact in facts] == ["2023"] * 3 + ["2024"] * 3


def test_a_paragraph_with_a_colon_opens_a_section_until_another_year_is_stated() -> None:
    text = "一年来，我们主要做了这些事：\n——新建学校32所。\n——新建公园6个。\n2025年，力争新建学校40所。\n——新建公园8个。"
    assert [fact.period for fact in of(text, date="2025-02-12").facts] == ["2024", "2024", "2025", "2025"]


def test_names_of_industries_that_hold_an_and_are_not_taken_apart() -> None:
    facts = of("租赁和商务服务业、科学研究和技术服务业营业收入均增长8%。").facts
    assert [fact.indicator_text for fact in facts] == ["租赁和商务服务业营业收入", "科学研究和技术服务业营业收入"]


@pytest.mark.parametrize(
    "head", ["发布时间：2024-08-22", "来源：某局 2024.08.22 浏览次数：3", "（2024/08/22）", "2024-08-22 10:30", "2024年8月22日"]
)
def test_the_date_of_publication_in_its_many_forms(head: str) -> None:
    """Later years in the text (2030年) are no date of the document."""
    text = f"能源运行平稳\n{head}\n今年1—7月，发电量9亿千瓦时。项目计划2030年投产。"
    assert [fact.period for fact in read(text, place="昌吉州").facts] == ["2024-01/2024-07"]


def test_an_airport_named_after_two_places_is_no_place() -> None:
    facts = of("2025年，西安咸阳国际机场旅客吞吐量将超过6000万人次。", place="西安市").facts
    assert [fact.place_name for fact in facts] == ["西安市"]
