"""Press texts that go from place to place: whose figure it is, and of when (own sentences, figures invented)."""

from __future__ import annotations

import pytest

from tingzhou import facts


def _told(text: str, date: str = "2024-10-18") -> list[tuple[str, str, str]]:
    """Return quote, place and end of the period of each fact."""
    return [(one.exact, one.place_name, one.period_end) for one in facts.read(text, date=date).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # a scene: the day is of the visit, “we” are at the place named last, and the next place ends it
            (
                "江苏盐城绿电见闻\n8月20日,晨雾罩着射阳港的吊臂。值班员盯着屏幕说:“我们场装了48台风机。”\n在东台,滩涂上的光伏板连成一片。“白天发的电都卖了。”站长说,"
                "电站总装机40万千瓦。\n目前,全市新能源装机达1450万千瓦。"
            ),
            [("48台", "射阳县", "2024"), ("40万千瓦", "东台市", "2024"), ("1450万千瓦", "盐城市", "2024")],
        ),
        (  # what happens on a day is of that day
            "江苏盐城绿电见闻\n8月20日,某海上风电项目在射阳县开工。项目总投资36亿元。",
            [("36亿元", "射阳县", "2024-08-20")],
        ),
        (  # the second place of 缩影 is what follows is of
            "江苏盐城绿电见闻\n东台的变化是盐城的一个缩影。这里海岸线长580公里。",
            [("580公里", "盐城市", "2024")],
        ),
        (  # a village that was named behind its county
            "江苏省乡村见闻\n走进盐城市东台市安丰镇下灶村,家家有小院。\n去年,下灶村村集体收入120万元。全省这样的村有900个。",
            [("120万元", "东台市", "2023"), ("900个", "江苏省", "2023")],
        ),
        (  # an honour of two cities is in its clause only
            "江苏省2023年经济运行情况\n盐城、淮安获批国家物流枢纽,新增物流企业30家。",
            [("30家", "江苏省", "2023")],
        ),
        (
            "江苏省2023年经济运行情况\n盐城某港区域260家企业和淮安某园区域28家企业完成改造。",
            [("260家", "盐城市", "2023"), ("28家", "淮安市", "2023")],
        ),
        (
            "江苏省2023年经济运行情况\n东台市、大丰区加工业兴旺,两县加工业产值合计9.7亿元。",
            [("9.7亿元", "江苏省", "2023")],
        ),
        (  # 前三季度 behind a place is no rank
            "江苏省2023年经济运行情况\n盐城市前三季度投资增长15.3%;淮安市增长3%。",
            [("15.3%", "盐城市", "2023-09"), ("3%", "淮安市", "2023-09")],
        ),
        (
            "盐城市重点工作\n推进射阳县年产20吉瓦组件项目建设,完成投资3亿元。培育跨境电商产业园14个。",
            [("20吉瓦", "射阳县", "2024"), ("3亿元", "射阳县", "2024"), ("14个", "盐城市", "2024")],
        ),
        ("山西省2023年经济运行情况\n为24个省份保供电煤20亿吨。", [("24个", "山西省", "2023"), ("20亿吨", "山西省", "2023")]),
        (  # a port by its name is a place
            "浙江经济观察\n2021年,宁波舟山港完成货物吞吐量12.24亿吨;全省外贸增长8%。",
            [("12.24亿吨", "宁波舟山港", "2021"), ("8%", "浙江省", "2021")],
        ),
    ],
)
def test_places_of_a_narration(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert _told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2024年上半年某市经济运行情况\n民间投资由一季度下降转为增长1.1%,开发投资下降11.9%。",
            [("1.1%", "2024-06"), ("11.9%", "2024-06")],
        ),
        ("某市商品房供应情况\n在刚刚过去的12月份,全市推地34宗。", [("34宗", "2023-12")]),
        ("某市商品房供应情况\n从本月供应看,共有6个项目。", [("6个", "2024-01")]),
    ],
)
def test_periods_of_press_texts(text: str, expected: list[tuple[str, str]]) -> None:
    assert [
        (one.exact, one.period_end) for one in facts.read(text, date="2024-01-30" if "商品房" in text else "2024-07-20").facts
    ] == expected


def test_a_heading_of_a_work_report_sets_no_five_years() -> None:
    text = "2026年某省政府工作报告\n一、“十四五”时期工作回顾\n装机容量达到1.6亿千瓦。\n二、“十五五”时期目标任务和2026年工作安排\n新增装机400万千瓦以上。"
    assert [one.period_end for one in facts.read(text, date="2026-02-09").facts] == ["2025", "2026"]


def test_a_word_that_begins_in_the_name_of_a_district_is_no_province() -> None:
    text = "瓯海大道焕然一新\n2024年9月,温州市政府网消息:该路起于瓯海南白象街道,止于瓯海仙岩镇,长9.4公里。"
    assert [one.place_name for one in facts.read(text, date="2024-10-18").facts] == ["温州市"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一季度,全市工业延续上年四季度以来的回升态势,增加值增长8.4%。", [("8.4%", "2024-03")]),
        ("截至3月末,各项存款余额达80亿元。", [("80亿元", "2024-03")]),
    ],
)
def test_a_state_that_goes_on_is_no_period(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.exact, one.period_end) for one in facts.read(text, date="2024-04-22", place="昌吉州").facts] == expected


def test_items_of_a_list_lie_where_their_brackets_say() -> None:
    text = "昭通市2025年重大项目清单\n1.硅材精深加工项目(昭阳区,续建),年产单晶硅棒5万吨,总投资47.5亿元;\n2.产业园二期(彝良县,新开工),占地210亩。"
    assert [(one.exact, one.place_name) for one in facts.read(text, date="2025-02-20").facts] == [
        ("5万吨", "昭阳区"),
        ("47.5亿元", "昭阳区"),
        ("210亩", "彝良县"),
    ]


def test_buyers_after_a_share_are_no_subjects() -> None:
    text = "靖远县蔬菜产业见闻\n70%以上的蔬菜销往兰州、西安、成都等20多个城市。"
    assert [one.exact for one in facts.read(text, date="2024-12-05").facts] == ["70%", "20多个"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # introduced with a courtesy, answers under his name alone
            "湖北省新闻发布会实录\n主持人:今天邀请到襄阳市副市长李国栋先生,十堰市副市长张慧女士。\n李国栋:谢谢。我们今年生产整车23.4万辆。\n张慧:出口额58.3亿元。",
            [("23.4万辆", "襄阳市"), ("58.3亿元", "十堰市")],
        ),
        (
            "广西向海经济见闻\n北海市副市长梁某介绍,北海市产值935亿元。\n“去年我们新开工项目46个。”梁某说。",
            [("935亿元", "北海市"), ("46个", "北海市")],
        ),
        ("广西向海经济见闻\n记者从钦州市工业和信息化局了解到,全市石化产业产值1286亿元。", [("1286亿元", "钦州市")]),
    ],
)
def test_who_speaks_is_of_his_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.exact, one.place_name) for one in facts.read(text, date="2024-11-06").facts] == expected
