"""Development zones, parks and new areas: how texts name them, and when two names are one zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tingzhou.facts.places import by_name

__all__ = [
    "BARE_PLACE_ZONE",
    "CAME_TO",
    "NAMED_TAIL",
    "PLACE_ZONE",
    "VISITED_ZONE",
    "bracketed",
    "is_nameless",
    "leading_words",
    "zone_between_regions",
    "zone_key",
    "zones_named",
]


_OWN_KIND = re.compile("(?:经济(?:技术)?开发区|高新技术产业开发区|高新区|经开区)$")
_BEFORE_ZONE = re.compile(
    "(?:[便就]?[到进去]了|[便就]是)|来自|随着|围绕|依托|聚焦|走进|来到|位于|地处|[在自据由向从让把以而但](?=[\u4e00-\u9fff]{4})"
)


def leading_words(name: str) -> int:
    """Return how many characters stand before the place that a zone's name begins with (来自滁州经开区: 2)."""
    tail = _OWN_KIND.search(name)
    for cut in range(6):
        if tail is not None and name[cut : tail.start()] in by_name():
            return cut  # 企业进入成都高新区: a city and the kind of its zone
    match = _BEFORE_ZONE.match(name)
    cut = match.end() if match is not None else 0
    return cut if any(name[cut : cut + size] in by_name() for size in (2, 3, 4)) else 0


def zone_key(name: str) -> str:
    """Return the short form of a zone's name: 芜湖经济技术开发区 is 芜湖经开区."""
    part = _FREE_TRADE.search(name)
    if part is not None and (district := part[1] or part[2]):
        return f"{district.removesuffix('片区')}自贸片区"
    if name.endswith("片区") and len(name) <= 8:
        return f"{name.removesuffix('片区')}自贸片区"  # 钦州港片区 of 自由贸易试验区钦州港片区
    name = re.sub("国家(?=高新区|经开区|农高区)", "", name)
    name = re.sub("(?<=火炬)高新?技术产业(?=开发区$)", "", name)
    name = re.sub("[(][\u4e00-\u9fff]{2,4}[)]$", "", name)
    name = _PROVINCE.sub("", name.replace("综合保税区", "综保区"))
    name = _CITY_ZONE.sub("", _LONG_ZONE.sub(lambda match: "高新区" if match[1] else "经开区", name))
    tail = _KIND_OF_ZONE.search(name)
    if tail is None:
        return name
    lead = next((size for size in (4, 3, 2) if name[:size] in by_name() and tail.start() - size >= 2), 0)
    return name[lead:]  # 长春净月高新区 is 净月高新区, but 洛阳高新区 is named after its city


