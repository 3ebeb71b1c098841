"""The subject of a figure in the text's own words: the noun before it, or after it where the figure stands first."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tingzhou.facts.rules import rows

__all__ = ["split_items", "subject_after", "subject_before"]

_TRAIL = re.compile(
    r"(?:[较比][^,;。]{0,8}(?:末|底|初)|实现|完成|达到|达|累计|共计|共|为|是|有|(?<!节)约|近|超|超过|突破|仅|均|都|已|将|了|的|在|至|到|合计|总计|预计|力争|同比|环比|分别|依次|各|○|比上年|比|较|年均|平均|以上|逾|接近|□|、|和|(?<![惠涉波普触])及|:|仍|"
    r"保持|稳定|高达|不低于|不足|总体|拥有|建成|现有|以|控制|于|稳居|位居|居|列|占|大关|由|从|/|—|[同环]$|名义|实际|可|首次|再次|转|历史性|一举|成功|两年|三年|四年|五年|与经济增长(?:保持)?同步|"
    r"扣除[^,;。]{0,12}因素(?:影响)?后?|按?(?:可比|同)口径(?:计算)?|按(?:可比|不变)价格?(?:计算)?)+$"
)
_LEAD = re.compile(
    r"^(?:(?:位于|地处|坐落[于在]|落户于?|落地)的|其中|净[增减](?![长速加少])|名义|实际(?!使用|利用|到位|外资)|扣除[^,;。]{0,12}因素(?:影响)?后?|按?(?:可比|同)口径(?:计算)?|按(?:可比|不变)价格?(?:计算)?|同时|此外|另外|全年|全部|累计|"
    r"共(?!建|享|同|性)|已|将|并(?!网|购)|还|则|也|而|实现|完成|达到|年末|期末|截至|预计|力争|确保|在(?!校|建|册|岗|编|职|营|园|库|产|线|读|轨|地)|从(?!业|事)|由|按(?!揭)|据|对(?!外)|,|、|□|和|及|以及|"
    r"与|的|了|中(?!部|小|央|国|药|医|学|等|间|型|欧|亚|期|高|低|成|试|、小)|内(?!需|贸|蒙|资|河|销|燃|外|陆)|底|末(?!端)|份|分别|来(?!料|宾|华)|以来|:|分(?!布|别|行业|支|拣|公司|局|销)|看|分行业看|使(?!用)|到(?!位|账|岗|户|港)|"
    r"带动|推动|拉动|可(?!再生|支配|比|持续|开采|降解|采|开发|利用|调|控|穿戴)|等(?!级|效)|一是|二是|三是|四是|五是|人均每|以上|左右|以下|首次|再次|两年|三年|五年|同比|环比|(?:建成|投产|达产)后)+"
)
_NO_NOUN = frozenset("日月年人户亩同用")
_ONLY_COMPARED = re.compile(
    "(?:增速|增幅|降幅|涨幅)?(?:分别|均|都)?(?:[高低快慢]|高出)"
)  # 增速高于全国(4.8%): of what was told before
_CUT = re.compile("\\[[0-9]{1,3}\\]|[○“”\"'《》()\\s]")
_AFTER = re.compile("[\u4e00-\u9fffA-Za-z0-9“”·—、]{1,28}")
_NEXT_BEGINS = re.compile("、(?:近|约|超过?|逾|另有|还有)?$")  # 近30%的人口、近35%的…
_STOP = re.compile(
    "销往|发往|运往|送往|输往|出口到|流向|现场|集中|开工|签约|正在|加快|全部|投产|建成|并网|中有|中的|推进|被|获|荣|完成|实现|达|已|将|用于|通过|参与|落地|竣工|投入|得到|位居|居|列|占|增长|下降|总投资|与|和|建设(?!项目|规模|工程)|等(?!级)|均|为|是|的用|以上|左右|较|比|同比|新增|先后|共同|分布|来自|位于|入选|通过"
)


@lru_cache(maxsize=50_000)
def subject_before(left: str) -> str:
    """Return the noun phrase at the end of ``left``: without leading conjunctions and verbs, trailing verbs, quotes and dates."""
    text = (
        left.rsplit("□", 1)[-1]
        if left.rstrip("□的,、").rfind("□") >= 0 and left.rsplit("□", 1)[-1].strip("、的中末底份来以")
        else left
    )
    found = _bare(text)
    return found if found or text is left else _bare(left)


def _bare(text: str) -> str:
    """Return a phrase without loose words at its ends; nothing where only a unit of time or a head is left (日均)."""
    text = _CUT.sub("", text.replace("□", ""))
    for _ in range(3):
        shorter = _LEAD.sub("", _TRAIL.sub("", text))
        if shorter == text:
            break
        text = shorter
    return "" if text in _NO_NOUN or _ONLY_COMPARED.fullmatch(text) is not None else text[-40:]


@lru_cache(maxsize=50_000)
def subject_after(right: str) -> str:
    """Return the noun phrase that follows a figure with a measure word (22个 → 项目)."""
    text = right.removeprefix("的").lstrip("“")
    match = _AFTER.match(text)
    if match is None or text.startswith("、"):
        return ""
    words = match[0]
    stop = _STOP.search(words)
    return _NEXT_BEGINS.sub("", words[: stop.start()] if stop else words).strip("“”、的")


_SEPARATOR = re.compile("、|和(?!田|平|静|硕|布克|顺|林格尔|谐)|与|以及|及(?!其)")
_HEAD = re.compile(
    r"(?:产业)?(?:居民人均可支配收入|人均可支配收入|居民人均消费支出|主营业务收入|营业收入|销售收入|税收收入|利润总额|增加值|总产值|产值|储量|资源量|产量|产能|装机容量|装机|发电量|用电量|投资|收入|支出|总额|零售额|销售额|销售量|面积|价格|人口|余额|进出口|外运量|吞吐量|周转量|运量|利用率|占比|比重|数量|企业|项目|投资额|利润|消费|零售)$"
)


_SCOPE = re.compile("规模以上|规上|限额以上|全社会|城镇|农村|乡村")


@cache
def _joined_names() -> re.Pattern[str]:
    """Return the names of sections and divisions that hold a separator themselves (租赁和商务服务业), longest first."""
    names = {row["name_zh"] for table in ("sections", "divisions") for row in rows(table) if _SEPARATOR.search(row["name_zh"])}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


_SECTORS = re.compile("第([一二](?:、[二三])+)产业(.*)")


def _joined(item: str, tail: str) -> str:
    """Return 城镇居民 + 居民人均可支配收入 without saying 居民 twice."""
    shared = next((size for size in range(min(len(item), len(tail)), 0, -1) if item.endswith(tail[:size])), 0)
    return item + tail[shared:]


def split_items(subject: str, *, only: str = "") -> list[str]:
    """Return the parts of a list (煤炭、石油储量 → 煤炭储量, 石油储量); a head noun that only the last has is given to all."""
    sectors = _SECTORS.match(subject)
    if sectors is not None:
        return [f"第{sign}产业{sectors[2]}" for sign in sectors[1].replace("、", "")]
    both = re.match("(.{0,8}?)存贷款(.*)", subject) if "存贷款" in subject else None
    if both is not None and not only:
        return [f"{both[1]}{what}{both[2]}" for what in ("存款", "贷款")]
    if subject.startswith("城乡居民"):
        return [f"{who}居民{subject[4:]}" for who in ("城镇", "农村")]
    kept = [match[0] for match in _joined_names().finditer(subject)]
    masked = _joined_names().sub("\0", subject)
    items = [item for item in (masked.split(only) if only else _SEPARATOR.split(masked)) if item]
    if kept:
        names = iter(kept)
        items = [re.sub("\0", lambda _: next(names), item) for item in items]
    if len(items) < 2:
        return items
    head = _HEAD.search(items[-1])
    if head is not None and head.start() > 0:
        tail = head[0]
        items = [item if _HEAD.search(item) else _joined(item, tail) for item in items]
    first = re.match("规模以上工业|规上工业|规模以上|规上|限额以上|全社会|城镇|农村", items[0])
    if first is not None and head is not None and len(items[0]) > len(first[0]) + 1:
        items = [item if _SCOPE.match(item) else first[0] + item for item in items]
    return items
