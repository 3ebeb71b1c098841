"""What a text is about when its title does not say: by its paper, by a bare name, or the country (own sentences, figures invented)."""

from __future__ import annotations

import pytest

from tingzhou import facts

_LONG = "会议要求各地压实责任、细化措施、加强督导,确保各项部署落到实处、见到成效,推动经济持续回升向好。" * 5


def _read(text: str, date: str = "2024-10-18") -> list[tuple[str, str, str]]:
    return [(one.exact, one.place_name, one.period_end) for one in facts.read(text, date=date).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("塔吊林立项目忙\n靖边报 2024年5月22日\n今年,全县共安排重点项目136个。", [("136个", "靖边县", "2024")]),
        ("塔吊林立项目忙\n初夏的靖边大地,机声隆隆。全县安排项目136个。靖边速度,靖边担当。", [("136个", "靖边县", "2024")]),
        (f"1—2月份,生产原煤6.2亿吨。{_LONG}", [("6.2亿吨", "中华人民共和国", "2024-02")]),
        (
            "铁路客货运输稳步增长\n国家铁路发送旅客28亿人次,全路动车组发送旅客17亿人次,国家铁路货运量26亿吨。其中,兰州铁路局增幅较大。",
            [("28亿人次", "中华人民共和国", "2024"), ("17亿人次", "中华人民共和国", "2024"), ("26亿吨", "中华人民共和国", "2024")],
        ),
        (  # a text over several cities: a sentence without a place goes on with the one before
            "外向型城市的危机\n一季度,宁波出口1148亿元。宁波港口繁忙,宁波订单回流。\n厦门机电产品出口336亿元。劳动密集型产品出口216亿元。",
            [("1148亿元", "宁波市", "2024-03"), ("336亿元", "厦门市", "2024"), ("216亿元", "厦门市", "2024")],
        ),
        (  # who says it, and what a visit comes to
            "内蒙古呼伦贝尔见闻\n黑土地里粮满仓。“去年种了3200亩大豆。”阿荣旗种粮大户刘某说。",
            [("3200亩", "阿荣旗", "2023")],
        ),
        (
            "新疆哈密见闻\n翻过天山,便是巴里坤哈萨克自治县。三塘湖镇的戈壁上,总投资74亿元的项目正在安装。",
            [("74亿元", "巴里坤哈萨克自治县", "2024")],
        ),
        (
            "新疆哈密见闻\n风机从哪里来?答案在哈密高新技术产业开发区。园区集聚企业26家。",
            [("26家", "哈密高新技术产业开发区", "2024")],
        ),
        (
            "贵州省见闻\n重庆采购商李某在望谟县订下600吨板栗。望谟县挂果18万亩。相邻的晴隆县羊存栏19.7万只。",
            [("600吨", "望谟县", "2024"), ("18万亩", "望谟县", "2024"), ("19.7万只", "晴隆县", "2024")],
        ),
        (
            "云南省2024年用电情况\n西电东送电量620亿千瓦时,送广东480亿千瓦时、广西60亿千瓦时。",
            [("620亿千瓦时", "云南省", "2024"), ("480亿千瓦时", "云南省", "2024"), ("60亿千瓦时", "云南省", "2024")],
        ),
        (
            "全国宽带发展\n全国用户2亿户。东、中、西和东北部地区用户分别达到8000万户、5000万户、5500万户和1500万户。",
            [("2亿户", "中华人民共和国", "2024"), ("8000万户", "东部地区", "2024"), ("5000万户", "中部地区", "2024"),
             ("5500万户", "西部地区", "2024"), ("1500万户", "东北地区", "2024")],
        ),
        ("内蒙古呼伦贝尔见闻\n去年,满洲里口岸进出口货运量2480万吨。", [("2480万吨", "满洲里口岸", "2023")]),
    ],
)  # fmt: skip
def test_places_without_a_title(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("截至4月底,全县开工118个。其中,省级项目完成投资18.6亿元。", [("118个", "2024-04"), ("18.6亿元", "2024-04")]),
        ("新能源装机占比比去年年底提高5.7个百分点。", [("5.7个百分点", "2024")]),
        ("“八五”期间,各项存款净增五十亿元。", [("五十亿元", "1995-12")]),
        ("到2026年底,铝产业产值力争突破千亿元。", [("千亿元", "2026-12")]),
        ("利润总额6.2亿元,上年同期为亏损0.4亿元。", [("6.2亿元", "2024"), ("0.4亿元", "2023")]),
    ],
)
def test_periods(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.exact, one.period_end) for one in facts.read(text, date="2024-10-18", place="昌吉州").facts] == expected


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("水电装机是风电2.2倍。", ["ratio"]),
        ("出口额占全国的13.2‰。", ["share"]),
        ("国内市场占有率也升到11%。", ["ratio"]),
        ("煤炭撑起了全市收入的六成以上。", ["share"]),
        ("项目审批平均减少申请材料11份。", ["change"]),
        ("冷链中心建有冷库4.5万立方米。", ["capacity"]),
        ("订单同比多了两成。", ["growth_yoy"]),
        ("水电、风电、光伏、生物质发电装机分别同比增长2.7%，10.5%，68.7%和22.6%。", ["growth_yoy"] * 4),
    ],
)
def test_measures(text: str, measure: list[str]) -> None:
    assert [one.measure.value for one in facts.read(text, date="2024-10-18", place="昌吉州").facts] == measure


@pytest.mark.parametrize(
    "text",
    [
        "马铃薯面积32万亩,中药材15.6万亩,两项产值合计23.7亿元。",
        "煤炭、石油和电子信息投资能力较强,三个行业的投资额占总量的53%。",
        "土地出让金虽然不再位居榜首。",
        "10种有色金属产量增长3%。",
    ],
)
def test_what_was_just_named_is_not_counted(text: str) -> None:
    read = [one.exact for one in facts.read(text, date="2024-10-18", place="昌吉州").facts]
    assert not {"两项", "三个", "榜首", "10种"} & set(read)


def test_counties_around_a_zone_are_told_of() -> None:
    text = "十年再出发——云南滇中新区见闻\n走进安宁市的新能源电池产业园,搅拌、涂布一气呵成。目前,园区已签约项目28个。“我们的材料销往省外。”园区主任说。\n一季度,新区生产总值增长6.2%。"
    assert [(one.exact, one.place_name) for one in facts.read(text, date="2025-04-22").facts] == [
        ("28个", "安宁市"),
        ("6.2%", "滇中新区"),
    ]