_LONG_ZONE = re.compile("(?:国家级?|省级)?(?:((?:高)?新技术(?:产业)?(?:开发区|园区))|经济(?:技术)?开发区|开发区$)")
_PROVINCE = re.compile("^[\u4e00-\u9fff]{2,3}省(?=[\u4e00-\u9fff]{3})")
_KIND_OF_ZONE = re.compile("(?:高新区|经开区|综保区|新区)$")
_CITY_ZONE = re.compile("(?<=[\u4e00-\u9fff]{2})[市县](?=(?:高新区|经开区)$)")
_ZONE = re.compile(
    "(?<![\u4e00-\u9fffA-Za-z0-9“(])(?:记者)?(?:走进|来到|走访)?(?:在|从|由|向|齐聚|落户|入驻|汇聚|扎根|立足|位于|其中|(?:今年|[0-9]{4}年)?(?:[上下]半年|全年|第?[一二三四]季度|前三季度|[0-9至—-]+月份?)|今年|[0-9]{4}年)?((?![全各我国省等该其请你他]|今天|今日|目前|如今|承接|对接|融入|联动|服务|辐射|带动|赋能|携手|牵手|位于|再看|先看|来看|走进|来到|走访|探访|记者|地处|坐落|综合|市级|县级|其他|现代|特色|核心|重点|先行|自贸|化工|工业|产业|农业|新型|绿色|零碳|新建|打造|建成|拥有|培育|推进|推动|加快|建设|实施|支持|引进|获批|新增|创建|认定|布局|聚焦|依托|围绕|跨境|电商|电子商务|数字|冷链|物流|食品|纺织|服装|光伏|风电|氢能|储能|装备|医药|医疗)[\u4e00-\u9fff]{2,6}?(?:经济(?:技术)?开发区|高新技术产业园区|高新(?:技术产业开发)?区|经开区|(?<!技术)(?<!经济)(?<!产业)开发区(?=以(?:不|全)|□|○|■|[0-9]|将|完成|实现|现有|累计)|(?:科技城|科学城|工业城)(?=累计|实现|完成|现有|拥有|[,是□○])|(?:示范区|管理区|新区|工业园区?|产业园区?|保税区|综保区)(?=■|简介|概况|基本情况)|新港区(?=完成|实现|货物|集装箱|累计)|管理区(?=下降|增长|总|人口|接待|今年|去年|□|○|的|是|把|将|全|,|完成|实现|累计)|新区(?=是|把|将|则|□|○|某|一家|开工|签约|新签|引进|落地|现有|拥有|共有|作为|新落户|新引进|新注册|已|聚集|集聚|完成|实现|累计|[,]|规上|工业总|固定资产|地区生产)))"
    "(?!管委会|党工委|[\u4e00-\u9fff]{0,4}(?:局|(?<!增)长)|[、和与](?![\u4e00-\u9fff]{2,6}?(?:开发区|高新区|经开区)))"
)
PLACE_ZONE = re.compile(
    "(?!的)(?:(?![县市区州盟旗省])[\u4e00-\u9fff]{0,2}?(?:综合保税区|综保区|保税港区|港保税区|保税区(?=[打的,。内管完实□■])|中央商务区|旅游度假区(?=接待|实现|今年|累计|游客|共|,|的)|国际陆港(?!集团|公司|有限|建设|等|、|开发|投资)|科创新城|临空经济区|[\u4e00-\u9fff]{0,3}?投资区|空港新城|[\u4e00-\u9fff]{0,4}?新技术(?:产业)?开发区)|(?:(?![县市区州盟旗省])[\u4e00-\u9fff]{2,4}?(?:新区|新城)|新区)(?=已|签约|新签|[,;。的内中、把将则□○]|规上|规模以上|固定资产|地区生产|某|一家|现有|拥有|聚焦|依托|今年|去年|目前|■|完成|实现|累计|管委会|某|党工委)|[\u4e00-\u9fff]{0,2}?(?:临港|临空|空港|沿海|滨海|临海|滨江|口岸)(?:开发区|产业区|经济区)(?=[(○是,□;。的内中把将则也:有]|管委会|党工委|有关|实现|完成|累计|现有|规划)|[\u4e00-\u9fff]{0,4}?(?:工业园区|化工园区|产业园区|产业集聚区|工业集中区|经济开发区|工业城|产业城|(?:沿海|滨海|临港|临空|临海)经济区|科技城|科学城|科技园区)(?=[(○是,□;。的内中把将则也:向]|规划|开工|动工|奠基|落地|投产|正式|集中|破土|签约|光伏|风电|某|一家|管委会|党工委|现有|拥有|新签约|新增|依托|聚焦|(?:[纺产]|累计|共|全年)?(?:规上|规模以上|实现|完成|累计|共有|已入驻|现有|拥有|入驻|落户|聚集|集聚|引进|工业总产值|营业收入)|■)|(?<![县市区旗州盟])[\u4e00-\u9fff]{0,4}?(?:产业园|工业园|(?:产业|工业|化工)基地)(?=完成|实现|累计|现有|拥有|已入驻|已[聚集落]|入驻|集聚|聚集|[,是○□(]|管委会)|(?!推进|加快|建设|打造|支持|国家|省级)[\u4e00-\u9fff]{2,3}?(?:经济技术开发区|高新技术产业开发区)|(?<=[县市区旗州盟])(?![县市区旗州盟]|新兴|现代|特色|循环|高端|先进|智能|绿色|综合)[\u4e00-\u9fff]{2,4}?(?:经济(?:技术)?开发区|高新(?:技术产业开发)?区|经开区|工业园区|化工园区|产业园区)(?=[的,。、内]|零碳|化工|管委会)|(?:经济技术|高新技术产业|先进制造业)?开发区|高新区|经开区)"
)  # 海口综合保税区
_IN_ZONE = re.compile(  # 在锦界工业园区,: a sentence that begins with a zone
    "(?<=[。\n”])[ ]*(?:(?:镜头|目光|视线|视角)(?:转向|投向|移到|移至)|走进|来到|在|位于)((?![全各我国省等该其某一]|这)(?:(?![县市区旗州盟])[\u4e00-\u9fff]){2,8}?(?:工业园区?|产业园区?|化工园区?|工业区|示范区|新区|开发区|高新区|经开区|旅游区|度假区))(?=[,。])"
)
_SITED_ZONE = re.compile(  # 项目位于苟江经济开发区,: where works lie
    "(?<=[项目地司厂区])(?:位于|坐落于|落户|落户于|地处)((?![全各我其该本]|国家|省级|市级|重点)(?:(?![县市区州盟旗的])[\u4e00-\u9fff]){2,5}?(?:经济(?:技术)?开发区|高新技术产业开发区|高新区|经开区|产业园区|工业园区|化工园区|工业集中区|新区))(?=[,。;])"
)
_OF_ZONE = re.compile(  # 依港而建的某某经济开发区,: a clause that begins with what kind of zone it is
    "(?:(?<=[,。;\n“])|(?<![^\n]))[\u4e00-\u9fff0-9]{2,12}的((?![全各我其该本]|国家|省级|市级|重点|重要|现代|综合|特色)[\u4e00-\u9fff]{2,9}?(?:经济(?:技术)?开发区|高新技术产业开发区|高新区|经开区|产业园区|工业园区|工业区|化工区|新区|旅游区|度假区|管理区|工业集中区|(?<!连)片区))(?=[,(]|则|也|把|将|瞄准|盯)"
)
_NAMED_PARK = re.compile(  # 临港工业园区完成…: a park by its own name at the begin of a clause
    "(?:(?<=[,。;:\n“])|(?<![^\n]))(?:在|走进|来到|位于|其中|目前,?)?((?![全各我其该本这某一省市县区国]|现代|特色|循环|高端|先进|智能|绿色|综合|光伏|风电|氢能|储能|新|[湖肉奶滩][羊牛]|养殖|畜牧|花卉|茶叶|苹果|葡萄|蔬菜|生物|食品|化工|纺织|服装|物流|电商|数字|软件|文创|农业|林业|双创|返乡|创业|孵化|中小|装备|汽车|电子|信息|医药|医疗|健康|家居|家具|建材|石材|陶瓷|钢铁|有色|零碳|低碳|重点|主要|配套|专业|标准|多个|两大|三大|在|走进|来到|位于|其中)[\u4e00-\u9fff]{2,4}?(?:工业园区|产业园区|化工园区|科技园区|工业集中区|(?:工业园|产业园|科技园|化工园)(?=里|规上|沿江|企业|现有|已)))(?=[,是把则○□里]|去年|今年|上年|总投资|规上|沿江|企业|完成|实现|累计|现有|拥有|已入驻|入驻|集聚|聚集|管委会|党工委|某|一家)"
)
_FREE_TRADE = re.compile(  # 辽宁自贸试验区营口片区, 营口自贸片区
    "(?:中国\\(?[\u4e00-\u9fff]{2,4}\\)?)?自(?:由)?贸(?:易)?试验区([\u4e00-\u9fff]{2,4}?片区)|(?<=[\u4e00-\u9fff]{2})自贸(?:试验)?片区|自贸区([\u4e00-\u9fff]{2,4}?片区)"
)
_BETWEEN_REGIONS = re.compile(  # 中国—东盟南宁空港扶绥经济区, 中德(沈阳)高端装备制造产业园, 凭祥边境经济合作区, 天府新区眉山片区
    "(?:中国(?:—{1,2}|-)[\u4e00-\u9fff]{2,14}?|中[德韩日新意法俄哈马泰欧白沙印](?:\\([\u4e00-\u9fff]{2,4}\\)[\u4e00-\u9fff]{0,8}?|[\u4e00-\u9fff]{2,8}?))(?:经济区|(?:产业|工业|科技|生态|创新)园区?|合作区|示范区|生态城)(?![域级])"
    "|(?:粤桂|川渝|京津|沪苏|苏皖|皖苏|深汕|广清|湘赣|湘粤|晋陕|粤黔|鲁渝|成德)[\u4e00-\u9fff]{0,4}?(?:合作|产业)[\u4e00-\u9fff]{0,4}?(?:区|园)(?![域级])"
    "|(?<=[,。;\n在])(?:(?!在)[\u4e00-\u9fff]){2,4}\\([\u4e00-\u9fff]{2,4}\\)[\u4e00-\u9fff]{0,12}?(?:工业区|经济区|开发区|产业园区?|工业园区?|新区|基地)"
    "|(?:(?![的在于与和及对设推建年月])[\u4e00-\u9fff]){2,6}?(?:(?:深港)?现代服务业合作区|[边跨]境(?:经济|旅游)合作区|重点开发开放试验区|国际合作示范区|农业高新技术产业示范区|新区[\u4e00-\u9fff]{2,3}片区)"
)
_TWO_REGIONS = re.compile("粤桂|川渝|京津|沪苏|苏皖|皖苏|深汕|广清|湘赣|湘粤|晋陕|粤黔|鲁渝|成德")
_PARK_OF_COUNTY = re.compile(  # 在六枝特区路喜循环经济产业园,: a park by its own name behind its county
    "(?:(?<=[县市旗州盟])|(?<=区)(?<![新发开税]区))((?![\u4e00-\u9fff]{0,3}(?:材料|装备|制造|加工|生物|数据)|锂|电池|新能源|新材料|石化|石油|化纤|冶金|有色|机械|模具|造纸|皮革|家纺|印染|预制菜|轴承|农机|玻璃|碳|稀土|航空|海洋|渔|水产|肉|奶|饲料|中药|花|马铃薯|辣椒|循|可再生|再生|资源|环保|节能|智能|信息|软件|数|文化|旅游|体育|健康|养老|特色|循环|高端|先进|智能|绿色|综合|现代|新|石墨|农业|农产|食品|电子|纺织|服装|光伏|风电|氢能|储能|装备|汽车|医药|生物|化工|陶瓷|电商|跨境|数字|物流|冷链|工业|产业|科技|双创|返乡|创业|扶贫|中小|零碳|低碳|军民|轻工|家具|家居|建材|石材|木业|竹|铝|硅|钢|煤|粮|果|茶|肉|大数据|皮具|箱包|鞋|云|一家|多个|各)"
    "(?:(?![县市区旗州盟的和与在])[\u4e00-\u9fff]){2,7}?(?:产业园|工业园|化工园|工业集中区)区?)(?=[里内,的])"
)
_ZONE_IN_LIST = re.compile(  # 天津经开区、滨海高新区、东疆综合保税区: a zone beside another one
    "(?<=[区城]、)((?![两三四五六七八九十全各我其])(?:(?![县市区旗州盟的和与及])[\u4e00-\u9fff]){2,6}?(?:经济(?:技术)?开发区|高新(?:技术产业开发)?区|经开区|综合?保税区|综保区|开发区|经济区|示范区|生态城))(?=[、和与]|[两三四五六七八九]大|[2-9]个|等|分别|生产总值|规上)"
)
_PORT_TOO = re.compile("(?<=[。;\n])([\u4e00-\u9fff]{3,5}口岸)(?=则)")  # 孟定清水河口岸则是另一番繁忙
_OF_FIRM = re.compile(  # 在三江新区的某某公司车间,: where a firm lies
    "(?:(?<=[,。;\n”])在|走进|来到|走访|探访|位于|落户)((?![全各我其该本这某]|国家|省级|市级)(?:(?![县市区州旗盟省的])[\u4e00-\u9fff]){2,6}?(?:新区|(?:经济|高新)?(?:技术)?(?:产业)?开发区|高新区|经开区|(?:工业|产业|化工|科技)园区?))(?=的[\u4e00-\u9fff()]{2,14}?(?:公司|企业|集团|厂))"
)
_LIES_IN = re.compile(  # 位于谯城经开区、总投资89亿元的…园区
    "(?<=[,。;\n])(?:位于|坐落于|地处)((?![全各我其该本]|国家|省级|市级)(?:(?![县市区州盟旗的])[\u4e00-\u9fff]){2,6}?(?:经济(?:技术)?开发区|高新(?:技术产业开发)?区|经开区|开发区))(?=[、,])"
)
_BRACKETED = re.compile(
    "(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,7}[(][\u4e00-\u9fff]{2,4}[)](?:国际)?(?:工业区|工业园区?|产业园区?|物流园区?|经济开发区|开发区|保税区)(?![\u4e00-\u9fff]*公司)"
)
_PORT_NAMED = re.compile(  # 海拔4772米的里孜口岸11月13日正式开通
    "(?<=[,。;\n的“经])((?!经|片区|园区|港区|新区|铁路|公路|水运|航空|陆路|全[国省市区县]|各|该|边境|开放|一类|二类|国际|沿边|主要|进境|出境|综合|智慧|空港|水港|陆港|所有|其他|[两三四五六七八九十0-9])[\u4e00-\u9fff]{2}(?:铁路|公路)?口岸)(?=[0-9□]|正式|恢复|今年|去年|全年|累计|验放|进出境|进出口货|出入境|过货|货运|日均)"
)
CAME_TO = ("走进", "来到", "位于", "探访", "走访", "深入")
BARE_PLACE_ZONE = re.compile(
    "(?:产业园区|工业园区|化工园区|产业集聚区)(?!建设|企业|布局|发展|体系|规划|等|[、和与及])"
)  # 富源产业园区绿色铝…
VISITED_ZONE = re.compile(
    "(?:(?![的是为对在和与及]|打造|建设|推进|加快|规划)[\u4e00-\u9fff]){0,10}?(?:产业园区|工业园区|化工园区|工业区|示范区|工业基地|化工基地)(?=[,。、;的内])"
)
NAMED_TAIL = re.compile("(?!经济|高新|化工|工业|产业|综合|中央)[\u4e00-\u9fff]{2,4}?(?:工业|化工|产业|经济)")
_NO_ZONE = re.compile(
    "医院|学校|校区|^(?:盘活|整合|清理|壮大|做[强大优]|强化|优化|规范|扩建|改造|督促)|^占|^落户|^入驻|^来自|[的是为对等在和与及个]|全[国省市州县区]|增幅|增速|总量|[居占列]新区|简称|下称|承接|对接|融入|联动|服务|辐射|带动|携手|国家级|省级|自治区|[省市]级"
)
_ENDS_A_ZONE = re.compile("(?<![地全])区(?!域)|园|合作|口岸|[技学业态]城|基地")  # cheap: the names below end so
_LANDS = frozenset(
    "湖山江河岛港桥岭城谷坝镇营庄铺店口塘坡沟洲海滩关屯寺水溪沙洋埔寨坪川湾泉林峰田台岗墩圩浦渡堡冲凹坳甸塔楼园头村乡东西南北"
)
_SITED_IN = re.compile("[\u4e00-\u9fff]{1,4}(?:位于|坐落[于在]?|地处|落户[于在]?|入驻)(?=[\u4e00-\u9fff]{4})")
_OF_OTHERS = re.compile("[距比较与向对由被]|超过|超出|不及|[高低快慢]于|直达|通往|前往|抵达|增速|总量|产值")


