"""Ordinary phrasings of short publications: when a figure was, and what it measures."""

from __future__ import annotations

import pytest
from reading_helpers import Figure, figures

from tingzhou import facts


def periods(text: str, date: str) -> list[str]:
    """Return the period of each fact."""
    read = facts.read(text, date=date, place="昌吉州").facts
    return [one.period_start if one.period_start == one.period_end else f"{one.period_start}/{one.period_end}" for one in read]


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("昌吉日报2024年7月20日 全州现有企业650家。", "2024-07-20", ["2024"]),
        ("2024年7月18日,全州集中开工项目21个。", "2024-07-20", ["2024-07-18"]),  # no dateline
        ("覆盖率从2018年的不到30%提高到今年的74%。", "2024-07-20", ["2018", "2024"]),
        ("二期明年年底投用后年吞吐能力可达600万吨。", "2024-07-20", ["2025-12"]),
        ("项目预计明年5月投产,届时可年产饲料12万吨。", "2024-07-20", ["2025-05"]),
        ("项目预计明年5月投产,届时每年可发电3亿千瓦时。", "2024-07-20", ["annual"]),
        ("上半年,全州签订合同额90亿元,其中本年新签合同额31亿元。", "2024-07-20", ["2024-01/2024-06"] * 2),
        ("截至6月底,市场今年已交易羊毛1.2万吨。", "2024-07-20", ["2024-06"]),
        ("今年一至五月,全州货运量30万吨。", "2024-07-20", ["2024-01/2024-05"]),
        ("前5个月,工业增长6%。\n几个县同期的煤炭产量为200万吨。", "2024-07-20", ["2024-01/2024-05"] * 2),
        ("前5个月,工业增长6%。\n增速高于全国同期水平。全州现有企业50家。", "2024-07-20", ["2024-01/2024-05", "2024"]),
        ("前5个月,工业增长6%。\n同一时期,全州外贸增长9%。", "2024-07-20", ["2024-01/2024-05"] * 2),
        ("6月末,存款余额320亿元。各项贷款余额210亿元。", "2024-07-20", ["2024-06"] * 2),
        ("6月末,存款余额320亿元。全州现有网点64个。", "2024-07-20", ["2024-06", "2024"]),
        ("高新技术企业58家,一年增加12家。", "2024-07-20", ["2024"] * 2),
        ("一年能卖鸡蛋12吨。", "2024-07-20", ["annual"]),
        ("全州年采伐苗木40万株。", "2024-07-20", ["annual"]),
        ("年产香菇8万吨,产值达12亿元。", "2024-07-20", ["annual"] * 2),
        ("年产香菇8万吨,产值12亿元,增长9%。", "2024-07-20", ["annual", "annual", "2024"]),
    ],
)
def test_when_a_figure_was(text: str, date: str, expected: list[str]) -> None:
    assert periods(text, date) == expected


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("昨天,全州新建的6所幼儿园投入使用。", "2024-07-20", ["2024-07-19"]),
        ("今天,产业推介会举行,现场签约项目14个。", "2024-07-20", ["2024-07-20"]),
        ("昨天,产业推介会举行,现场签约项目14个。", "2024-03-01", ["2024-02-29"]),
        ("昨天,产业推介会举行,现场签约项目14个。", "2024-03", ["2024"]),  # the document has no day
        ("今天的戈壁,有企业14家。", "2024-07-20", ["2024"]),
    ],
)
def test_today_and_yesterday_are_days_of_an_event(text: str, date: str, expected: list[str]) -> None:
    assert periods(text, date) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“五一”假期,全州人气火热。据统计,假期5天,全州接待游客42万人次,较2019年同期增长12%。", ["2024-05"] * 2),
        ("“五一”假期,全州人气火热。5天里,景区接待游客42万人次。", ["2024-05"]),
        ("“五一”假期接待游客42万人次。\n目前,全州有民宿130家。", ["2024-05", "2024"]),
        ("暑假期间,接待研学学生2万人次。", ["2024"]),
    ],
)
def test_the_holiday_that_a_text_is_about(text: str, expected: list[str]) -> None:
    assert periods(text, "2024-05-08") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产业推介会签约37.5亿元\n7月18日,产业推介会举行,现场签约37.5亿元。", ["2024-07-18"] * 2),
        ("产业推介会签约超37亿元\n7月18日,产业推介会举行,现场签约37.5亿元。", ["2024-07-18"] * 2),
        ("一季度签约37.5亿元\n4月8日,产业推介会举行,现场签约37.5亿元。", ["2024-01/2024-03", "2024-04-08"]),  # it says when
        ("全州有企业52家\n7月18日,产业推介会举行,现场签约37.5亿元。", ["2024", "2024-07-18"]),  # another figure
    ],
)
def test_a_figure_of_the_title_is_of_the_time_that_the_text_tells(text: str, expected: list[str]) -> None:
    assert periods(text, "2024-07-20") == expected


