"""Where a paragraph is set and who speaks in it; what the figures of press texts say beside growth and level."""

from __future__ import annotations

import pytest

from tingzhou import facts


def _told(text: str, date: str) -> list[tuple[str, str, str, str]]:
    """Return quote, measure, place and period of the facts."""
    read = facts.read(text, date=date)
    return [(read.text[one.start : one.end], one.measure.value, one.place_name, one.period) for one in read.facts]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("牡丹江市经济\n在绥芬河综合保税区一家木业公司的车间里,刨花飞扬。今年用工260人。", ["绥芬河综合保税区"]),
        ("牡丹江市经济\n在穆棱市一家木业公司的车间里,刨花飞扬。今年用工260人。", ["穆棱市"]),
        ("甘孜州能源\n海拔高高的雅江县红龙草原上,光伏板追着太阳转。这座光伏电站装机100万千瓦。\n全州装机900万千瓦。", ["雅江县", "甘孜藏族自治州"]),
        ("营口市一季度经济\n依港而建的仙人岛经济开发区,项目渐成气候。开发区一季度完成投资9.8亿元。", ["仙人岛经济开发区"]),
        ("营口市一季度经济\n八年前挂牌的辽宁自贸试验区营口片区(以下简称营口自贸片区),累计形成经验186项。", ["辽宁自贸试验区营口片区"]),
        ("营口市一季度经济\n一季度,营口自贸片区新增企业412户。", ["营口自贸片区"]),
        ("营口市一季度经济\n镁是大石桥市的“金名片”。该市镁制品产量900万吨。", ["大石桥市"]),
        ("许昌市经济\n禹州市有“药都”之称。全市药材面积31万亩。\n禹州市产值50亿元。全市出口68亿元。", ["禹州市", "禹州市", "许昌市"]),
        ("邯郸市经济\n在曲周县,去年产值58亿元。隔壁的鸡泽县则把辣椒做成了酱:全县企业132家。", ["曲周县", "鸡泽县"]),
        (
            "宁德市发布会\n福鼎市副市长陈某某:全市从事茶业的有38万人。\n主持人:谢谢。\n市统计局局长王某:全市出口68亿元。",
            ["福鼎市", "宁德市"],
        ),
        ("湖州市发布会\n宋某某(南太湖新区管委会副主任):1至5月,新区工业增加值增长16.9%。", ["南太湖新区"]),
        ("黔西南州经济\n“新区闯出了路。”义龙新区管委会副主任王某说,去年新区产值83.5亿元。", ["义龙新区"]),
        ("溧阳市经济\n溧阳高新区管委会大屏上,绿灯亮着。区内企业97家。\n在区内的某电池,总投资52亿元。", ["溧阳高新区", "溧阳高新区"]),
        ("阿克苏地区发布\n阿克苏纺织工业城(开发区)是全疆三城之一。目前,园区企业196家。", ["阿克苏纺织工业城"]),
        ("宝坻区上半年经济\n截至6月末,京津中关村科技城累计注册企业2000家。", ["京津中关村科技城"]),
        ("连云港市上半年经济\n作为主战场,徐圩新区上半年完成产值1012.5亿元。", ["徐圩新区"]),
        ("松原市发布\n今年前11个月,前郭县接待游客486万人次。", ["前郭尔罗斯蒙古族自治县"]),
        ("海西州经济\n大柴旦行委靠翡翠湖“出圈”,接待游客153万人次。", ["大柴旦行政委员会"]),
        ("临夏州经济\n东乡县把一只羊“吃干榨净”。该县负责人说,去年全县产值67亿元。", ["东乡族自治县"]),
        ("阿克苏地区发布\n库车市200万吨稠油改造、拜城县60万吨焦炉等项目在建,总投资合计97.4亿元。", ["库车市", "拜城县", "阿克苏地区"]),
        ("许昌市经济\n前三季度,建安区出口63.4亿元;放到全市看,出口额为108.7亿元。", ["建安区", "许昌市"]),
        ("诸暨市经济\n增速列绍兴6个区、县(市)第2位。", ["绍兴市", "诸暨市"]),
        ("犍为工业起跑\n2月12日,犍为产值8亿元。全县增加值增长9.4%,比邻近的沐川县高2.3个百分点。犍为出口2亿元。\n犍为因竹而名。", ["犍为县"] * 4),
    ],
)  # fmt: skip
def test_of_what_place_the_figures_are(text: str, places: list[str]) -> None:
    """Scenes, zones behind what they are, speakers, what 该市 and 全县 mean, short names of counties."""
    assert [one[2] for one in _told(text, "2025-07-20")] == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新产业对工业增长贡献超50%。", [("50%", "contribution_rate")]),
        ("完成投资2929亿元、超年度计划28%。", [("2929亿元", "investment"), ("28%", "change")]),
        ("砂糖橘面积调减1.3万亩。", [("1.3万亩", "change")]),
        ("争取债券33.5亿元和资金9.8亿元,同比分别多2.1亿元和少4.6亿元。", [("33.5亿元", "level"), ("9.8亿元", "level"), ("2.1亿元", "change"), ("4.6亿元", "change")]),
        ("基础设施投资降幅收窄至3.7%。", [("3.7%", "growth_yoy")]),
        ("井下减人1420人。", [("1420人", "change")]),
        ("总量居全省第7、沿海地区第3,出口5亿元。", [("第7", "rank"), ("第3", "rank"), ("5亿元", "level")]),
        ("时间过半,完成投资5亿元。开办时间压缩到半天以内。", [("5亿元", "investment"), ("半天", "duration")]),
        ("风电利用小时1432小时,高于全省平均76小时。", [("1432小时", "duration"), ("76小时", "change")]),
        ("年产鲜花1.5万吨。年产袜子项目年产2万吨。", [("1.5万吨", "level"), ("2万吨", "capacity")]),
        ("产能达到110吉瓦时,另有45吉瓦时在建。", [("110吉瓦时", "capacity"), ("45吉瓦时", "capacity")]),
        ("22个行业中18个增长、4个下降。", [("22个", "count"), ("18个", "count"), ("4个", "count")]),
        ("其中八成以上外送兰州、白银等地。", [("八成", "share")]),
        ("居民消费价格总指数(CPI)99.7,比上年下降0.3%。", [("99.7", "ratio"), ("0.3%", "growth_yoy")]),
        ("全年新增40.8万青年留渝来渝。", [("40.8万", "count")]),
        ("眼镜产量4200万副,鲜花45万枝,铁塔412基。", [("4200万副", "count"), ("45万枝", "count"), ("412基", "count")]),
        (
            "完成投资405.6亿元,占年度计划的54.7%。从县区看,渭滨区完成72.4亿元,岐山县65.9亿元。",
            [("405.6亿元", "investment"), ("54.7%", "ratio"), ("72.4亿元", "investment"), ("65.9亿元", "investment")],
        ),
    ],
)  # fmt: skip
def test_what_the_figures_measure(text: str, expected: list[tuple[str, str]]) -> None:
    """Contributions, plans exceeded, less land, falls narrowed to a value, second ranks, farm output, parts of an investment."""
    assert [one[:2] for one in _told(f"宝鸡市经济\n{text}", "2024-07-25")] == expected


