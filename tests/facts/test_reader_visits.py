"""Firms and works that a text visits: what their own people tell, and what goes on with them, is of where they lie."""

from __future__ import annotations

import pytest
from reading_helpers import figures

from tingzhou import facts


def _places(text: str, date: str = "2023-04-18") -> list[str]:
    """Return the places of the facts."""
    return [one.place_name for one in facts.read(text, date=date).facts]


def _periods(text: str, date: str) -> list[str]:
    """Return the periods of the facts."""
    found = facts.read(text, date=date).facts
    return [one.period_start if one.period_start == one.period_end else f"{one.period_start}/{one.period_end}" for one in found]


_COUNTY = "临西县轴承产业见闻\n{scene}\n{told}\n全县有轴承企业430家。临西县轴承产值186亿元。全县轴承出口2亿元。"


@pytest.mark.parametrize(
    ("scene", "told", "places"),
    [
        (
            "走进位于河北临西经济开发区的华驰轴承公司,一条80米长的生产线正在运转。",
            "“这条线只要2人。”公司总经理吕某说,去年公司投资3200万元。",
            ["临西经济开发区"] * 3,
        ),
        (
            "记者走进临西经济开发区的恒驰轴承公司,24条磨装线一字排开。",
            "恒驰去年销售收入7.8亿元。",
            ["临西经济开发区"] * 2,
        ),
        (
            "记者走进临西经济开发区的恒驰轴承公司,24条磨装线一字排开。",
            "恒驰的变化是一个缩影。目前,轴承从业人员3.2万人。",
            ["临西经济开发区", "临西县"],
        ),
        (
            "记者走进临西经济开发区的恒驰轴承公司,24条磨装线一字排开。",
            "“产业链越来越全。”县经信局局长吕某介绍,轴承从业人员3.2万人。",
            ["临西经济开发区", "临西县"],
        ),
        (
            "在临西经济开发区的川江锂能公司车间,机械臂上下翻飞。“上半年我们完成产值63亿元。”公司副总经理陈某说。",
            "工业投资增长16.9%。",
            ["临西经济开发区", "临西县"],
        ),
    ],
)
def test_what_a_firm_tells_is_of_where_it_was_visited(scene: str, told: str, places: list[str]) -> None:
    """The people of a firm and the firm by its name go on with the scene; an office and the whole do not."""
    assert _places(_COUNTY.format(scene=scene, told=told)) == [*places, *["临西县"] * 3]


def test_works_go_on_where_they_were_told_of() -> None:
    """The manager of a power station, and the firm at the beginning of the next paragraph, are of the county told of before."""
    text = (
        "楚雄州新能源加快发展\n元谋县年日照时数2600小时。物茂光伏电站总装机55万千瓦。\n\n“板上发电、板下种药。”电站负责人普某介绍,光伏板下种着1800亩黄精。"
        "\n\n楚雄供电局说,全州电网投资23.7亿元。楚雄州发电量300亿千瓦时。"
    )
    assert _places(text)[:3] == ["元谋县"] * 3
    assert _places(text)[3:] == ["楚雄彝族自治州"] * 2