def zone_between_regions(text: str, start: int = 0, end: int | None = None) -> tuple[int, str] | None:
    """Return where a text names the next zone that two countries or regions share (中国—东盟…经济区) or that opens a border, and its name."""
    end = len(text) if end is None else end
    match = _BETWEEN_REGIONS.search(text, start, end)
    while match is not None:
        if match[0].startswith("中") or ")" in match[0] or _TWO_REGIONS.match(match[0]):
            return match.start(), match[0]
        named = (k for k in range(len(match[0]) - 5) if any(match[0][k : k + size] in by_name() for size in (4, 3, 2)))
        cut = 0 if match[0].startswith("黄河三角洲") else next(named, None)
        if cut is not None:
            return match.start() + cut, match[0][cut:]
        match = _BETWEEN_REGIONS.search(text, match.end(), end)
    return None


def _lines_with_zones(text: str) -> list[tuple[int, int]]:
    """Return the spans of the lines that a zone can stand in: those with a sign or two that the name of one ends with."""
    spans = []
    match = _ENDS_A_ZONE.search(text)
    while match is not None:
        end = text.find("\n", match.end()) + 1 or len(text)
        spans.append((text.rfind("\n", 0, match.start()) + 1, end))
        match = _ENDS_A_ZONE.search(text, end)
    return spans


