"""Constructions that real publications use and that the written test texts do not: one sentence of our own for each (figures invented)."""

from __future__ import annotations

import pytest

from tingzhou import facts
from tingzhou.facts.places import zone_key

Figure = tuple[str, str, str, str]


def figures(text: str, date: str = "2024-07-20", place: str = "昌吉州") -> list[Figure]:
    return [(one.exact, one.measure.value, one.value, one.unit) for one in facts.read(text, date=date, place=place).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("零售额17.5亿元，同比+9.6%。", [("17.5亿元", "level", "1750000000", "CNY"), ("+9.6%", "growth_yoy", "9.6", "%")]),
        ("增加值20亿元（-1.5%）。", [("20亿元", "level", "2000000000", "CNY"), ("-1.5%", "growth_yoy", "-1.5", "%")]),
        ("电动汽车、机器人出口分别实现13.1%、32.8%的增长。", [("13.1%", "growth_yoy", "13.1", "%"), ("32.8%", "growth_yoy", "32.8", "%")]),
        ("发电量接近全社会用电量的1/3。", [("1/3", "share", "33.3333", "%")]),
        ("完成投资50亿元，完成年度计划101.8%。", [("50亿元", "investment", "5000000000", "CNY"), ("101.8%", "ratio", "101.8", "%")]),
        ("占比提高2个百分点，达到38%。", [("2个百分点", "change_pp", "2", "pp"), ("38%", "share", "38", "%")]),
        ("增加值增长6.5%，力争达到7%。", [("6.5%", "growth_yoy", "6.5", "%"), ("7%", "growth_yoy", "7", "%")]),
        ("投资增速由7.0%提升至9.7%。", [("7.0%", "growth_yoy", "7", "%"), ("9.7%", "growth_yoy", "9.7", "%")]),
        ("新增存款45亿元，同比少增28亿元。", [("45亿元", "level", "4500000000", "CNY"), ("28亿元", "change", "-2800000000", "CNY")]),
        ("贷款利率3.63%，同比下降32个基点。", [("3.63%", "ratio", "3.63", "%"), ("32个基点", "change_pp", "-0.32", "pp")]),
        ("项目每年可减少煤炭消耗35万吨。", [("35万吨", "change", "-350000", "t")]),
        ("相当于减排二氧化碳35万吨。", [("35万吨", "level", "350000", "t")]),
        ("单位产值能耗1.5吨标准煤/万元。", [("1.5吨标准煤/万元", "ratio", "1.22115", "kWh/CNY")]),
        ("电耗由4.6千瓦时/标方降至4.3千瓦时/标方。",
         [("4.6千瓦时/标方", "ratio", "4.6", "kWh/m3"), ("4.3千瓦时/标方", "ratio", "4.3", "kWh/m3")]),
        ("公路密度50公里/百平方公里。", [("50公里/百平方公里", "level", "0.0005", "m/m2")]),
        ("工业用电价格39分/千瓦时。", [("39分/千瓦时", "level", "0.39", "CNY/kWh")]),
        ("年产1200台（套）整机、600套叶片的能力。", [("1200台（套）", "capacity", "1200", "1"), ("600套", "capacity", "600", "1")]),
        ("产能由60万吨增加到150万吨。", [("60万吨", "capacity", "600000", "t"), ("150万吨", "capacity", "1500000", "t")]),
        ("北海电厂（2×100万千瓦）投产。", [("2×100万千瓦", "capacity", "2000000", "kW")]),
        ("总装机120万千瓦（4×30万千瓦）。", [("120万千瓦", "capacity", "1200000", "kW")]),
        ("年末总人口26.2万，固定资产投资突破60亿。", [("26.2万", "count", "262000", "1"), ("60亿", "investment", "6000000000", "CNY")]),
        ("到位资金15亿元，铁路完成投资78亿元，公路24亿元。",
         [("15亿元", "level", "1500000000", "CNY"), ("78亿元", "investment", "7800000000", "CNY"), ("24亿元", "investment", "2400000000", "CNY")]),
        ("收入比由上年的1.83∶1缩小至1.79∶1。", [("1.83∶1", "ratio", "1.83", "1"), ("1.79∶1", "ratio", "1.79", "1")]),
        ("产值翻了5番。", [("5番", "ratio", "32", "1")]),
        ("GDP1.2万亿元，增长5%。", [("1.2万亿元", "level", "1200000000000", "CNY"), ("5%", "growth_yoy", "5", "%")]),
        ("桥梁9万座、60万延米，比上年末分别增加3万座、5万延米。",
         [("9万座", "count", "90000", "1"), ("60万延米", "level", "600000", "m"), ("3万座", "change", "30000", "1"),
          ("5万延米", "change", "50000", "m")]),
    ],
)  # fmt: skip
def test_what_is_read(text: str, expected: list[Figure]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize("text", [
    "分三大门类看，各有增长。", "抓住两大战略机遇。", "认真贯彻两次讲话精神。", "四次会议确定的任务。", "创近21个月新高。", "九年义务教育。", "全国6000千瓦及以上电厂。",
    "新建110千伏以上线路。", "1度=1千瓦时。", "“2022年中国考古新发现”。", "未来1~2个月是淡季。", "第二、三批基地。", "男女性别（女=100）。", "2017-05-15 10:13:16", "实现二十连丰。",
    "投资增速后三名：甲县。", "从业15年的他说。",
])  # fmt: skip
def test_what_is_no_fact(text: str) -> None:
    assert figures(text) == []


def periods(text: str, date: str, **stated: str) -> list[str]:
    return [one.period for one in facts.read(text, date=date, **stated).facts]


@pytest.mark.parametrize(("text", "date", "expected"), [
    ("昌吉州上半年运行情况\n工业增加值增长5%。\n投资增长6%。", "2024-07-20", ["2024-01/2024-06", "2024-01/2024-06"]),
    ("昌吉州政府工作报告\n一般公共预算收入30亿元。\n今年的主要预期目标是：投资增长6%。\n建成道路12公里。", "2018-03-01", ["2017", "2018", "2018"]),
    ("大庆市开局良好\n一季度增长2%。\n（三）工业。\n一季度工业增长1%。\n能耗下降3%。", "2017-04-25", ["2017-01/2017-03"] * 3),
    ("“十一五”期间，新增装机100万千瓦。", "2011-05-01", ["2006-01/2010-12"]),
    ("2020年用水量由“十二五”末的15亿立方米降至14亿立方米。", "2021-01-20", ["2015-12", "2020"]),
    ("年末存栏90万头。肉类产量35万吨。", "2015-02-10", ["2014-12", "2014"]),
    ("一季度工业增长6%（2016年同期增长3%），投资增长5%。", "2017-04-25", ["2017-01/2017-03"] * 3),
    ("9月，零售额由上月下降8.5%转为增长15.3%。", "2024-10-20", ["2024-08", "2024-09"]),
    ("8月19日消息，用电量82亿千瓦时。", "2021-08-19", ["2021"]),
    ("年平均风速6米/秒。", "2021-08-19", ["annual"]),
])  # fmt: skip
def test_when_it_was(text: str, date: str, expected: list[str]) -> None:
    assert periods(text, date) == expected


def places(text: str, **stated: str) -> list[str]:
    return [one.place_name for one in facts.read(text, date="2024-07-20", **stated).facts]


@pytest.mark.parametrize(("text", "expected"), [
    ("新华社北京1月17日电 我国粮食产量7亿吨。", ["中华人民共和国"]),
    ("我国外贸增长5%。西部12省市外贸增长9%。东部地区增长7%。", ["中华人民共和国", "西部地区", "东部地区"]),
    ("　　湖北、安徽和上海产值分别为108亿元、103亿元和101亿元。", ["湖北省", "安徽省", "上海市"]),
    ("青海电网装机600万千瓦。格尔木330万千瓦基地占地7万亩。", ["青海省", "格尔木市", "格尔木市"]),
    ("江苏省海上风电招标，中标射阳30万千瓦项目。", ["射阳县"]),
    ("全省投资增长5%，高于全国1个百分点。", ["", ""]),
    ("全国充电桩800万台。北京、上海等15个省市已建站300座。", ["中华人民共和国"] * 3),
    ("靖西县旅游创业\n全县接待游客257万人次。", ["靖西市"]),
    ("全国增长5%。山西省统计局发布的数据显示，全省增长11%。", ["中华人民共和国", "山西省"]),
    ("大漠绿电\n——宁夏中卫基地建设见闻\n总投资820亿元。在中卫市沙坡头区的300万千瓦项目现场，占地9万亩。",
     ["中卫市", "沙坡头区", "沙坡头区"]),
    ("营口市重大项目\n仙人岛经济开发区轻烃项目。总投资58亿元。\n全市项目126个。", ["仙人岛经济开发区", "营口市"]),
    ("沽源县概况\n沽源县东临丰宁县，南与赤城县、崇礼县相连，北与多伦县接壤，总面积3654平方公里。", ["沽源县"]),
    ("汉中市项目开工\n包括南郑区产业园、城固县药材基地项目、勉县生产线等75个重点项目，总投资193亿元。", ["汉中市", "汉中市"]),
    ("鸡西市工作\n总投资58亿元的鸡东120万千瓦电站列入规划；新能源装机新增46万千瓦。", ["鸡东县", "鸡东县", "鸡西市"]),
    ("襄阳市项目\n7．磷酸铁锂项目（保康县）。总投资34亿元。\n全市项目9个。", ["保康县", "襄阳市"]),
    ("庆阳市电力\n工程起于庆城县，止于山东省泰安市，线路全长915公里。", ["庆阳市"]),
    ("巴州农业\n库尔勒香梨42万亩，番茄8万亩。", ["巴音郭楞蒙古自治州"] * 2),
    ("全国增长5%。据山西省统计局介绍，工业增长6%。", ["中华人民共和国", "山西省"]),
    ("西北地区新能源\n新能源利用率94%，同比下降1个百分点，其中甘肃为92%、青海为91%。", ["西北地区"] * 2 + ["甘肃省", "青海省"]),
    ("塞北管理区简介\n全区总面积227平方公里。", ["塞北管理区"]),
    ("南屏科技工业园\n园区共有企业634家。珠海市的5家企业在内。", ["南屏科技工业园", "珠海市"]),
])  # fmt: skip
def test_where_it_is(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_an_indent_changes_nothing() -> None:
    plain = "木垒县企业12家，产值3亿元。\n（二）阜康市企业8家。\n"
    indented = "　　木垒县企业12家，产值3亿元。\n　　（二）阜康市企业8家。\n"

    def told(text: str) -> list[tuple[str, str, str, str]]:
        read = facts.read(text, date="2024-12-10", place="昌吉州")
        assert all(text[one.start : one.end] == one.exact for one in read.facts)
        return [(one.exact, one.indicator_text, one.place_name, one.value) for one in read.facts]

    assert told(plain) == told(indented)
    assert [place for _, _, place, _ in told(plain)] == ["木垒哈萨克自治县", "木垒哈萨克自治县", "阜康市"]


def test_an_aside_keeps_its_subject_and_its_period_to_itself() -> None:
    read = facts.read(
        "人均产值94871元（折合13463美元），增长5.9%。钾肥产量（折纯100%）412万吨。", date="2024-01-10", place="青海"
    ).facts
    assert [(one.exact, one.indicator_text) for one in read] == [
        ("94871元", "人均产值"), ("13463美元", "折合"), ("5.9%", "人均产值"), ("412万吨", "钾肥产量"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [
    ("国庆10月1日至7日，接待游客25万人次。", ["2024-10-01/2024-10-07"]),
    ("前三季度进出口6万亿元，持续今年以来两位数增长态势，出口3万亿元。当月进出口7800亿元。",
     ["2024-01/2024-09", "2024-01/2024-09", "2024-09"]),
    ("2023年12月，高速公路开通后，接待游客25万人次。", ["2024"]),
    ("专家于2023年5月审定总投资52亿元。", ["2023-05"]),
    ("2003年6月，经批准，正式改制为管理区。总面积227平方公里。", ["2024"]),
    ("到今年底，新型储能装机将达到120万千瓦。", ["2024-12"]),
    ("6月10日，记者来到现场，项目占地9万亩。", ["2024"]),
    ("全部建成后年销售收入可达95亿元，年上缴税金4.8亿元。", ["annual", "annual"]),
])  # fmt: skip
def test_when_it_is(text: str, expected: list[str]) -> None:
    assert [one.period for one in facts.read(text, date="2024-11-20").facts] == expected


def test_one_zone_has_a_long_and_a_short_name() -> None:
    assert zone_key("芜湖经济技术开发区") == zone_key("芜湖经开区") == "芜湖经开区"
    assert zone_key("楚雄国家高新技术产业开发区") == "楚雄高新区"


def test_the_parts_of_a_structure_have_their_sectors() -> None:
    read = facts.read("2023年，三次产业结构为13.6：43.5：42.9。", date="2024-03-01", place="桂阳县").facts
    assert [(one.value, one.unit, one.indicator_text) for one in read] == [
        ("13.6", "%", "第一产业(三次产业结构)"), ("43.5", "%", "第二产业(三次产业结构)"), ("42.9", "%", "第三产业(三次产业结构)"),
    ]  # fmt: skip


def test_a_range_of_prices_has_no_negative_end() -> None:
    read = facts.read("大工业用电价格0.511 -0.6369元/千瓦时，吨铝电耗12680千瓦时。", date="2014-03-01").facts
    assert [(one.value, one.unit, one.measure.value) for one in read] == [
        ("0.511/0.6369", "CNY/kWh", "level"), ("12680", "kWh", "ratio"),
    ]  # fmt: skip