@pytest.mark.parametrize(
    ("text", "date", "periods"),
    [
        ("去年产值21.6亿元。一季度,收入8126元。", "2025-06-19", ["2024", "2025-01/2025-03"]),
        ("去年,产值21.6亿元。上半年,产值10亿元。", "2025-01-19", ["2024", "2024-01/2024-06"]),
        ("上半年投资8亿元,这块短板下半年要抓紧补。收入53亿元。", "2024-07-25", ["2024-01/2024-06"] * 2),
        (
            "去年研发投入强度3.4%。下半年将盯牢52个项目,确保全年产值突破2200亿元。",
            "2024-07-25",
            ["2023", "2024-07/2024-12", "2024"],
        ),
        ("二期机组去年7月开工,总投资408亿元。", "2025-01-23", ["2024-07"]),
        ("2020年至2023年,绿电占比由38.6%升至57.1%。", "2024-09-05", ["2020", "2023"]),
        ("今年头三个月,产值58.9亿元,扭转了去年同期下降6.3%的局面。", "2025-05-09", ["2025-01/2025-03", "2024-01/2024-03"]),
        ("常住人口由上年729万人增加到732万人,城镇化率69.1%。", "2025-05-09", ["2024", "2025", "2025"]),
        ("一季度,增速由去年同期的全省第11位上升到第5位。", "2025-05-09", ["2024-01/2024-03", "2025-01/2025-03"]),
        ("前三季度投资268亿元。明年一季度新开工项目60个。", "2024-11-28", ["2024-01/2024-09", "2025-01/2025-03"]),
    ],
)
def test_of_what_time_the_figures_are(text: str, date: str, periods: list[str]) -> None:
    """A look back ends at a part of this year, what lies ahead holds for its sentence, works date their investment."""
    assert [one[3] for one in _told(f"宝鸡市经济\n{text}", date)] == periods


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("阿里地区2024年重点项目\n——国道改扩建工程(日土县,续建):全长86公里,总投资11.7亿元。", ["日土县", "日土县"]),
        ("阿里地区2024年重点项目\n——革吉县储能一体化项目(续建):光伏12万千瓦。", ["革吉县"]),
        ("阿里地区2024年重点项目\n——札达县、措勤县光伏电站:装机分别为3万千瓦和2.5万千瓦。", ["札达县", "措勤县"]),
        ("丽水市经济\n云和县城镇化率73.8%。\n城镇居民收入6万元。", ["云和县", "丽水市"]),
        ("宝鸡市工业\n去年,全国六成以上的钛材产自宝鸡。", ["宝鸡市"]),
        ("奉贤区发布会\n全市近三分之一的化妆品产值在奉贤。", ["奉贤区"]),
        ("芜湖市上半年经济\n总量在长三角41个城市中居第17位。", ["长三角地区", "芜湖市"]),
        ("宝鸡市工业\n4月份,在深圳、苏州签约项目17个,总投资63亿元。", ["宝鸡市", "宝鸡市"]),
        ("临夏州能源\n水电看永靖。三座水电站装机90万千瓦。", ["永靖县", "永靖县"]),
        (
            "朔州市能源\n平鲁区白堂乡的山梁上,风车转得正欢。\n“今年发电1500万度。”运维班长说。\n全市装机900万千瓦。",
            ["平鲁区", "朔州市"],
        ),
        ("鹤岗市工业\n“论公斤卖。”在萝北某某新材料公司,总经理算了一笔账:石墨卖到1.8万元/吨。", ["萝北县"]),
        (
            "漳州市工业\n古雷港经济开发区产值1128亿元。\n“全是机会。”开发区经济发展局局长黄某说,工程总投资711亿元。",
            ["古雷港经济开发区"] * 2,
        ),
        ("“美谷”半年报\n来源:某报\n昨天,奉贤区召开发布会。上半年,全区产值763亿元,列全市各区第六。全区企业5家。", ["奉贤区"] * 3),
    ],
)
def test_lists_of_projects_and_what_comes_from_a_place(text: str, places: list[str]) -> None:
    """Items of project lists, shares made in a place, ranks among the cities of a region, what was signed elsewhere."""
    assert [one[2] for one in _told(text, "2024-07-30")] == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("盐城市能源\n在射阳港经济开发区,叶片依次排开。\n像这样的企业,开发区目前集聚了41家。", ["射阳港经济开发区"]),
        ("汉中市上半年\n镜头转向汉中航空经济技术开发区。这里集聚企业78户。", ["汉中航空经济技术开发区"]),
        ("巴州发布\n规模最大的在建项目是若羌县400万千瓦光伏项目,总投资126亿元。", ["若羌县", "若羌县"]),
        ("新洲区发布\n规划宏大的武汉国家航天产业基地已聚集企业57家。", ["武汉国家航天产业基地"]),
        ("惠州市工业\n他说,公司位于仲恺高新区,去年出货电视机860万台。", ["仲恺高新区"]),
        ("上高县产业\n走进上高工业园区,处处机声。\n从福建回乡的老板告诉记者,去年新建人才公寓612套。", ["上高县"]),
        ("龙江县发布\n我县位于大兴安岭南麓,耕地566万亩。", ["龙江县"]),
        ("元谋县发布\n蔬菜卖到北京、广州等140多个大中城市,户均收入4.2万元。", ["元谋县", "元谋县"]),
        ("“看武汉各区怎么干”系列新闻发布会新洲专场侧记\n新洲区区长介绍,全区生产总值876亿元。企业5家。", ["新洲区", "新洲区"]),
        ("前三季度我市经济更足\n前三季度,长治市产值8亿元。前三季度,全市出口2亿元。前三季度开发区企业5家。前三季度,投资3亿元。前三季度,税收1亿元。", ["长治市"] * 5),
    ],
)  # fmt: skip
def test_zones_spoken_of_again_and_what_is_no_place(text: str, places: list[str]) -> None:
    """开发区 of the paragraph before, zones behind 转向 and 位于, ranges of mountains, those who came home from elsewhere."""
    assert [one[2] for one in _told(text, "2024-11-30")] == places


