"""Lists of places outside that goods and people only come from or go to: 从甲、乙等地收来的废渣, 来自甲和乙的采摘工, 甲的轮胎、乙的家电."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tingzhou.facts.place_words import HELPS
from tingzhou.facts.places import THAT, Mention, Place, inside

__all__ = ["leads_elsewhere"]

_MANY = 6  # names of a list that are looked at on either side
_JOINED = re.compile("(?:的?[\u4e00-\u9fff]{0,6}?[港站口市县区])?(?:[、和与及]|以及)?")
_GOODS = re.compile("的(?!确|是)[\u4e00-\u9fff“”]{1,6}(?:[、和与]|以及)")
_FROM = re.compile("(?:(?<!自)从|(?<![经理事缘])由|来自|源自|取自)(?:[\u4e00-\u9fff]{2,5}[、和与及])?$")
_SEEN_FROM = re.compile(
    "[^,。;]{0,8}?(?:看|来[讲说]|情况|角度|牵头|主导|负责|承担|承建|建设|投资)|[^,。;的]{0,4}(?:[0-9]|增[长至加到]|下降|上升|提高|扩大)"
)
_CAME = re.compile("(?:市区|城区|等地)?(?:赶|运|搬|迁)?来的?")
_OPENED_THERE = re.compile("等(?:地|城市|省市?|国家?)(?:新?开[设办出了]?|设立|设有|布局|建起|建立)(?!工)")
_PARTNERS = re.compile("(?:[,。;]|^)?[^,。;]{0,8}?(?:同|与|和|跟)(?:[\u4e00-\u9fff]{2,8}[、和])?$")
_WORKS_WITH = re.compile("[^,。;0-9]{0,12}?(?:合作|协作|联手|结对)")
_SHARED_OUT = re.compile("[^,。;]{0,10}?(?:分别|依次|各[为有占]|为|达|增长|下降|是)")
_PART_FROM = re.compile("(?:等地|等[省市县])?的[\u4e00-\u9fff]{0,4}(?:占|有|达|[0-9])")
_BUYERS = re.compile("(?:[两三四五六七八九]?[省市地国]|等地)?(?:的)?(?:销量|销售额?|订单|客源|货源|客户|游客)[^,。;0-9]{0,6}占")


def leads_elsewhere(mentions: Sequence[Mention], index: int, text: str, home: Place | None) -> bool:
    """Tell whether a mention stands in a list of places outside the home place that goods or people come from or go to."""
    one = mentions[index]
    if home is None or home.level in ("country", "area") or one.place is THAT or one.opens in "全我本该":
        return False
    first, last = _ends(mentions, index, text, _JOINED)
    begin, end = mentions[first].start, mentions[last].end
    before = text[max(begin - 10, 0) : begin]
    if before.endswith("来自") and _PART_FROM.match(text, end) is not None:
        return True  # 来自甲、乙的占四成: also of places inside
    if before.endswith("在") and _OPENED_THERE.match(text, end) is not None and one.place != home:
        return True  # 在京津冀、长三角等地新开专营店
    if _FROM.search(before) is not None and _CAME.match(text, end) is not None:
        return True  # 从市区和甲省来的工人
    if not all(_outside(mention, home) for mention in mentions[first : last + 1]):
        return False
    if one is not mentions[last] and inside(mentions[last].place, one.place) and HELPS.match(text, end) is not None:
        return True  # 甲市乙区帮扶建起的大棚: the first of one name
    if _FROM.search(before) is not None and _SEEN_FROM.match(text, end) is None:
        return True
    if _PARTNERS.search(before) is not None and _WORKS_WITH.match(text, end) is not None:
        return True  # 同甲市某某公司等单位合作
    if last > first and _BUYERS.match(text, end) is not None:
        return True  # 甲、乙、丙三地销量合计占37%
    first, last = _ends(mentions, index, text, _GOODS)
    listed = last > first and all(_outside(mention, home) for mention in mentions[first : last + 1])
    return listed and text[mentions[last].end] == "的" and _SHARED_OUT.match(text, mentions[last].end) is None


def _outside(mention: Mention, home: Place) -> bool:
    """Tell whether a mention names a province, a city or a county that neither lies in the home place nor holds it."""
    place = mention.place
    if place is THAT or place.level not in ("province", "prefecture", "county") or mention.opens in "全我本该":
        return False
    return place.code != home.code and not inside(place, home) and not inside(home, place)


def _ends(mentions: Sequence[Mention], index: int, text: str, between: re.Pattern[str]) -> tuple[int, int]:
    """Return the first and the last mention of the list that a mention stands in."""
    first = last = index
    while first > max(index - _MANY, 0) and between.fullmatch(text, mentions[first - 1].end, mentions[first].start):
        first -= 1
    while last < min(index + _MANY, len(mentions) - 1) and between.fullmatch(text, mentions[last].end, mentions[last + 1].start):
        last += 1
    return first, last
