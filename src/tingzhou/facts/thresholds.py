"""Sizes that only say which firms, projects or fields are counted: no figures of their own."""

from __future__ import annotations

import re

from tingzhou.facts import cue_words as words_of
from tingzhou.facts.distribution import Draft
from tingzhou.facts.frames import Words
from tingzhou.facts.lexer import Token

__all__ = ["is_threshold"]

_OR_ABOVE = re.compile(
    "(?:(?:及?以上)(?:、|和|以及|及|或)|或)(?:■+(?:及?以上)?(?:、|和|以及|及|或))*(?:■+|[十百千万亿]+元)(?:及?以上)?[^■,;、]{0,10}(?:项目|企业|集群|园区|产业)"
)


_ABOVE_THINGS = re.compile("及?以上的?[\u4e00-\u9fff]{1,8}■")
_SO_MANY_OF = re.compile("(?:以下|以内)?的(?:仅|只|还)?(?:有|剩下?|余下?)")
_RATE_OVER = re.compile("(?:的)?(?:增速|增幅|同比增长)?(?:均|都)?(?:超过?|在|达到?)")
_SUCH_AS = re.compile(
    "(?:及?以上)?的?(?:(?<=的)|(?<=以上))[^,;■]{0,10}?(?:国家|地区|企业|项目|[省市县区镇村户]|园区|产业|集群|基地|工程|机组|品牌|产品)"
)
_OF_WHICH = re.compile("(?:大关)?的(?:地区|市州|盟市|设区市|地级市|省份|省区|城市|县|区县|市|国家级|园区|开发区|省会|产业|集群)")
_NTH = re.compile("(?:第[一二三四五六七八九十]{1,3}|首|唯一一?)(?:个|座|家)|唯一|■+[^,;。■]{0,20}$")


def _names_a_class(token: Token, words: Words, comparator: str) -> bool:
    """收入1万元以下的脱贫户, 第四个…的设区市: a size of what is ranked or left, a count of what was just divided."""
    if words.right.startswith(("以下的", "及以下的")) and re.match(
        "(?:及)?以下的[\u4e00-\u9fff]{1,10}(?:户|村|企业|家庭|人群|项目|群众)", words.right
    ):
        return True  # 收入1万元以下的脱贫户
    if (
        comparator in (">", ">=")
        and re.fullmatch("(?:及)?以上的?(?:有|共|达)", words.right)
        and words.rest.startswith("■", len(words.right))
    ):
        return True  # 500亩以上的有6个
    if (
        token.unit_kind == "money"
        and words.left.endswith("过")
        and re.match("的(?:县|市|区|镇|村|企业|项目|园区|有|共)|城市|的城市", words.right)
    ):
        return True  # 目前过200亿元的县已有6个
    poor = comparator in ("<", "<=") and token.unit_kind == "money"
    if poor and re.match("的(?:贫困|困难|薄弱)?(?:县|户|村|企业|家庭|乡镇|镇|人群)", words.right):
        return True  # 财力低于10亿元的县
    over = token.unit_kind == "money" and words.left.endswith("过") and words.right == "的"
    if over and not words.left.endswith(("经过", "通过", "不过")) and words.rest.startswith("■", 1):
        return True  # 投资过10亿元的9个
    if comparator in (">", ">=") and _OF_WHICH.match(words.right) and _NTH.search(words.clause):
        return True  # 第四个生产总值突破5000亿元的设区市
    if token.unit_kind == "money" and words.right.startswith("以上的") and re.search("以上且[^,;■]*■*$", words.clause):
        return True
    if token.unit_kind == "money" and re.match("(?:及?以上)且[^,;■]{2,12}■", words.rest):
        return True  # 年收入30万元以上且经营性收入15万元以上的村
    if token.extra.get("unit") not in ("个", "块", "片", "类") or "、" not in words.left:
        return False
    divided = re.search("分(?:为|成)?[^,;:■]{1,14}$", words.left.replace("○", ""))
    return divided is not None and token.value == divided[0].count("、") + 1 > 1  # 分坝上、坝下两个单元


def _such_as(token: Token, words: Words, comparator: str) -> bool:
    """万人以上马拉松2场, 交易额超亿元的地区, 低于4160元的仅剩下170户: tell whether a size says what is meant or counted."""
    scale = token.rule == "L02" and re.fullmatch("[十百千万亿]+", token.raw_value) is not None
    if scale and _ABOVE_THINGS.match(words.rest):
        return True
    if _SUCH_AS.match(words.right) and (
        (comparator in (">", ">=") and scale)
        or (comparator == ">=" and words.left.endswith(("一批", "若干", "多个", "一系列")))  # 建设一批30万千瓦以上大型基地
    ):
        return True
    counts = _SO_MANY_OF.fullmatch(words.right) is not None and words.rest.startswith("■", len(words.right))
    return counts and bool(comparator) and token.unit_kind == "money"


