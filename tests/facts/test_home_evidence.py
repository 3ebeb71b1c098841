"""Which place a text is about: what speaks for and against each place that it names."""

from __future__ import annotations

import pytest

from tingzhou import facts
from tingzhou.facts.home_evidence import evidence_of_home, weighed_home
from tingzhou.facts.places import find_place
from tingzhou.facts.rules import rows

TOWNS = (  # the title is a slogan; the place stands behind its city, under its bare name, in the line of its paper or office
    (
        (
            "小土豆鼓了钱袋子\n巫溪融媒 2024年12月5日\n入冬以来,高山上的种薯陆续入库。近年来,我县把马铃薯当作头等大事来办,今年种植面积31万亩,产量36万吨,带动农户4.2万户。"
            "农技人员说,脱毒种薯比老品种多收不少,明年还要再扩种,县里的冷库也要再添几座。"
        ),
        "巫溪县",
    ),
    (
        (
            "灯火暖了归乡路\n年关将近,外出务工的人陆续返乡。南方电网云南昭通镇雄供电局预计,春节期间镇雄县最大用电负荷将达42万千瓦,同比增长8.7%。"
            "为此,该局提前改造了131个台区,组织抢修人员390名,备足发电车和物资,让大家过个亮堂年。"
        ),
        "镇雄县",
    ),
    (
        (
            "我区老厂房换新颜\n上海宝山(宝山区融媒体中心)\n2022-11-28\n钢铁和港口曾是宝山留给人的印象,如今老厂区里机器换成了研发台。"
            "区发展改革委介绍,今年1—10月,全区战略性新兴产业产值同比增长8.4%,占规上工业比重29.1%,比去年同期提高2.2个百分点。"
        ),
        "宝山区",
    ),
    (
        (
            "山里的好日子\n(陕西日报汉中5月6日讯)五一假期,秦岭深处的留坝县迎来了客流高峰,民宿一房难求。据县文旅局统计,假期全县接待游客13.2万人次,"
            "实现旅游收入7310万元,分别较2019年同期增长21.6%和17.2%,不少人是从西安自驾来的。"
        ),
        "留坝县",
    ),
    (
        (
            "蒸菜香飘江城\n云上天门 2023-10-21 11:40\n昨天,天门蒸菜推介会在武汉市江汉区热闹开场,31家天门餐饮企业带来蒸菜106道,引得武汉市民排起长队。"
            "目前在各地经营天门蒸菜的门店已超过1.1万家。今年,我市蒸菜预制菜产值预计可达24亿元。来源:天门市商务局"
        ),
        "天门市",
    ),
)
ZONES = (
    (
        (
            "盘活一架飞机的保税路\n4月21日,一架客机在东疆海关监管下完成交付,这是天津东疆综合保税区租赁业务的一个缩影。一季度,东疆新增租赁飞机36架、船舶18艘、发动机11台。"
            "截至3月底,注册租赁企业累计超过4100家。业内人士说,东疆的经验正在被更多地方借鉴,东疆的速度也在加快。"
        ),
        "天津东疆综合保税区",
    ),
    (
        (
            "铁路港里的早班车\n来源:赣南日报 2023-08-05\n8月4日,一列满载家具的班列从赣州国际陆港驶出,开往哈萨克斯坦。至此,赣州国际陆港今年累计开行班列203列,同比增长12.6%,"
            "发送货物19.8万吨。“每周三列,基本固定时间发车,客户心里踏实。”公司业务部经理说。"
        ),
        "赣州国际陆港",
    ),
)


@pytest.mark.parametrize(("text", "place"), TOWNS + ZONES)
def test_the_place_a_text_is_about(text: str, place: str) -> None:
    read = facts.read(text).facts
    assert read
    assert {one.place_name for one in read} <= {place, "武汉市"}
    assert [one.place_name for one in read].count(place) >= len(read) - 1


def test_a_city_that_is_only_compared_with_is_not_what_a_text_is_about() -> None:
    text = (
        "增速跑赢慈溪,余姚去年技改投资创新高\n来源:余姚日报 2024-02-06\n记者从余姚市经信局获悉,2023年全市完成技改投资62.4亿元,同比增长18.7%,"
        "增速比慈溪高出2.3个百分点。其中,装备制造业完成31.5亿元,占一半以上。今年,我市计划实施技改项目260个。"
    )
    assert {one.place_name for one in facts.read(text).facts} == {"余姚市"}


def test_a_round_up_of_counties_is_of_their_city() -> None:
    text = (
        "种子里的大产业\n——张掖玉米制种见闻\n祁连山下,烘干塔的轰鸣一直响到深夜。今年,张掖市落实玉米制种面积117万亩。从分布看,甘州区、临泽县、高台县分别为52万亩、30万亩和21万亩。"
        "\n前三季度,全市种子企业营业收入38亿元,增长9.2%。"
    )
    read = {one.exact: one.place_name for one in facts.read(text, date="2024-10-16").facts}
    assert read["117万亩"] == read["38亿元"] == "张掖市"
    assert (read["52万亩"], read["30万亩"], read["21万亩"]) == ("甘州区", "临泽县", "高台县")


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("全省开发区第二次“三个一批”活动举行\n今天上午,全省开发区“三个一批”活动在大同市举行。", "山西省"),
        ("向海而兴 链上成群\n——看辽滨沿海经济技术开发区如何发展", "辽滨沿海经济技术开发区"),
    ],
)
def test_words_before_the_kind_of_a_zone_are_no_part_of_its_name(opening: str, place: str) -> None:
    more = (
        "\n山西省商务厅介绍,今年1至5月,全省开发区规上工业增加值增长6.1%,全省开发区固定资产投资增长11.2%。全省开发区签约项目201个,开工率80%,全省开发区的服务也在改善。"
        if place == "山西省"
        else "\n记者从辽滨沿海经济技术开发区管委会了解到,今年上半年,全区工业总产值完成580亿元,同比增长12.1%。看辽滨沿海经济技术开发区的港口,船来船往。开发区谋划项目46个,总投资620亿元。"
    )
    assert {one.place_name for one in facts.read(opening + more, date="2024-06-19").facts} == {place}


def test_little_text_leaves_what_the_opening_gave() -> None:
    first = find_place("温州市")
    assert weighed_home(first, "", "乐清市产值增长5%。") is first
    assert weighed_home(None, "", "") is None


def test_every_weight_is_told_of_and_of_a_feature_that_is_found() -> None:
    table = rows("home_evidence")
    assert all(row["note"] and float(row["weight"]) for row in table)
    found = {
        name
        for text, _ in TOWNS + ZONES
        for _, features in evidence_of_home(find_place("CN"), text.split("\n")[0], text)
        for name in features
    }
    known = {row["feature"] for row in table}
    assert {"first", "late", "own_often", "kind_said", "holds_several", "figures"} <= known & found


def test_no_text_stops_it_and_it_is_the_same_each_time() -> None:
    for text in ("", "\n", "市" * 5000, "上海市北京市" * 900, "经济开发区" * 900, "一团二团十师" * 500):
        for first in (None, find_place("CN"), find_place("长沙市")):
            assert weighed_home(first, text[:20], text) == weighed_home(first, text[:20], text)