def test_the_main_site_of_a_ceremony_holds_only_for_its_works() -> None:
    """主会场设在某区,总投资…: of the zone; 主会场设在某区,其他县设分会场。此次…: of the city."""
    site = "天津市重大项目集中开工\n主会场设在天津港保税区,总投资36亿元的装备基地在这里破土动工。天津市建设项目842个。"
    assert _places(site) == ["天津港保税区", "天津市"]
    whole = "韶关市重大项目集中动工\n主会场设在曲江区,其他县设分会场。此次集中动工项目58个。"
    assert _places(whole) == ["韶关市"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("商丘市经济\n宁陵县的复合肥企业一季度销售复合肥32万吨。梁园区的冷链物流港冷库库容8万吨。", ["宁陵县", "梁园区"]),
        ("柯坪县发展\n近年来,13名湖州医生来到柯坪县。今年前9个月,医院门诊量5.6万人次。柯坪县、全县。", ["柯坪县", "柯坪县"]),
        ("延边州经济\n据统计,假期延吉市共接待游客168万人次。", ["延吉市"]),
        ("上海消费\n松江区接待游客61万人次。崇明区的民宿早就订完了。崇明登记民宿682家。", ["松江区", "崇明区"]),
        ("泾源县发展\n全县转移就业2.8万人,其中到福建务工的有930人。", ["泾源县", "泾源县"]),
        ("洛南县产业\n在洛南县核桃精深加工产业园,压榨一气呵成。园区去年产值4.3亿元。", ["洛南县"]),
        ("商洛市观摩\n车行镇安县月河镇。西北地区首座抽水蓄能电站就建在这里,装机140万千瓦。", ["镇安县", "镇安县"]),
        ("邢台市经济\n冀拓精密传动有限公司,就坐落在邢台经济开发区。这家企业投资3.8亿元建成车间。", ["邢台经济开发区"]),
        ("丹阳市眼镜\n采访的最后一站是丹阳智能眼镜产业园。园区总投资22亿元。", ["丹阳市"]),
        ("朝阳市发布会\n我们将抓好朝阳县抽水蓄能电站建设。该项目今年5月开工,总投资86亿元。", ["朝阳县"]),
        ("渭南市经济\n“五一”假期,华山景区所在的华阴市接待游客68万人次。", ["华阴市"]),
        (
            "临西县产业\n走进临西经济开发区,管廊穿行。\n临西县产值80亿元。\n全县企业60家。\n在经济开发区东部,总投资12亿元的产业园动工。",
            ["临西县", "临西县", "临西经济开发区"],
        ),
    ],
)
def test_whose_figure_it_is(text: str, places: list[str]) -> None:
    """Names within words, helpers from elsewhere, and places behind a holiday or a phrase."""
    assert _places(text) == places