def test_places_won_shares_of_the_whole_and_what_is_saved() -> None:
    """前移一位 is a move in a ranking; 接近全省的七成 a share; what works save in carbon is fewer; power bought is a load."""
    text = "总量居全省第二、较上年前移一位。海域1.89万平方公里,接近全省的七成。外购电力1042万千瓦。建设年屠宰20万头肉牛加工厂。能减碳65万吨。"
    assert [one[:2] for one in _told(f"宝鸡市经济\n{text}", "2024-07-25")] == [
        ("第二", "rank"),
        ("一位", "change"),
        ("1.89万平方公里", "level"),
        ("七成", "share"),
        ("1042万千瓦", "level"),
        ("20万头", "capacity"),
        ("65万吨", "change"),
    ]


def test_pulls_downward_and_yearly_means() -> None:
    """负向拉动 carries a minus sign; a yearly mean that fell has fallen against the year before; 评减 is a cut."""
    read = facts.read("鹤岗市公报\n中西药品类负向拉动1.1个百分点。PM2.5年均浓度下降25%。评减项目预算1.5亿元。", date="2025-03-01")
    assert [(one.measure.value, one.value) for one in read.facts] == [
        ("contribution_pp", "-1.1"),
        ("growth_yoy", "-25"),
        ("change", "-150000000"),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "荆门市新闻发布会\n主持人:今天请到市统计局局长陈刚、荆门高新区管委会副主任刘莉。\n刘莉:\n谢谢提问。高新区企业64家。\n陈刚:\n全市收入5亿元。",
            ["荆门高新区", "荆门市"],
        ),
        ("民勤县发布会\n“园区企业58户。”红沙岗能源化工集聚区管委会主任王强说。\n全县企业60户。", ["红沙岗能源化工集聚区", "民勤县"]),
        ("长寿区产业观察\n今年,长寿经开区先进材料产业产值901.7亿元。\n项目为王,不只一处。全区新签约项目46个。", ["长寿经开区", "长寿区"]),
        ("海南州发布会\n冷凉蔬菜中贵德县占三分之一;预计全州产量突破15万吨。", ["贵德县", "海南藏族自治州"]),
        ("郴州市产业\n上半年,临武、桂阳、宜章等县的锂电项目完成投资72.6亿元。", ["郴州市"]),
        ("台州市制造\n“订单排到了年后。”玉环市宏海阀门公司负责人林某说,公司今年出口2.3亿美元。", ["玉环市"]),
        ("鸡西市转型\n走进鸡西市恒山区石墨产业园,生产线不停。公司产值6.8亿元。", ["恒山区"]),
        ("台州市制造\n去年,椒江区生产设备436万台,占全国产量的三成以上、全球近两成。", ["椒江区"] * 3),
    ],
)  # fmt: skip
def test_who_tells_and_what_goes_on(text: str, places: list[str]) -> None:
    """Speakers on a line of their own, heads of zones behind the quotation, managers, parts of the world, several counties together."""
    assert [one[2] for one in _told(text, "2024-11-30")] == places