@lru_cache(maxsize=4)
def bracketed(text: str) -> list[tuple[int, str]]:
    """Return where zones with a bracket in their name stand, and the names without a city before them (上合组织(连云港)国际物流园)."""
    found = []
    for match in _BRACKETED.finditer(text):
        city = next((size for size in (3, 4) if match[0][:size] in by_name() and match[0][size - 1] in "市县州盟"), 0)
        cut = city if match[0].find("(") - city >= 2 else 0
        found.append((match.start() + cut, match[0][cut:]))
    return found


def is_nameless(park: str) -> bool:
    """Tell whether a park is only called by what it makes (滇红产业园, 核桃精深加工产业园): no place, hill or water is in its name."""
    own = park.removesuffix("产业园")
    named = own[-1:] in _LANDS or "(" in own or any(own[:size] in by_name() for size in (2, 3, 4))
    return own != park and len(own) > 1 and not named


@lru_cache(maxsize=4)
def zones_named(text: str) -> dict[int, str]:
    """Return where a text names zones by their kind, and their names without the words before them."""
    zones = {}
    lines = _lines_with_zones(text)

    def met(*patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return (match for pattern in patterns for start, end in lines for match in pattern.finditer(text, start, end))

    for start, end in lines:
        shared = zone_between_regions(text, start, end)
        while shared is not None:
            zones[shared[0]] = shared[1]
            shared = zone_between_regions(text, shared[0] + len(shared[1]), end)
    for match in met(_FREE_TRADE):
        start = match.start()
        lead = next((size for size in (3, 2) if text[start - size : start] in by_name()), 0)
        part = match[1] or match[2] or ""
        if lead or match[0].startswith("中国") or part[:2] in by_name() or part[:3] in by_name():
            zones[start - lead] = text[start - lead : match.end()]
    for match in met(_PARK_OF_COUNTY):
        zones[match.start(1)] = match[1]
    zones.update(bracketed(text))
    for match in met(_PORT_NAMED, _PORT_TOO):
        if match[1][:2] not in by_name():
            zones[match.start(1)] = match[1]
    for match in met(_ZONE, _SITED_ZONE, _ZONE_IN_LIST, _IN_ZONE, _OF_ZONE, _NAMED_PARK, _OF_FIRM, _LIES_IN):
        listed = any(match[1][cut:] in by_name() for cut in range(1, len(match[1]) - 3))  # 距雄安新区: one of the table
        sited = _SITED_IN.match(match[1])
        if sited is not None:
            zones[match.start(1) + sited.end()] = match[1][sited.end() :]
            continue  # 公司位于仲恺高新区
        if _NO_ZONE.search(match[1]) is None and _OF_OTHERS.match(match[1]) is None and not listed:
            cut = leading_words(match[1])
            zones[match.start(1) + cut] = match[1][cut:]
    return {start: name for start, name in zones.items() if not is_nameless(name)}
