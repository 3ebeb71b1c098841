"""What only the whole text makes sure of: zones that are meant by their kind, a zone or a county as the home, works that were just placed."""

from __future__ import annotations

import pytest

from tingzhou.facts import read


def places(text: str, date: str = "2025-08-01") -> list[str]:
    return [fact.place_name for fact in read(text, date=date).facts]


def figures(text: str) -> list[tuple[str, str, str, str]]:
    return [(fact.exact, fact.measure.value, fact.value, fact.unit) for fact in read(text, date="2025-08-01").facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("舟山石化观察\n占地很广的舟山绿色石化基地昼夜不停。这座基地是全市的“压舱石”。上半年,基地实现产值900亿元。",
         ["舟山绿色石化基地"]),
        ("泸州外贸观察\n全市进出口100亿元。川南临港片区进出口60亿元,占全市六成。片区口岸一季度验放3000票。",
         ["泸州市", "川南临港片区", "川南临港片区", "川南临港片区"]),
        ("鄂尔多斯能源观察\n乌审旗图克工业园里管廊纵横。园区上半年完成产值176亿元,增长9.3%。全市发电量600亿千瓦时。",
         ["图克工业园", "图克工业园", "鄂尔多斯市"]),
        ("焦作一季度经济\n全市生产总值500亿元。焦作城乡一体化示范区一季度限上服务业营收增长22%。", ["焦作市", "焦作城乡一体化示范区"]),
        ("佛山三季报\n全市工业增加值4000亿元。顺德规上工业增加值1800亿元,增长1.9%。南海增长0.7%,禅城下降4.9%。",
         ["佛山市", "顺德区", "顺德区", "南海区", "禅城区"]),
        # a kind of park that is only named by its trade is no place of its own
        ("乌兰察布算力观察\n全市算力10万P。集宁区大数据产业园已落地数据中心12个。", ["乌兰察布市", "集宁区"]),
    ],
)  # fmt: skip
def test_a_zone_is_meant_by_its_kind(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_text_about_one_zone_has_it_as_its_home() -> None:
    text = (
        "黄河东岸起新城——探访银川苏银产业园\n记者走进苏银产业园,电子屏上的数字不停跳动:今年新签约项目37个,到位资金68.9亿元,开工率81.1%。\n"
        "2024年,苏银产业园完成工业总产值100亿元,增长12%。园区规上企业31家,园区用电量1.8亿千瓦时。\n"
        "沿着景城路往里走,不出两公里,一块光伏组件的一生就能看全:一家企业投资32亿元的单晶硅项目投产,年产值40亿元。\n"
        "他在这里干了许多年,印象最深的是办事快:目前,园区政务大厅可办事项316项,其中一窗受理的占98.7%,企业满意率99.2%。"
    )
    reading = read(text, date="2025-11-06")
    assert reading.home_place == "苏银产业园"
    assert {fact.place_name for fact in reading.facts} == {"苏银产业园"}


def test_two_zones_side_by_side_leave_the_home_with_the_city() -> None:
    text = "向海图强\n——营口自贸片区、营口综合保税区一线走笔\n营口自贸片区进出口41亿元,片区企业8600户。\n营口综合保税区进出口32亿元,园区企业60户。\n全市港口吞吐量2亿吨。"
    assert read(text, date="2024-08-19").home_place == "营口市"


def test_a_county_named_by_its_bare_name_is_the_home_before_its_city() -> None:
    text = "半年报:外贸逆势上扬\n记者从义乌海关获悉,上半年我市进出口2254亿元,对金华市增长的贡献率达80%。义乌机场旅客43万人次。\n全市市场主体85万户。义乌的快递,义乌的班列,我市都有。"
    reading = read(text, date="2022-07-28")
    assert reading.home_place == "义乌市"
    assert "乌海市" not in {fact.place_name for fact in reading.facts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # works that the sentence before placed
        ("漳州能源观察\n漳州核电1号机组在云霄县正式投入商业运行。这台机组装机容量121万千瓦,年发电量100亿千瓦时。\n全市用电量60亿千瓦时。",
         ["云霄县", "云霄县", "漳州市"]),
        # the first and the second of two
        ("普洱咖啡观察\n变化也发生在宁洱县和墨江县。前者总投资1.8亿元的烘焙中心开工;后者改造咖园1.3万亩。",
         ["宁洱哈尼族彝族自治县", "墨江哈尼族自治县"]),
        # works with their county in brackets
        ("陇南集中开工\n还有:冶炼渣综合利用项目(成县),总投资7.6亿元;智慧产业园三期(徽县),总投资9.8亿元。", ["成县", "徽县"]),
        # who gives to the home place is not whose figure it is
        ("毕节帮扶观察\n三年来,广州市累计向毕节投入帮扶资金9.8亿元,共建基地134个。", ["毕节市", "毕节市"]),
        # ranked among the counties of the prefecture, members of a count
        ("湖北省政府工作报告\n各位代表:潜江、松滋等10个县市获批试点,高标准农田达到4808万亩。", ["湖北省", "湖北省"]),
        ("哈密外贸\n1—6月,哈密市进出口增速居全疆14个地(州、市)第3位。", ["新疆维吾尔自治区", "哈密市"]),
        # compared with both, no figure of them
        ("河源外贸\n河源市工业增加值增长9.6%,分别高于全市、全省2.3个、4.1个百分点;完成投资11.7亿元。", ["河源市"] * 4),
        ("钦州港口\n北部湾港钦州港域完成货物吞吐量1.52亿吨。", ["钦州市"]),
    ],
)  # fmt: skip
def test_whose_figure_the_text_around_tells(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全国每出口5辆汽车,约有1辆从这里驶出。", []),
        ("按每辆车装60度电计算,相当可观。", []),
        ("每多送1亿度电,当地就增加税收约70万元。", []),
        ("为期3天的博览会落幕。", []),
        ("集卡24小时不打烊。", []),
        ("四项指标增速均居全疆前五。", []),
        ("投资不低于5亿元的占了一半。", [("一半", "share", "50", "%")]),
        ("通关时间较2017年压缩76.4%。", [("76.4%", "growth_yoy", "-76.4", "%")]),
        ("吨纸水耗下降15%。", [("15%", "change", "-15", "%")]),
        ("经济增长目标定为6.5%左右。", [("6.5%", "growth_yoy", "6.5", "%")]),
        ("绿电比例要达到三分之一。", [("三分之一", "share", "33.3333", "%")]),
        ("工人80%是本地人。", [("80%", "share", "80", "%")]),
        ("年可处理退役电池10万吨。", [("10万吨", "capacity", "100000", "t")]),
        ("铸铁锅企业年产铸铁锅6000万口。", [("6000万口", "level", "60000000", "1")]),
        ("新建的10万头屠宰加工项目。", [("10万头", "capacity", "100000", "1")]),
        ("比上年同期少出栏0.4万头。", [("0.4万头", "change", "-4000", "1")]),
        ("联合拼箱每箱可降费1500元。", [("1500元", "change", "-1500", "CNY")]),
        ("能耗低于行业标杆20千克标准煤。", [("20千克标准煤", "change", "-162.82", "kWh")]),
        ("煤炭、火电占规上工业增加值的比重高达38.7%。", [("38.7%", "share", "38.7", "%")]),
        ("48个重点项目、436亿元总投资。", [("48个", "count", "48", "1"), ("436亿元", "investment", "43600000000", "CNY")]),
        ("铺轨过半。", [("过半", "ratio", "50", "%")]),
        ("时间过半、任务过半。", []),
    ],
)  # fmt: skip
def test_a_second_look_at_what_is_told(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert figures(text) == expected