def test_shares_of_growth_together_and_a_year_long_ago() -> None:
    """贡献率和拉动分别为 tells two measures; a year long ago holds for its sentence; 1至7月 behind a look back is of this year."""
    read = _told("滁州市发布会\n第二产业贡献率和拉动分别为49.6%、2.3个百分点。增加收入1.1亿元。", "2025-08-14")
    assert [one[1] for one in read] == ["contribution_rate", "contribution_pp", "change"]
    read = _told("民勤县发布会\n2023年,生产总值118.7亿元,而在1978年,只有0.58亿元。居民收入33516元。", "2024-09-24")
    assert [one[3] for one in read] == ["2023", "1978", "2023"]
    read = _told("滁州市发布会\n园区去年收入318亿元;1至7月,产值9亿元。", "2025-08-14")
    assert [one[3] for one in read] == ["2024", "2025-01/2025-07"]


def test_last_month_and_what_is_lowered_by_tenths() -> None:
    """上个月 is the month before the document's; 降低三成 without a base is a cut, with one a growth."""
    text = "六盘水市工业\n物流园上个月发出货物4.2万吨。单箱物流成本降低约三成。投诉量同比减少三成。"
    read = facts.read(text, date="2025-01-20")
    assert (read.facts[0].measure.value, read.facts[0].period) == ("level", "2024-12")
    assert [one.measure.value for one in read.facts] == ["level", "change", "growth_yoy"]