def _of_counted(token: Token, words: Words, comparator: str, counted: Draft) -> bool:
    """Tell whether a size says which of the things just counted are meant."""
    below = comparator == "<" and token.unit_kind == "money"
    if (comparator not in (">", ">=") and not below) or token.unit_kind not in (
        "money",
        "percent",
        "mass",
        "power",
        "energy",
        "area",
    ):
        return False
    if token.unit_kind == "percent" and counted.end == token.start - len(words.left) and _RATE_OVER.fullmatch(words.left):
        return True  # 有5个增速超过8%
    many = token.unit_kind == "money" and counted.token.extra.get("unit") in ("省份", "省", "市", "县", "省区")
    return words_of.COUNTED_THINGS.match(words.left) is not None or (
        many and re.fullmatch("[\u4e00-\u9fffA-Z]{2,8}超过?", words.left) is not None
    )


_OF_WORKS = re.compile("[\u4e00-\u9fff]{2,10}(?:项目|装置|工程)")


def _bare_scale(token: Token, words: Words, comparator: str) -> bool:
    """万亩示范园区, 亿元项目: tell whether a scale alone says what is meant."""
    return (
        token.rule == "L02"
        and re.fullmatch("[十百千万亿]+", token.raw_value) is not None
        and not (token.raw_value == "十" and token.unit_kind == "count")
        and not comparator
        and not re.search("[达为到破过超]$", words.left)
        and not (
            token.unit_kind == "mass" and _OF_WORKS.match(words.right) and re.search("的$", words.left)
        )  # 投资64亿元的百万吨铝镁合金项目
    )


def is_threshold(token: Token, words: Words, comparator: str, counted: Draft | None) -> bool:
    """营业收入超50亿元企业8家, 万亩示范园区: a size that only says which firms or fields are counted."""
    if _bare_scale(token, words, comparator):
        return True
    if (
        counted is not None
        and counted.end == token.start
        and token.unit_kind == "money"
        and re.match("级?(?:项目|企业|产业|园区)", words.right)
    ):
        return True  # 再上两个50亿元项目
    if _names_a_class(token, words, comparator) or _such_as(token, words, comparator):
        return True
    if token.unit_kind == "money" and re.search("(?:单笔|单体|单个|每笔)$", words.left) and re.match("及?以[上下]", words.right):
        return True  # 单笔50万元以下拖欠账款
    if words.right in ("的", "以上的", "及以上的") and comparator in (">", ">=") and words.rest.startswith("■", len(words.right)):
        return True  # 年产值超50亿元的16家
    if token.unit_kind == "money" and comparator == ">" and re.fullmatch("的(?:仅|只)(?:有)?", words.right):
        return words.rest.startswith("■", len(words.right))  # 营收超10亿元的仅9家
    if counted is not None and _of_counted(token, words, comparator, counted):
        return True  # 2个省份GDP超过2万亿元, 17个项目总投资超1亿元
    if (
        token.rule == "L02"
        and re.fullmatch("[十百千万亿]+", token.raw_value)
        and re.match("的|[\u4e00-\u9fff]{0,6}(?:项目|企业)", words.right)
        and re.search("(?<![经通])过$", words.left)
    ):
        return True  # 装机过亿千瓦的省级电网, 投资过亿元项目
    if comparator in (">", ">=") and words_of.SIZED.match(words.right) and words.rest.startswith("■", len(words.right)):
        return True  # 产量超过千万吨的省区有13个
    if token.unit_kind == "money" and _OR_ABOVE.match(words.rest) and (comparator in ("", ">", ">=") or token.upper is not None):
        return True  # 30亿元以上、50亿元以上项目; 50亿元或5亿美元以上项目
    if token.upper is not None and token.unit_kind == "money" and re.match("的?[\u4e00-\u9fff]{0,6}(?:项目|企业)■", words.rest):
        return True  # 投资50亿元至100亿元项目26个
    small = token.unit_kind == "money" and re.fullmatch("级?[\u4e00-\u9fff]{0,4}(?:项目|企业)", words.right) is not None
    if (
        small
        and re.search("(?:^|、|其中|和|或|实施|开工|新建|引进|签约|竣工|建成|新增|储备|在建|入库|申报|谋划|完成)$", words.left)
        and words.rest.startswith("■", len(words.right))
    ):
        return True  # 10亿元项目12个
    listed = words.right in ("以上", "及以上") and words.rest.startswith("■", len(words.right))
    if listed and token.unit_kind == "money":
        return True  # 10亿元以上28个
    if words.left.endswith("过") and not words.left.endswith(("经过", "通过", "不过")):
        comparator = comparator or ">"
        if re.match("[\u4e00-\u9fff]{0,6}(?:项目|企业)", words.right):
            return True  # 投资过10亿元项目
    if comparator not in (">", ">=") or token.comparator or token.unit_kind not in ("money", "mass", "power", "area", "count"):
        return False
    named = re.match(
        r"(?:以上|及以上)?的?[\u4e00-\u9fff]{0,8}?(?:企业|村|户|镇|县|项目|园区|单位|家庭|乡镇|产业|平台|主体|市场|工厂|公司|基地)(?:[\u4e00-\u9fff]{0,4})$",
        words.right,
    )
    if named is not None and token.unit_kind == "money" and words.right == words.rest and words.right.endswith(("项目", "企业")):
        return True  # 三、亿元以上新开工项目
    before = counted is not None and token.start - counted.end <= 8  # 58个投资总额1000万美元以上新设外资项目
    return named is not None and (before or words.rest.startswith("■", len(words.right)))
