"""Places that a text only passes by, and scenes that go on: figures stay with the place that the text speaks of."""

from __future__ import annotations

import pytest

from tingzhou import facts


def _places(text: str) -> list[str]:
    """Return the places of the facts."""
    return [one.place_name for one in facts.read(text, date="2025-07-20").facts]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("永州市经济\n祁阳市再生铅厂多:从韶关、清远等地收来的废料里,去年提银42吨。", ["祁阳市"]),
        ("永州市经济\n祁阳市今年种柚8万亩,来自衡阳和广西的采摘工有2600人。", ["祁阳市", "祁阳市"]),
        ("永州市经济\n在祁阳市,从市区和贵州来的460名工人没有停工。", ["祁阳市"]),
        ("永州市经济\n江永县香芋走俏长沙、武汉,今年前5月货值1.2亿元。", ["江永县"]),
        ("永州市经济\n江永县的企业同长沙某某种业等单位合作,建起示范点16处。", ["江永县"]),
        ("永州市经济\n祁阳市货场忙。浙江的电机、江苏的轮胎在这里集结,今年到货3.1万吨。", ["祁阳市"]),
        ("永州市经济\n祁阳市产值40亿元。江苏的产值、浙江的产值分别为8万亿元和6万亿元。", ["祁阳市", "江苏省", "浙江省"]),
        ("临夏州协作\n2024年,济南市累计采购、帮助销售临夏州农产品3.4亿元。", ["临夏回族自治州"]),
        ("临夏州协作\n今年,山东省财政安排该州的协作资金2.2亿元已到账。", ["临夏回族自治州"]),
        ("陇南市经济\n今年,武都区产花椒3万吨,青岛的对口帮扶企业包销了其中420吨。", ["武都区", "武都区"]),
    ],
)
def test_goods_and_people_from_elsewhere(text: str, places: list[str]) -> None:
    """Where goods and people come from and who helps is not what the figures are of."""
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("山南市经济\n隆子县种青稞4万亩。\n磨坊里的18名工人都是本地人,月工资4200元。", ["隆子县"] * 3),
        ("山南市经济\n隆子县种青稞4万亩。\n草渣也有去处。肥料厂去年收渣6000吨,卖到了云南。", ["隆子县"] * 2),
        ("山南市经济\n隆子县种青稞4万亩。\n农业稳住了。全市粮食产量20万吨。", ["隆子县", "山南市"]),
        ("山南市经济\n隆子县种青稞4万亩。\n投资也在加快。上半年,固定资产投资增长8%。", ["隆子县", "山南市"]),
        ("山南市经济\n隆子县种青稞4万亩。\n今年,合作社分红80万元。", ["隆子县", "山南市"]),
        ("山南市光伏基地见闻\n隆子县光伏场装机40万千瓦。\n板上发电、板下治沙。基地已种草600亩。", ["隆子县", "山南市"]),
    ],
)
def test_scenes_that_go_on(text: str, places: list[str]) -> None:
    """A paragraph of a scene that names no place goes on with the one before; totals of a region do not."""
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("界首市经济\n废电池送进界首高新区转一圈,就成了原料。\n该园区现有企业38家。", ["界首高新区"]),
        ("吉林市经济\n会场设在桦甸经济开发区的某某材料公司。该公司从江苏引进技术,总投资9.6亿元。", ["桦甸经济开发区"]),
        ("宝坻区经济\n京津中关村科技城落地以来,累计注册企业900家。如今,科技城新签项目12个。", ["京津中关村科技城"] * 2),
        (
            "百色市经济\n炉火正旺,工人们在车间忙碌。\n田阳区头塘铝产业示范园里热气腾腾。如今,园区产能达到120万吨。",
            ["头塘铝产业示范园"],
        ),
        ("大连金普新区经济\n大窑湾保税港区汽车码头前三季度装卸商品车30万辆。", ["大窑湾保税港区"]),
        ("射阳县经济\n射阳港经济开发区去年销售150亿元,在全县工业中的比重超过三成。", ["射阳港经济开发区"] * 2),
    ],
)
def test_zones_named_in_passing(text: str, places: list[str]) -> None:
    """该园区, 该公司 and the kind of a zone go back to the zone that was named; 在全县…中的比重 leaves it."""
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("滁州市经济\n来安县汊河镇与南京江北新区隔河相望,现有车辆企业96家。", ["来安县"]),
        ("滁州市经济\n来安县产值20亿元。来安县东与南京市接壤,全市面积1.3万平方公里。", ["来安县", "滁州市"]),
        ("滁州市经济\n东部的全椒、来安光伏组件产量12万件。", ["滁州市"]),
        ("吕梁市经济\n临县红枣、交口县夏菇上了太原的市场,两县网销额6200万元。", ["吕梁市"]),
        ("吕梁市经济\n临县、交口县都在种菇,两县产量分别为3万吨和2万吨。", ["临县", "交口县"]),
        ("黑河市经济\n南下200多公里的五大连池市接待游客280万人次。", ["五大连池市"] * 2),
        ("黔东南州经济\n黎平县把油茶林扩到30万亩,全州三成的茶油出自这里。", ["黎平县"] * 2),
        ("黔东南州经济\n黎平县油茶林30万亩,全州油茶林96万亩。", ["黎平县", "黔东南苗族侗族自治州"]),
        ("荣成市经济\n放眼威海,乳山市养蚝50万亩。全市6家牧场获评。", ["乳山市", "威海市"]),
        ("高州市经济\n高州市产荔枝20万吨。\n茂名荔枝种植面积130万亩。", ["高州市", "茂名市"]),
        ("高州市经济\n高州市产荔枝20万吨。\n茂名石化在本地投资3亿元。", ["高州市", "高州市"]),
        ("洛阳市文旅\n一季度,嵩县、汝阳游客接待量分别增长4.8%和6.1%。", ["嵩县", "汝阳县"]),
        ("榆林市两会\n市人大代表、神木市市长杨某说,神木产煤3亿吨。\n政府工作报告提出,2025年全市生产总值增长6%。", ["神木市", "榆林市"]),
        ("海西州经济\n海西州前8个月规上工业增加值增长7.1%,而全省同期增长4.9%。", ["海西蒙古族藏族自治州", "青海省"]),
    ],
)  # fmt: skip
def test_neighbours_and_wholes(text: str, places: list[str]) -> None:
    """What lies beside a county, places together, cities that a text looks at and shares that are made in a place."""
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "聊城市经济\n10月18日,总投资11亿元的专用车项目在高唐经济开发区开工,占地350亩。项目达产后,可年产整车4万辆。",
            ["高唐经济开发区"] * 3,
        ),
        ("聊城市经济\n10月18日,总投资11亿元的专用车项目在高唐县开工。聊城市全年引进项目90个。", ["高唐县", "聊城市"]),
        ("四川省项目见闻\n再往西,是甘孜州道孚县。工地上,1700余名工人同时作业。", ["道孚县"]),
        ("四川省项目见闻\n增速最快的是道孚县,增长9%。全省投资增长5%。", ["道孚县", "四川省"]),
        ("吉林省项目见闻\n老基地也在换新颜。在吉林市龙潭区,装置进入试车阶段。整个项目总投资300亿元。", ["龙潭区"]),
        ("四川省项目见闻\n青白江区到发班列1200列,增速高出成都全市11个百分点。", ["青白江区"] * 2),
        (
            "广西电力\n全区用电量居前三位的是百色、南宁和柳州,分别为48亿千瓦时、33亿千瓦时、21亿千瓦时。",
            ["百色市", "南宁市", "柳州市"],
        ),
        ("怀化市项目见闻\n怀化国际陆港今年累计开行班列400列。\n怀化市新引进企业9家。", ["怀化国际陆港", "怀化市"]),
    ],
)
def test_where_projects_begin_and_what_a_sentence_comes_to(text: str, places: list[str]) -> None:
    """A project is of the zone it is begun in; a sentence that comes to a county sets the place of its paragraph."""
    assert _places(text) == places