def test_days_on_the_spot_and_what_a_fall_came_from() -> None:
    """A day on which a reporter stood at the works is no period; 去年全年 behind 由 holds for one figure; 因上年 is a cause; 古雷开发区 is a zone."""
    read = _told("巴彦淖尔市能源\n3月18日,在制氢项目现场,项目经理告诉记者,项目总投资27.8亿元。", "2025-03-20")
    assert [one[3] for one in read] == ["2025"]
    read = _told("漯河市经济\n一季度,投资由去年全年的下降2.7%转为增长5.0%;出口下降14.3%。", "2025-04-26")
    assert [one[3] for one in read] == ["2024", "2025-01/2025-03", "2025-01/2025-03"]
    read = _told("钦州市公报\n2024年,荔枝因上年基数偏高而减产46.5%。水产品产量68.9万吨。", "2025-05-16")
    assert [one[3] for one in read] == ["2024", "2024"]
    read = _told("漳州市发布\n古雷开发区上半年完成产值527.4亿元。\n全市开发区完成产值800亿元。中欧班列同比多开37列。", "2024-08-02")
    assert [one[1:3] for one in read] == [("level", "古雷开发区"), ("level", "漳州市"), ("change", "漳州市")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("坪山区发布会\n2024年,坪山综合保税区进出口516.4亿元。招商方面,全区引进项目54个。", ["坪山综合保税区", "坪山区"]),
        ("沧州市产业\n在河间市,“再制造”重获新生。据河间市工信局介绍,目前全市企业122家。", ["河间市"]),
        ("朔州市能源\n绿电往哪儿用?答案在朔州经开区。新获批的绿电产业园区内,7家企业签约。", ["朔州经开区"]),
    ],
)
def test_zones_of_a_district_and_sources_of_a_city(text: str, places: list[str]) -> None:
    """全区 in a district's text is the district, also behind its zone; 全市 behind a county-level city's office is that city."""
    assert [one[2] for one in _told(text, "2025-02-20")] == places


