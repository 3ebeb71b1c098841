"""Lists that a number counts before 分别, zones under each form of their name, paragraphs that go back to the home place, and what is no figure."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tingzhou.facts import read


def subjects(text: str) -> list[tuple[str, str]]:
    return [(fact.exact, fact.indicator_text) for fact in read(text, date="2025-08-01").facts]


def places(text: str) -> list[str]:
    return [fact.place_name for fact in read(text, date="2025-08-01").facts]


def figures(text: str) -> list[tuple[str, str, str, str]]:
    return [(fact.exact, fact.measure.value, fact.value, fact.unit) for fact in read(text, date="2025-08-01").facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("装备制造、现代材料、绿色食药三大支柱产业产值分别达到392亿元、305亿元和268亿元。",
         [("392亿元", "装备制造产值"), ("305亿元", "现代材料产值"), ("268亿元", "绿色食药产值")]),
        ("锂电、陶瓷、建材等3个产业分别增长1%、2%和3%。", [("1%", "锂电产业"), ("2%", "陶瓷产业"), ("3%", "建材产业")]),
        # the growths that follow are of the same names
        ("石化、汽车两大行业分别实现产值50亿元和60亿元,同比增长4.8%、13.7%。",
         [("50亿元", "石化产值"), ("60亿元", "汽车产值"), ("4.8%", "石化产值"), ("13.7%", "汽车产值")]),
    ],
)  # fmt: skip
def test_what_a_number_counts_before_fenbie_is_named(text: str, expected: list[tuple[str, str]]) -> None:
    told = [one for one in subjects(text) if not one[0].endswith(("大", "个"))]
    assert told == expected


def test_a_list_is_not_named_by_a_number_that_counts_others() -> None:
    told = subjects("装备制造、现代材料、绿色食药五大支柱产业产值分别达到392亿元、305亿元和268亿元。")
    assert "装备制造产值" not in [subject for _, subject in told]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one zone, named in full first and shorter afterwards by its office
        ("宁波石化观察\n宁波石化经济技术开发区面积40平方公里。企业63家。\n“要快。”宁波石化开发区经济发展局局长林某介绍,园区炼油能力4000万吨/年。",
         ["宁波石化经济技术开发区", "宁波石化经济技术开发区", "宁波石化经济技术开发区"]),
        # what a zone lies beside is not what the next sentence tells of
        ("鄂州观察\n葛店经开区:“光谷”溢出来的赛道\n沿快速路西行,便是与武汉光谷只隔一条街的葛店经开区。上半年,该区规上工业总产值612亿元。", ["葛店经开区"]),
        # trade partners
        ("昆山市外贸观察\n全市进出口100亿元。对美国、欧盟、台湾地区进出口分别下降22.6%、16.9%和24.1%。", ["昆山市"] * 4),
        # a head in square brackets holds for its paragraph
        ("济宁县域观察\n全市增长5%。\n【兖州区】规上工业营收1106亿元。\n【金乡县】大蒜种植面积60万亩。", ["济宁市", "兖州区", "金乡县"]),
        # a river is no district
        ("辽阳市工作报告\n全市增长5%。太子河流域国考断面优良水体比例100%。", ["辽阳市", "辽阳市"]),
        # who gives aid is not where it is told of
        ("海东市发布会\n全市增长5%。无锡市累计投入帮扶资金21.7亿元。", ["海东市", "海东市"]),
    ],
)  # fmt: skip
def test_whose_figure_it_is(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_paragraph_without_a_place_goes_back_to_the_home_place_but_a_speaker_goes_on() -> None:
    opening = "信阳一季度观察\n全市增长5.8%。\n县域怎么看\n淮滨县开通航线12条,县里的港口吞吐量300万吨。\n"
    assert places(opening + "消费方面,一季度社会消费品零售总额289.1亿元,同比增长7.2%,增速比上年同期加快。")[-2:] == [
        "信阳市",
        "信阳市",
    ]


def test_a_county_behind_its_province_is_the_home() -> None:
    text = (
        "一座小城的三本账\n——浙江德清高质量发展走笔\n前三季度,德清实现地区生产总值531.8亿元。\n德清的块头也在变,全县规上工业企业812家。"
        "\n德清已开通航线86条。\n德清城乡居民收入比1.53:1。"
    )
    assert read(text, date="2024-11-08").home_place == "德清县"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全球每7把吉他,就有1把产自这里。", []),
        ("全市每10辆商用车9辆产自这里。", []),
        ("堤防的防洪标准由20年一遇提高到50年一遇,总投资5亿元。", [("5亿元", "investment", "500000000", "CNY")]),
        ("回程重箱率58%,比邻市低了两个点。", [("58%", "ratio", "58", "%"), ("两个点", "diff_pp", "-2", "pp")]),
        ("投入2.3亿元建起智慧平台。", [("2.3亿元", "investment", "230000000", "CNY")]),
        ("全县聚集吉他企业134家,年产吉他220万把。", [("134家", "count", "134", "1"), ("220万把", "level", "2200000", "1")]),
        ("一期项目投产后年产吉他220万把。", [("220万把", "capacity", "2200000", "1")]),
        ("认证企业68家,数量不到外贸企业的1%。", [("68家", "count", "68", "1"), ("1%", "share", "1", "%")]),
    ],
)  # fmt: skip
def test_measures_and_what_is_no_figure(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert figures(text) == expected


_PIECES = (
    "潮安区", "饶平县", "湘桥区", "潮州市", "广东省", "全市", "全县", "两县", "两区", "该区", "我市", "园区", "饶平县黄冈镇", "潮州高新区", "台湾地区",
    "、", "和", "与", ",", "。", ";", "\n", "“", "”", "(", ")", "【", "】", ":", "其中", "分别", "均", "合计", "位于", "规划", "面积", "产值", "企业",
    "增长3%", "5平方公里", "3亿元", "10家", "2个百分点", "首位", "三大产业", "每7把", "就有1把", "上半年", "2024年", "比", "占", "的", "在", "来到",
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=30))
def test_no_order_of_places_and_figures_makes_it_fail(pieces: list[str]) -> None:
    text = "潮州市观察\n" + "".join(pieces)
    for fact in read(text, date="2025-01-10").facts:
        assert text[fact.start : fact.end] == fact.exact


def test_the_kind_of_a_zone_is_no_zone() -> None:
    text = (
        "前三季度我市经济运行稳中加固\n邢台市统计局\n全市经济延续回升态势,生产总值1968.5亿元,经济结构优化,县域经济壮大,民营经济活跃。\n"
        "邢台经济开发区增长9.4%。\n民营经济增加值1200亿元。"
    )
    reading = read(text, date="2024-10-29")
    assert reading.home_place == "邢台市"
    assert [fact.place_name for fact in reading.facts] == ["邢台市", "邢台经济开发区", "邢台市"]


def test_a_place_right_behind_two_that_share_a_figure() -> None:
    assert [fact.exact for fact in read("潮州市发布。潮安区、饶平县湘桥区规划面积5平方公里。", date="2025-01-10").facts] == [
        "5平方公里"
    ]
