"""A per cent that says what part of a whole is meant: 其余20%, 95%以上机组完成改造, 接近全省产能的40%."""

from __future__ import annotations

import re

from tingzhou.facts.lexer import Token

__all__ = ["near_whole", "part_named", "part_of_whole"]


def part_of_whole(token: Token, left: str, right: str, rest: str) -> bool:
    """其中过夜游客超过三成, 新能源装机过半, 拿出营收的5%搞研发, 约90%增量负荷为空调用电: tell whether a part is meant."""
    tenths = token.extra.get("unit") in ("成", "半", "分之")
    if tenths and re.search("(?:贡献|占据|承担)了?(?:近|约|超过?|全省|全市)?$", left):
        return True  # 一地就贡献七成
    if tenths and re.match("[、,]?其中[\u4e00-\u9fff]{2,10}(?:超过|超|达到?|近|约|不足)$", left):
        return True
    if re.fullmatch("(?:[人户家个台]|[\u4e00-\u9fff]{2,8})?中(?:约|近|超过?)?", left) and re.match(
        "(?:以上)?(?:是|为|来自|从事|实现|完成)", right
    ):
        return True  # 全乡2万多人中80%是土家族
    if token.raw_value == "过半" or re.search(
        "(?:支付|承担|负担|补贴|补助|拿出|投入|提取|安排|列支|撑起|支撑起?|贡献|承担|包揽|拿下|创造|满足)了?[^,;■]{1,16}的(?:近|约|超过?)?$",
        left,
    ):
        return True
    if re.fullmatch("(?:以上的?[\u4e00-\u9fff]{2,10}[和、])?", left) and _SO_MANY_DO.match(rest):
        return True
    return _OF_ITSELF.fullmatch(left) is not None and _IS_SUCH.match(right) is not None


def near_whole(left: str) -> int:
    """Return where the subject ends before 接近…的; nothing is left of it where it opens the clause."""
    found = re.search("(?:均|都|分别)?(?:接近|超过|超|近|约|不到|不足|相当于)[^、,]{0,24}的(?:近|约)?$", left)
    return found.start() if found else 0


_SO_MANY_DO = re.compile(  # 95%以上机组和45%以上的产能完成改造
    "以上的?[\u4e00-\u9fff]{2,10}?(?:[和、]■+以上的?[\u4e00-\u9fff]{2,10}?)?(?:完成|实现|用上|使用|采用|通过|建立|建成|开展|配备|参与|参加|签订|接入|纳入|安装)"
)
_OF_ITSELF = re.compile("(?:其中|有)?(?:大约|约|近|超|超过|约有|有)?")
_IS_SUCH = re.compile(
    "(?:以上|左右)?(?!以上|左右|的|以下)[\u4e00-\u9fff]{2,8}?(?:为|是|来自|用于|由|集中|属于|采用|实现|出自|来源于|销往|出口)"
)


def part_named(left: str, right: str) -> bool:
    """Tell whether a per cent stands before what it is a part of: 园区80%的能源来自风电,其余20%…."""
    if re.search("(?:不到|不足|近|约|超过?)全[国省市区州县盟旗疆]$", left) and re.match("的(?!速度|增)[\u4e00-\u9fff]", right):
        return True  # 以不到全县1%的国土面积
    if re.search("(?:全国|全球|世界|全省)(?:近|约|超过?)?$", left) and re.match(
        "(?:以上|左右)?[、和](?:全国|全球|世界|全省)", right
    ):
        return True  # 全国六成以上、全球三成左右的钛材
    if left.endswith("的") and re.match("(?:划为|划入|划定为|纳入|用于|投向)", right):
        return True  # 把市域面积的93.4%划为生态空间
    if re.search("(?:其余|余下|剩余|剩下)(?:的|近|约|超过?)?$", left):
        return True
    if re.search("(?:全[国省市区州县盟旗疆]|全球|世界|我国)的?(?:不到|不足|近|约|超过?)$", left) and re.match(
        "的(?!速度|增)[\u4e00-\u9fff]", right
    ):
        return True  # 以全市不到3%的土地
    if re.search(
        "(?:贡献|提供|创造|占据|生产|供应|满足|解决)了?(?:全[国省市区州县盟旗疆]|全球|世界|我国)(?:近|约|超过?)?$", left
    ) and re.match("(?:以上|左右)?的(?!速度|增)[\u4e00-\u9fff]", right):
        return True  # 贡献全县30%以上的财政收入
    if re.search("[\u4e00-\u9fff]{2}的(?:近|约|超过?)?$", left) and re.match(
        "(?:以上|左右)?(?:用于|投向|来自|投入|集中|由|为)", right
    ):
        return True  # 财政支出的76.2%用于民生
    return (
        re.match("的(?!税率|利率|利息|贷款|债券|年化|折扣|比例|速度|幅度|水平|目标|概率|股权|股份|关税)[\u4e00-\u9fff]", right)
        is not None
        and 0 < len(left) <= 8
        and re.search("[为达到于至由从率是以约近超过高在]$", left) is None
    )