def test_works_taken_into_use_on_a_day() -> None:
    text = (
        "昌吉州20万千瓦风电项目并网\n7月20日讯 7月18日,风电项目成功并网发电。\n该项目装机20万千瓦,总投资11亿元。\n全州有民宿130家。"
    )
    assert periods(text, "2024-07-20") == ["2024-07-18"] * 3 + ["2024"]


def test_what_most_sentences_state_holds_only_where_most_paragraphs_state_it() -> None:
    told = "1—6月,工业增长6%。\n1—6月,投资增长5%。\n"
    assert periods(told + "全州有企业52家。", "2024-07-20")[-1] == "2024-01/2024-06"
    more = "全州有企业52家。\n项目总投资11亿元。\n园区有工人300人。"
    assert periods(told + more, "2024-07-20")[-1] == "2024"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最好的一款卖到300元/斤。", [("300元/斤", "level", "600000", "CNY/t")]),
        ("能耗下降2%,完成年度下降目标的61%。", [("2%", "growth_yoy", "-2", "%"), ("61%", "ratio", "61", "%")]),
        ("播种进度过七成。", [("七成", "ratio", "70", "%")]),
        ("药品平均降价六成。", [("六成", "change", "-60", "%")]),
        ("改造后,全程快了15分钟。", [("15分钟", "change", "-15", "min")]),
        ("今年的产量只有往年的三成。", [("三成", "ratio", "30", "%")]),
        ("零部件九成以上在省内采购。", [("九成", "share", "90", "%")]),
        ("这种铝材拿下国内近三成市场。", [("三成", "share", "30", "%")]),
        ("降幅比全省小1.3个百分点。", [("1.3个百分点", "diff_pp", "-1.3", "pp")]),
        ("投入2亿元治理矿坑12处。", [("2亿元", "investment", "200000000", "CNY"), ("12处", "count", "12", "1")]),
        ("投入2亿元,群众满意。", [("2亿元", "level", "200000000", "CNY")]),
        ("设计日供水2万立方米。", [("2万立方米", "capacity", "20000", "m3")]),
        ("设计年发电量2亿千瓦时。", [("2亿千瓦时", "level", "200000000", "kWh")]),
        ("日加工籽棉900吨。", [("900吨", "capacity", "900", "t")]),
        ("枸杞年加工量2万吨。", [("2万吨", "level", "20000", "t")]),
        ("全县奶牛存栏3万头,年加工乳制品5万吨。", [("3万头", "count", "30000", "1"), ("5万吨", "level", "50000", "t")]),
        ("带动3万林农增收。", [("3万", "count", "30000", "1")]),
        ("流转的小麦,已经收了近一半。", [("一半", "ratio", "50", "%")]),
        ("林木绿化率还不到5%。", [("5%", "ratio", "5", "%")]),
    ],
)
def test_what_a_figure_measures(text: str, expected: list[Figure]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "加工增值超过20%的货物内销免关税。",
        "运维人员24小时待命。",
        "活动首个周末人气火热。",
        "与邻县并称三大产地。",
        "当地人吃的10棵菜里就有1棵产自这里。",
        "每2.5秒就有一块电池下线。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == []
