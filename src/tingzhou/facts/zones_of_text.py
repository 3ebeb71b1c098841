"""Zones that a whole text makes sure of: named once in full and then meant by their kind alone (舟山绿色石化基地…基地…), or named again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tingzhou.facts.places import by_name
from tingzhou.facts.rules import rows
from tingzhou.facts.zones import bracketed, is_nameless

__all__ = ["ANY_KIND", "MEANT_BY_KIND", "WORD_LIKE", "kind_of_zone", "means", "only_a_trade", "zones_of_text"]

WORD_LIKE = frozenset(row["word"] for row in rows("plain_districts"))  # bare names of districts that are words of every text
_KINDS = (
    "片区|工业园区|产业园区|化工园区|科技园区|加工园区|物流园区|园区|工业园|产业园|产业示范园|科技园|化工园|物流园|石化基地|化工基地|煤电基地|产业基地|工业基地|"
    "示范区|试验区|集聚区|集中区|旅游合作区|合作区|边境合作中心|综合保税区|保税港区|综保区|保税区|互市贸易区|产业组团|商务区|化工基地|新区|开发区|高新区|经开区|工业区|经济区|投资区|港区|度假区|管理区|产业城|科学城|科技城|临空区"
)
ANY_KIND = re.compile(_KINDS)
_INNER = (
    "(?![的在和与及、对把被将为是有向从到至由等各这该其某本我全距说都看做干搞谁]|建设|推进|推动|打造|加快|成为|作为|拥有|支持|实施|开展|布局|落户|落地|投产|完成|实现|最大|首个|唯一|国家|省级|市级|县级|"
    "世界|亚洲|千万|百万|万亩|重点|重要|主要|多个|两大|三大|一批|引进|获批|创建|探访|走进|来到|增长|下降|同比)[\u4e00-\u9fff·]"
)
_BEHIND_PLACE = re.compile(f"(?:{_INNER}){{0,8}}?(?:{_KINDS})")
_BY_ITSELF = re.compile(
    "(?:(?<=[,。;:\n“”])|(?<=走进)|(?<=来到)|(?<=位于)|(?<=落户)|(?<=入驻)|(?<=[区县市旗州]的)|(?<=[,。;\n”]在)|(?<=进了))"
    f"((?:{_INNER}){{2,5}}?(?:科技城|科学城|产业示范园|工业园区|产业园区|化工园区|加工园区|工业园|产业园|科技园|化工园|片区|产业基地|化工基地|保税港区|综合保税区|开发区|经济区|投资区))"
)
_WITH_TOWN = re.compile("(?:坐落[在于]|位于|[,。;\n]在|来到|走进)([\u4e00-\u9fff]{2,3}新区)(?=[\u4e00-\u9fff]{1,3}(?:镇|街道|乡))")
_BESIDE = re.compile(
    f"(?:(?<=之隔的)|(?<=相邻的)|(?<=毗邻的)|(?<=获批的)|(?<=[。,?]))((?:{_INNER}){{2,4}}新区)(?=,(?:今年|去年|前|上半年|一季度)|给出|则)"
)
_HARBOUR = re.compile(  # 关累港偏居一隅,…关累港港务公司…
    "(?<![\u4e00-\u9fffA-Za-z])((?!国际|内陆|无水|航空|保税|枢纽|深水|天然|亿吨|供|出|进|到|靠|离|全|该|本|新|老|各|大|母|良|香|海|空|陆|水|河|自由)[\u4e00-\u9fff]{2,3}港)(?![口区湾股市元币人商籍式澳珠])"
)
_LINE_BEGINS = re.compile(
    f"(?<=\n)((?:{_INNER}){{2,4}}?(?:新区|管理区|示范区|度假区))(?=一般公共|地方|全年|规上|规模以上|固定资产|完成|实现|[\u4e00-\u9fff]{{0,2}}生产总值|财政|税收|[0-9])"
)
_NO_NAME = re.compile(
    "^(?:城乡|综合|经济|现代|特色|循环|高端|先进|智能|绿色|综合|新型|农业|工业|产业|科技|经济|保税|物流|生态|文化|旅游|化工|数字|零碳|低碳|氢能|算力|光伏|风电|新能源|装备|汽车|电子|食品|医药|"
    "随着|按照|通过|同时|目前|其中|此外|如今|围绕|聚焦|依托|记者|企业|项目|专业|标准|配套|周边|沿线|沿江|整个|老|新的|一个|几个)"
)
_TRADES = "食品|丝绸|家纺|粮油|抹茶|玻纤|预制菜|再生资源|养殖|畜牧|[湖肉奶][羊牛]|花卉|茶叶|中药材|苹果|轴承|农机|钢构|宠物|材料|装备|医药|化工|电子|汽车|物流|纺织|服装|家居|机械|光伏|电池|加工|制造|科技|商贸|大数据|皮具|箱包|家具|陶瓷|石材|农产品|水产|茶|竹|渔|轻工|铝|钢|碳|算力|数据|航空|无人机|眼镜|镁|硅|氢能|储能|风电"
_OF_A_TRADE = re.compile(f"(?:{_TRADES})[\u4e00-\u9fff]{{0,2}}(?:产业园|工业园|科技园|化工园|产业基地)$")
_ONLY_A_TRADE = re.compile(f"(?:(?:智能|绿色|零碳|现代|高端|新型)?(?:{_TRADES})){{1,3}}(?:加工|制造|装备|精深加工)?")
_GOES_ON = re.compile("[里内]?(?:建设|规划|体系|经济|等|、|级|化|型|数量|总数|项目)")
MEANT_BY_KIND = re.compile(
    "(?:(?<=[,。;:\n“”])|(?<=[,。;:\n“”]在)|(?<=这座)|(?<=这个)|(?<=这个省级)|(?<=这个国家级)|(?<=这个市级)|(?<=这片)|(?<=整个)|(?<=[,。;:\n“”]据)|(?<=目前)|(?<=如今)|(?<=其中)|(?<=[年月底末□度来日])|(?<=\n ))"
    "(片区|工业园区|产业园区|化工园区|园区|科技城|科学城|产业园|工业园|工业区|基地|示范区|试验区|集聚区|集中区|合作区|新区|经济(?:技术)?开发区|开发区|高新区|经开区|综保区|保税区|保税港区|港区|度假区|管理区|[区园]内|园里)"
    "(?!建设|提质|扩容|[、和与及]|承载|等|经济[^发]|改革|体系|布局|体制|级|化|型|[(]|企业家|为主|以|数量)(?=[\u4e00-\u9fff0-9■□,])"
)
_OFFICE = re.compile("(?:党工委|管委会|负责人|相关负责人|招商|经发局|经济发展局|办公室|管理)")
_FIGURE_AHEAD = re.compile("[^。;\n]{0,24}?[0-9■]")
_SUBJECT = re.compile(
    "(?:今年|去年|目前|现|已|还|上半年|前三季度|一季度|[0-9]{1,4}年?)?(?:[0-9]{1,3}[个家项条座]|完成|实现|累计|现有|拥有|在建|建起|新建|挂牌|签约|落户|开工|新签|新批|新引进|投产|营收|入园|入驻|集聚|聚集|规上|规模以上|进出口|工业总产值|限上|同期|一季度)[^。;,\n]{0,24}?[0-9■]"
)
_BOUND = re.compile("[^\u4e00-\u9fff]|[在的和与及到至从由对为是市县区州旗省进往向把让据]")
_MANY = 80  # names that a text is searched for


def kind_of_zone(name: str) -> str:
    """Return the kind that a zone's name ends with (皇马工业园 → 园区, 营口自贸片区 → 片区, 洛阳高新区 → 高新区)."""
    if name.endswith(("综合保税区", "综保区", "保税区")):
        return "综保区"
    if name.endswith("港区"):
        return "港区"
    if name.endswith(("高新区", "高新技术产业开发区")):
        return "高新区"
    if name.endswith(("开发区", "经开区")):
        return "开发区"
    if name.endswith(("园区", "工业园", "产业园", "科技园", "化工园", "物流园", "组团", "园")):
        return "园区"
    return next((kind for kind in ("片区", "工业区", "基地", "示范区", "试验区", "集聚区", "集中区", "合作区", "新区", "度假区", "管理区", "科技城", "科学城") if name.endswith(kind)), "")  # fmt: skip


def means(word: str, name: str) -> bool:
    """Tell whether a kind that stands alone (园区, 片区) can mean the zone ``name``."""
    kind = kind_of_zone(name)
    if word.endswith(("园区", "产业园", "工业园")) or word in ("区内", "园内", "园里"):
        return kind in ("园区", "开发区", "高新区", "综保区", "集聚区", "集中区", "基地", "工业区")
    if word.endswith(("开发区", "经开区")):
        return kind == "开发区"
    if word in ("综保区", "保税区", "保税港区"):
        return kind == "综保区"
    return kind == word


@lru_cache(maxsize=4)
def zones_of_text(text: str) -> tuple[str, ...]:
    """Return names of zones that ``text`` gives in full and comes back to, by the name or by its kind alone, or tells a figure of."""
    alone = {match[1] for match in MEANT_BY_KIND.finditer(text) if _is_told(text, match)}
    found: dict[str, None] = {}
    for start, name in _candidates(text):
        if not name or name in found or len(found) >= _MANY:
            continue
        end = start + len(name)
        again = text.find(name, end) >= 0
        meant = any(means(word, name) for word in alone)
        if _GOES_ON.match(text, end) is None and (
            again or name.endswith(("新区", "管理区", "保税港区", "综合保税区")) or meant or _SUBJECT.match(text, end) is not None
        ):
            found[name] = None
    return tuple(found)


def _is_told(text: str, match: re.Match[str]) -> bool:
    """Tell whether a kind that stands alone is what the clause tells a figure of, or whose office speaks."""
    end = match.end()
    return _OFFICE.match(text, end) is not None or _FIGURE_AHEAD.match(text, end) is not None


def _without_county(text: str, start: int, place: int, kind: re.Match[str]) -> tuple[int, str]:
    """Return where a name begins and the name, without a county before it that the park is not named after (乌审旗图克工业园)."""
    own = text[place : kind.start()]
    if text[place - 2 : place] == "地区":
        return start, text[start : kind.end()] if own else ""  # 和田地区北京工业园区
    if text[place - 1] in "市县区旗州盟" and _OF_A_TRADE.search(own + kind[0]) is not None:
        return start, ""  # 集宁区大数据产业园: a kind, no name
    if kind[0] in ("产业园", "工业园", "科技园") and only_a_trade(own):
        return start, ""  # 丹阳智能眼镜产业园
    if text[place - 1] in "县旗" and not own and kind[0] in ("加工园区", "物流园区"):
        return start, ""  # 某旗加工园区
    named = text[place - 1] in "市县区旗州盟" and len(own) > 1 and _NO_NAME.search(own) is None
    begin = place if named else start
    return begin, text[begin : kind.end()]


def only_a_trade(words: str) -> bool:
    """Tell whether words before 产业园 only say its trade (智能眼镜, 零碳装备制造)."""
    return _ONLY_A_TRADE.fullmatch(words) is not None


def _is_place(word: str) -> bool:
    """Tell whether a word is a place of the tables or the bare name of a county."""
    names = by_name()
    return word in names or (len(word) == 2 and word not in WORD_LIKE and any(word + tail in names for tail in "县区市"))


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a name may begin and the name: a place and what follows up to a kind of zone, or a name behind a boundary."""
    for match in re.finditer(_KINDS, text):
        begin = max(0, match.start() - 12)
        for cut in range(begin, match.start() - 1):
            size = next((size for size in (4, 3, 2) if cut + size <= match.start() and _is_place(text[cut : cut + size])), 0)
            if size and text[cut : cut + size] not in ("中国", "全国"):
                whole = _BEHIND_PLACE.match(text, cut + size)
                own = whole is not None and whole.end() == match.end()
                if (
                    own
                    and (cut + size < match.start() or len(match[0]) > 2 or (match[0] == "片区" and "自贸" in text))
                    and (not cut or _BOUND.match(text, cut - 1))
                ):
                    yield _without_county(text, cut, cut + size, match)
                break
    yield from bracketed(text)
    for match in _HARBOUR.finditer(text):
        if text.count(match[1]) > 2 and not _is_place(match[1][:2]):
            yield match.start(1), match[1]
    for pattern in (_WITH_TOWN, _LINE_BEGINS, _BESIDE):
        for match in pattern.finditer(text):
            if _NO_NAME.search(match[1]) is None:
                yield match.start(1), match[1]
    for match in _BY_ITSELF.finditer(text):
        placed = any(_is_place(match[1][:size]) for size in (2, 3, 4))  # told above
        trade = _OF_A_TRADE.search(match[1]) is not None and text.count(match[1]) < 2  # 富硒食品产业园: a kind
        if (
            not placed
            and not trade
            and not is_nameless(match[1])
            and _NO_NAME.search(match[1]) is None
            and match[1][0] not in "以于经自"
        ):
            yield match.start(1), match[1]