def test_units_and_growth_of_a_communique_that_writes_otherwise() -> None:
    """千瓦小时 is the kilowatt-hour, a growth may be told in per mille, 同比新增 is more than the year before, 与去年相比 a change."""
    text = "生产总值1328亿元,比上年下降5‰。年末装机2060万千瓦,同比新增169万千瓦。发电量704.2亿千瓦小时。与去年相比一产比重提升0.4个百分点。"
    read = facts.read(f"朔州市2024年国民经济和社会发展统计公报\n{text}", date="2025-04-28")
    assert [(one.measure.value, one.value, one.unit) for one in read.facts] == [
        ("level", "132800000000", "CNY"),
        ("growth_yoy", "-5", "‰"),
        ("capacity", "20600000", "kW"),
        ("change", "1690000", "kW"),
        ("level", "70420000000", "kWh"),
        ("change_pp", "0.4", "pp"),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("白城市能源\n在洮北区的白城工业园区,链条越拉越长。11户企业比邻而居。", ["白城工业园区"]),
        (
            "连云港市发布\n市发改委副主任周某:谢谢您的提问。徐圩新区是石化基地之一。今年以来,新区在建项目46个。再看赣榆区,企业5家。",
            ["徐圩新区", "赣榆区"],
        ),
    ],
)
def test_zones_of_a_district_named_after_the_city_and_thanks(text: str, places: list[str]) -> None:
    """甲区的乙园区 is the zone; an answer begins behind its thanks."""
    assert [one[2] for one in _told(text, "2024-10-31")] == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("崇左市经济\n中国—东盟南宁空港扶绥经济区去年产值58亿元。", ["中国—东盟南宁空港扶绥经济区"]),
        ("沈阳市经济\n中德(沈阳)高端装备制造产业园去年产值58亿元。", ["中德(沈阳)高端装备制造产业园"]),
        ("北海市经济\n铁山港(临海)工业区上半年产值58亿元。", ["铁山港(临海)工业区"]),
        ("毕节市经济\n今年上半年,百里杜鹃管理区接待游客42.8万人次。", ["百里杜鹃管理区"]),
        ("阿克苏地区发布会\n阿克苏纺织产业园由浙江湖州援建,去年带动就业580人。", ["阿克苏地区"]),
        ("遵义市开工\n磷酸铁锂项目位于苟江经济开发区,总投资32亿元;项目全部达产后,年产值46亿元。", ["苟江经济开发区"] * 2),
        ("德令哈工业园2024年工业经济运行情况\n2024年,园区规上工业企业43户。", ["德令哈工业园"]),
        ("延安市经济\n吴起、志丹、安塞分别下降4.8%、6.1%和9.3%。", ["吴起县", "志丹县", "安塞区"]),
        ("吴忠市能源\n原煤全部来自盐池县和同心县,两县分别生产231.6万吨、121.1万吨。", ["盐池县", "同心县"]),
        (
            "内蒙古自治区能源\n上半年,鄂尔多斯市、锡林郭勒盟原煤产量分别为3.02亿吨、0.53亿吨,同比增长1.7%、下降3.0%。",
            ["鄂尔多斯市", "锡林郭勒盟"] * 2,
        ),
        ("衢州市发布会\n江山市市长郑某某:江山木门年产量2100万套。\n汪某某表示,全市生产总值年均增长6%。", ["江山市", "衢州市"]),
        ("分宜县政府工作报告\n代县长 黎某某\n2024年全县生产总值305亿元。", ["分宜县"]),
        ("孝感市统计公报\n全年生产总值1742亿元,居武汉城市圈第3位。其中,第一产业增加值286.9亿元。", ["孝感市"] * 3),
        ("周口市发布会\n港口已开通至太仓、连云港等9条国内集装箱航线,物流成本比公路低三成。", ["周口市"] * 2),
        ("攀枝花市项目\n9.大型灌区工程(米易县、仁和区)。总库容1.12亿立方米。\n10.光伏项目(盐边县)。装机30万千瓦。", ["攀枝花市", "盐边县"]),
        (
            "八闽大地有亮点\n——我省各地开门红\n一季度全省完成投资1748亿元。\n福州:向海图强\n一季度,福州市项目97个。\n厦门:外贸\n全市出口4亿元。\n泉州:一双鞋\n泉州项目1200个。",
            ["福建省", "福州市", "厦门市", "泉州市"],
        ),
        ("合肥市人口\n2024年末,安徽全省常住人口6123万人,合肥市常住人口1000.2万人。", ["安徽省", "合肥市"]),
    ],
)  # fmt: skip
def test_zones_of_two_regions_lists_of_counties_and_who_speaks_next(text: str, places: list[str]) -> None:
    """Zones with a bracket in their name, works in a zone, districts beside counties, what two places are shared out, round-ups."""
    assert [one[2] for one in _told(text, "2025-07-20")] == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("算力规模达到2.8万P,工价涨了一两成。", [("2.8万P", "28000", "PFLOPS"), ("一两成", "10/20", "%")]),
        ("草地蒸发量减少三到五成,占比千分之三。", [("三到五成", "-50/-30", "%"), ("千分之三", "0.3", "%")]),
        ("产值翻了1.5番,每公斤卖两块三。", [("1.5番", "2.8284", "1"), ("两块三", "2.3", "CNY")]),
        ("主体工程比计划提前20天。最高的与最低的县相差1221元。任务还欠着62亿元。", [("20天", "20", "d"), ("1221元", "1221", "CNY"), ("62亿元", "-6200000000", "CNY")]),
        ("年发电量9.6亿千瓦时,相当于减少二氧化碳排放78.9万吨。", [("9.6亿千瓦时", "960000000", "kWh"), ("78.9万吨", "-789000", "t")]),
        ("吨钢综合能耗比上年降低11公斤标准煤。", [("11公斤标准煤", "-89.551", "kWh")]),
        ("移动电话普及率102.8部/百人,低保标准740元/月/人。", [("102.8部/百人", "1.028", "1/person"), ("740元/月/人", "740", "CNY/month/person")]),
        ("增速高于全国(4.8%)、全省(5.4%)1.3和0.7个百分点。", [("4.8%", "4.8", "%"), ("5.4%", "5.4", "%"), ("1.3", "1.3", "pp"), ("0.7个百分点", "0.7", "pp")]),
        ("利用小时数分别为1021小时和653小时,增34小时、减18小时。", [("1021小时", "1021", "h"), ("653小时", "653", "h"), ("34小时", "34", "h"), ("18小时", "-18", "h")]),
        ("列车全程比公路快了两天。", [("两天", "-2", "d")]),
        ("各县市增速“4升9降”。今明两年,项目将全部开工。每处理1吨原矿少用水0.8立方米。", [("0.8立方米", "-0.8", "m3")]),
        ("目前过200亿元的县已有6个。五年再造一个新城,壮丽70年。", [("6个", "6", "1")]),
    ],
)  # fmt: skip
def test_amounts_in_words_units_of_a_rate_and_what_is_no_figure(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Tenths as a range, halves of a doubling, money as it is spoken, times that are shorter, coal equivalents, set phrases."""
    read = facts.read("许昌市经济\n" + text, date="2025-07-20")
    found = [(read.text[one.start : one.end], one.value or f"{one.lower}/{one.upper}", one.unit) for one in read.facts]
    assert [(quote, value[:6] if "番" in quote else value, unit) for quote, value, unit in found] == expected


@pytest.mark.parametrize(
    ("text", "date", "periods"),
    [
        ("7月18日,全市举行项目集中开工活动,开工项目46个。\n同一天,各分会场也举行了开工活动。禹州市开工项目21个。", "2025-07-20", ["2025-07-18"] * 2),
        ("“五一”假期,全市接待游客46万人次。“十四五”期间累计完成投资3000亿元。", "2025-07-20", ["2025-05", "2021-01/2025-12"]),
        ("2024/2025榨季,全市产糖200万吨。明年6月投产的项目总投资12亿元。", "2026-02-20", ["2024/2025", "2027-06"]),
        ("目前,全市企业1260家。厂通路计划2027年底通车。届时,车程可节省25分钟。", "2025-07-20", ["2025", "2027-12"]),
        ("泊位计划2027年6月投用,届时可新增就业260人。", "2025-07-20", ["2027-06"]),
        ("上半年,全市原煤产量500万吨,其中6月份87万吨,同比分别增长6.4%、3.7%。", "2025-07-20", ["2025-01/2025-06", "2025-06"] * 2),
        ("1—6月,全市产值17.82亿元。季末生猪存栏38.6万头,同比下降5.3%。", "2025-07-20", ["2025-01/2025-06", "2025-06", "2025-06"]),
        ("设计年送电量360亿千瓦时,年发绿电41亿度。", "2025-07-20", ["annual", "annual"]),
    ],
)  # fmt: skip
def test_the_same_day_what_is_then_and_ends_of_quarters(text: str, date: str, periods: list[str]) -> None:
    """Days that go on, seasons of two years, the year of a plan, what comes with works that are still to be finished."""
    assert [one[3] for one in _told("许昌市经济\n" + text, date)] == periods


def test_of_what_a_comparison_and_works_in_a_zone_are() -> None:
    """A difference over figures in brackets is of what was told before; where works lie is no part of their name."""
    text = (
        "和静县经济\n地区生产总值增长6.1%,增速高于全州(5.2%)、全区(5.8%)0.9和0.3个百分点。位于和静工业园区的硅基项目总投资12亿元。"
    )
    read = facts.read(text, date="2025-07-20")
    assert [one.indicator_text for one in read.facts] == ["地区生产总值"] * 5 + ["硅基项目总投资"]
    assert [one.place_name for one in read.facts][1:3] == ["巴音郭楞蒙古自治州", "新疆维吾尔自治区"]