@pytest.mark.parametrize(
    ("title", "home"),
    [("疆煤外运跑出“加速度”", "新疆维吾尔自治区"), ("准东煤矿忙生产", "新疆准东经济技术开发区")],
)
def test_what_a_province_sends_out_names_it(title: str, home: str) -> None:
    """疆煤外运 in the title is of the whole region, whatever zone the text goes to."""
    text = (
        f"{title}\n\n12月26日,一列满载3580吨煤的列车从哈密市伊吾县白石湖站缓缓驶出,奔向河西走廊。至此,今年新疆铁路疆煤外运量突破4000万吨,增长75%,创历史新高。\n"
        "“入冬以来,各地电厂要煤的电话一个接一个。”铁路部门负责人介绍,11月份日均装运煤炭2865车,环比增加312车,刷新了单日装车纪录,合同兑现率保持在97%以上,各地电厂存煤充足。\n"
        "1至11月,全区规模以上企业原煤产量2.86亿吨。\n在准东经济技术开发区,巨型电铲挥动铁臂。1至11月,开发区煤炭产量达到1.02亿吨,通过铁路外运1146万吨。\n新疆疆煤外运还将增加。"
    )
    assert facts.read(text, date="2021-12-27").home_place == home


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("重庆集中开工侧记\n\n2026年2月27日 重庆日报 记者 夏渝\n\n2月26日上午,彩旗招展。随着一声“开工”,全市集中开工活动拉开帷幕。\n此次集中开工项目216个,年度计划投资498亿元。", "2026-02-27", ["2026-02-26", "2026"]),
        ("盛市集中动工\n3月16日,乐昌市集中动工活动举行。\n2025年末,仁化县人口130万。当天动工的医院总投资9.7亿元。", "2026-03-17", ["2025-12", "2026-03-16"]),
        ("人气旺 消费热\n国庆假期重庆消费市场亮点纷呈\n国庆假期7天(10月1日至7日),460家企业零售额58亿元。\n解放碑商圈客流量98万人次。", "2024-10-08", ["2024-10-01/2024-10-07"] * 3),
        ("昌吉市民宿\n今年春节假期,全市民宿入住率86%。", "2025-03-20", ["2025-01"]),
        ("昌吉市民宿\n今年春节假期,全市民宿入住率86%。", "2024-03-20", ["2024-02"]),
        ("宿迁市产业\n截至10月底,全市有“小巨人”企业63家,其中今年新认定17家。", "2024-11-20", ["2024-10", "2024"]),
        ("口岸\n12月18日11时,随着一辆卡车驶过,二连浩特口岸今年过货量突破4000万吨。", "2024-12-20", ["2024"]),
        ("汉中市工业\n前三季度,工业增长8%。其中9月份增长7.3%,为今年以来最高。34个行业中,22个增长。", "2023-10-31", ["2023-01/2023-09", "2023-09", "2023-01/2023-09", "2023-01/2023-09"]),
        ("海北州经济\n上半年,全州生产总值增长5%。\n从供给看,工业增加值增长9.7%。", "2023-07-28", ["2023-01/2023-06"] * 2),
        ("和田地区供电\n从今年11月到明年3月的供暖季,用电量将达21.4亿千瓦时。", "2025-11-21", ["2025-11/2026-03"]),
        ("海阳市核电\n3号机组正在建设,2027年建成投产后,核电总装机将达到501万千瓦。", "2025-11-18", ["2027"]),
    ],
)  # fmt: skip
def test_when_it_was(text: str, date: str, expected: list[str]) -> None:
    """Bylines, ceremonies, holidays named under the title, and 今年 beside a day."""
    assert _periods(text, date) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("改造后,企业用工成本平均下降18%。", [("18%", "change", "-18", "%")]),
        ("吨纱耗电也比老车间降了12%。", [("12%", "change", "-12", "%")]),
        ("全市企业用工成本同比下降3%。", [("3%", "growth_yoy", "-3", "%")]),
        ("单位地区生产总值能耗下降2.9%。", [("2.9%", "growth_yoy", "-2.9", "%")]),
        ("建成后每年可接待游客60万人次。", [("60万人次", "capacity", "600000", "1")]),
        ("管带机每年可输送矿石1800万吨。", [("1800万吨", "capacity", "18000000", "t")]),
        ("全州养蜂9.8万箱,年产蜂蜜820吨。", [("9.8万箱", "count", "98000", "1"), ("820吨", "level", "820", "t")]),
        ("研发投入强度2.9%,比两年前提高1.1个百分点。", [("2.9%", "ratio", "2.9", "%"), ("1.1个百分点", "change_pp", "1.1", "pp")]),
        ("经济总量接连迈上6000亿元、7000亿元台阶。", [("6000亿元", "class_scale", "600000000000", "CNY"), ("7000亿元", "class_scale", "700000000000", "CNY")]),
        ("虚拟电厂聚合可调资源43万千瓦。", [("43万千瓦", "capacity", "430000", "kW")]),
        ("挂袋木耳比地栽早上市40天。", [("40天", "change", "40", "d")]),
        ("以前种地,一亩地顶过去三亩地。", []),
        ("离运动会开幕还有80多天。", []),
        ("硅片企业有了一席之地。", []),
        ("口岸新增AGV60台。", [("60台", "count", "60", "1")]),
    ],
)  # fmt: skip
def test_what_is_told(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    """Savings, abilities, output of fields and steps by their measure; what only illustrates is no fact."""
    assert figures(text) == expected


def test_a_firm_that_is_named_again_lies_where_it_was_visited() -> None:
    """蒙源生物 was met in the zone that the text came to: what is told of it two paragraphs later is of the zone, what the county does is not."""
    text = (
        "托克托县:一粒玉米发酵出产业\n5月的托克托县,播种正忙。而在县城以西的托克托经济开发区,满载玉米的货车排队过磅。\n"
        "“玉米是宝贝。”在内蒙古蒙源生物科技有限公司的控制室,生产部部长刘某说,这里有48座发酵罐。\n"
        "2022年,全县工业产值480亿元,托克托县工业投资增长9%。\n"
        "由蒙源生物建设的绿色制造项目总投资24.8亿元。“截至4月底,项目完成投资9.7亿元。”项目经理王某说。\n"
        "今年,全县玉米播种面积58万亩。"
    )
    zone = "托克托经济开发区"
    assert _places(text, "2023-05-19") == [zone, "托克托县", "托克托县", zone, zone, "托克托县"]


def test_a_trade_is_no_firm() -> None:
    """一家新能源电池材料企业 names a trade: 新能源汽车 told of later is of the city."""
    text = "江门市经济\n在鹤山市一家新能源电池材料企业,6条生产线满负荷运转。\n前三季度,限额以上单位新能源汽车零售额增长1.1倍。江门市增长。"
    assert _places(text, "2023-11-02") == ["鹤山市", "江门市"]


def test_items_of_a_list_of_projects_have_the_place_of_their_line() -> None:
    """1.某某项目(涪陵高新区), 6.黔江区某某工程; the next item and a general sentence end it."""
    text = (
        "重庆市重点项目集中开工部分项目简介\n10月27日,全市重点项目集中开工活动举行。此次集中开工项目312个。\n\n1.己二腈新材料项目(涪陵高新区)\n\n"
        "由重庆巴渝化学公司投资建设,总投资48.6亿元,占地620亩。\n\n2.抽水蓄能电站项目(云阳县)\n\n电站总装机120万千瓦。\n\n3.黔江区环城高速公路南段\n路线全长43.6公里。\n\n"
        "全市将加快项目建设,全市今年安排项目842个。"
    )
    assert _places(text, "2023-10-28") == ["重庆市", "涪陵高新区", "涪陵高新区", "云阳县", "黔江区", "重庆市"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成后每年可消纳石材废料150万吨。", [("150万吨", "capacity", "1500000", "t")]),
        ("现在一天能产280吨。", [("280吨", "level", "280", "t")]),
        ("压缩机项目今年12月投产,届时年产压缩机500万台。", [("500万台", "capacity", "5000000", "1")]),
        ("日分拣快件能力达到240万件。", [("240万件", "capacity", "2400000", "1")]),
        ("货船比经广州出海缩短内河航程560公里。", [("560公里", "change", "-560000", "m")]),
        ("打通了铁路进港“最后一公里”。", []),
        ("千年茶乡有了新账本。", []),
        ("加快500千伏输变电工程建设。", [("500千伏", "spec", "500", "kV")]),
        ("全年回收利用各类再生资源280万吨。", [("280万吨", "level", "2800000", "t")]),
        ("今年,全县调减苗木1.6万亩。", [("1.6万亩", "change", "-10666666.6666666667", "m2")]),
        ("企业投入6200万元实施数字化改造。", [("6200万元", "investment", "62000000", "CNY")]),
        ("县里投入8600万元整治农村环境。", [("8600万元", "level", "86000000", "CNY")]),
        ("铁路支线年设计运量2400万吨。", [("2400万吨", "capacity", "24000000", "t")]),
        ("最近,新厂人均产能可提升四成。", [("四成", "change", "40", "%")]),
        (
            "全市有袜业企业1200余户,从业人员4.5万人,年产棉袜35亿双。",
            [("1200余户", "count", "1200", "1"), ("4.5万人", "count", "45000", "1"), ("35亿双", "level", "3500000000", "1")],
        ),
        ("受益于59国人员免签政策,游客增长9%。", [("9%", "growth_yoy", "9", "%")]),
    ],
)
def test_what_works_can_do(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    """Abilities of works, ways that become shorter, names with a number."""
    assert figures(text) == expected
