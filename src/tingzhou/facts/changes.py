"""Amounts more or fewer: the words that make a figure a change, with its sign and where the subject ends."""

from __future__ import annotations

import re

__all__ = ["more_or_fewer"]

_ANY = re.compile("[净比较增减多少高低超欠扩缩压调精差涨贵价好改恶便跌省提早快短核]")  # each pattern needs one of these
_NET = re.compile(r"净(?P<verb>增|减)(?![长速加少])[\u4e00-\u9fff“”]{1,16}$")
_FEWER = frozenset(("少", "低", "减", "少增", "少收", "少支", "多减", "多降"))
_LESS = re.compile(
    r"(?:比|较)[^,;]{0,16}?(?P<verb>[多少](?:入库|开工|竣工|签约|引进|完成|投产|生产|外送|发电)|[多少][增减支收降存产发用销采]|多|少|高|低|(?<!新)增|减|添)(?:了|约|近|出|整整)*$"
)
_ADDED = re.compile("同比(?:新增|增开)(?:约|近|了)?$|(?:比|较)(?:上年|去年|上月|年初|上年末|同期|□)[^,;]{0,6}新增(?:约|近|了)?$")
_BEYOND = re.compile(
    "(?:(?:高出|多出)(?![、,])□?[\u4e00-\u9fff]{0,8}?|(?:高于|低于|少于|多于)[\u4e00-\u9fff]{2,8}平均(?:水平)?)(?:近|约|超过?)?$"
)
_PLAN = "(?:年度|全年|当年|月度|当月|季度|阶段|预期|既定|年初|进度|生产)*(?:计划|目标|任务|序时进度|时序进度|时间进度|进度|预期)"
_BEYOND_PLAN = re.compile(
    f"(?:(?P<more>超(?:市|省|州|上级)?(?:下达)?(?:[出过][\u4e00-\u9fff]{{0,8}}?)?|多于|高于|超额)|(?P<fewer>欠|少于|低于)){_PLAN}(?:数|任务|要求|进度)?(?:完成|生产|超产)?了?(?:约|近|达)?$"
)
_VERBS = "引(?!进|领|导|资|发|起)|下井|开行?(?![发展放工业通始])|[增减]|降(?![雨水雪])|等(?!级)|发电?|产(?![业品地])|卖|销售?|开采|消耗|供应?(?!商)|收入?(?!费)|赚|挣|花(?![色样])费?|缴纳?|交(?![通易流叉])|付|烧|排放?|消?耗|使用|燃烧|跑(?!道)|走|采(?!光)|运(?![输动营])|投(?!资者)|用(?![途于功户])|打|存|送|砍伐?|吃|喝|拉|装|丢|占(?![比用])|飞(?![行机])|跑(?!道)|蓄|亏|消纳|掏|弃|干(?!线|部|果)"
_MORE_DONE = re.compile(
    rf"(?<![许很更最至增不大众较甚过年减缺极偏太稀诸繁顶])(?P<sign>[多少])(?P<verb>{_VERBS})了?(?:约|近|超过?|将近)?(?P<thing>[\u4e00-\u9fff]{{0,6}}?)(?:约|近|超过?|达)?$"
)
_THAN_BEFORE = re.compile(
    "(?:同比|环比|比(?:上年|去年|上月|□)同?期?)(?P<sign>[多少])[\u4e00-\u9fff]{1,5}?(?:约|近|超过?)?$|(?<![许很更最至增不大众较])(?P<bare>[多少])(?:了|出)(?:约|近|超过?)?$|还(?P<still>[多少])(?:了|出)?(?:约|近|超过?)?$"
)
_WIDER = re.compile("(?P<verb>扩大|缩小|压缩)(?![到至为])[^,;■□]{2,8}(?:规模|面积)(?:约|近|超过?|共|累计)?$")
_AHEAD = re.compile(
    "(?:[较比](?:我们)?(?:(?:原|预定|预期|合同|定额)?(?:计划|工期|节点|进度|预期)|合同)(?:工期|时间|约定)?)(?:提前|早)(?:了|约|近|整整)?$"
)
_SAVED_THAN = re.compile("[比较][^,。;■]{1,12}(?P<verb>节省|省下|省)了?(?:约|近|超过?)?$")
_QUICKER = re.compile(
    "[比较][^,。;■]{2,12}快(?:了|约|近|整整)*$|(?:时间|用时|工期|耗时)少(?:了|约|近)*$|(?<![比较])快了(?:约|近|整整)*$|周期[^,;■]{0,3}短了?(?:约|近)*$"
)
_OWED = re.compile(
    "(?:^|,|[比较]预算|比计划|同比|比上年)短收(?:约|近)?$|欠(?:预算|计划|任务|进度)(?:约|近)?$|(?:任务|计划|目标)[^,;■]{0,4}(?:欠着?|差)(?:约|近)?$"
)
_APART_BY = re.compile("相差(?:约|近|超过?|达到?)?$")
_MOVED_BY = re.compile("[,、]?(?P<verb>调减|调增)(?:了|约|近)?")
_GAINED = re.compile("(?<![新倍])增(?:油|气|产(?:粮食|粮|原油|大豆)?|效|粮)(?:约|近|超过?|达)?$|扩种了?(?:约|近|超过?)?$")
_ALSO = re.compile("[、和与及](?P<sign>[多少])(?:了|约|近)?")
_EARNED = re.compile("增加(?:收入|产值|税收|效益|学位|床位|车位|停车位)(?:约|近|超过?|达)?$")
_MORE_LAND = re.compile("(?P<verb>调增|增加|调减|核减)(?![到至为值])[^,;■□]{1,10}面积(?:约|近|超过?|共|累计)?$")
_MOVED = re.compile("(?<=面积|产能|规模|指标|编制|额度)(?P<verb>调增|调减|核减|核增|压减)(?:了|约|近|超过?)?$")
_FEWER_HANDS = re.compile(
    "减(?:人|员)(?:共|累计|约|近|超过?|达)?$|精简[\u4e00-\u9fff]{0,4}(?:材料|环节|事项|文件|会议|机构)(?:共|累计|约|近|超过?|达)?$"
)
_SHORT_OF = re.compile(
    "(?:产值|总值|收入|投资额|总量|产量|面积|人口)(?:仍|还|却|也|则|就)?(?P<sign>[多少])(?:了|约|近)*$|(?:仍|还|尚)(?P<lack>差)(?:了|着|约|近)*$|(?:公司|企业)(?P<fewer>少)(?:了|约|近)*$"
)
_APART = re.compile(
    "(?P<what>(?<!贫富)(?<!收入)差距)(?:也|已|仍|则|却)?(?:扩大|缩小|拉大|收窄|缩减|拉开)?(?:至|到|为|达|达到|只有|仅有?|仅为|[还仍尚]有)(?:了|约|近|接近|超过?)?$"
)
_PRICED = re.compile(
    "(?:(?P<more>涨价|提价|贵|(?<![上看暴])涨|好转|改善)|恶化|便宜|降价|少付|(?<![下暴])跌|(?<=成本)省)了?(?:约|近|将近|超过?)?$"
)
_BESIDE_ALL = re.compile(
    "(?:人均|户均|亩均|均价|单价|收入|工资)[^,;■]{0,4}(?P<sign>高于|低于|多于|少于)(?:全[国省市区州县])(?:近|约)?$"
)
_DEARER = re.compile(
    "(?:电价|均价|单价|成本|费用?)(?:平均|每[\u4e00-\u9fff]{1,4}|再|又|还|也|要|能)*(?P<sign>[低高])(?:了|出)?(?:约|近)?$"
)
_SOONER = re.compile("提前(?:了|约|近|整整)*$|比[^,;■□]{1,8}早(?:上市|成熟|采收|采摘|收获|开花)(?:了|约|近|整整)*$")
_GAP_FROM = re.compile("(?<!贫富)(?<!收入)差距[由从][^,;■]{0,8}$")
_LEVELS = re.compile("(?<![电水气煤油])量|额|值|达到?$|[的为是有]$|[占等]")


def more_or_fewer(left: str, *, points: bool = False, timed: bool = False) -> tuple[str, int, int] | None:
    """Return rule, sign and end of the subject where ``left`` says that a figure is an amount more or fewer, else nothing."""
    if _ANY.search(left) is None:
        return None  # most figures: none of the patterns below can hold
    net = _NET.search(left)
    if net is not None and "值" not in left[net.start() :]:
        return "F40", -1 if net["verb"] == "减" else 1, len(left)  # 净增企业83户
    added = _ADDED.search(left)
    if added is not None:
        return "F41", 1, added.start()  # 比上年新增4亿元
    less = _LESS.search(left)
    if less is not None:
        fewer = less["verb"] in _FEWER or (less["verb"][0] == "少" and less["verb"][1:] not in ("减", "降"))
        return "F41", -1 if fewer else 1, less.start()
    planned = _BEYOND_PLAN.search(left)
    if planned is not None:
        return "F45", 1 if planned["more"] else -1, planned.start()  # 超计划3万吨
    if not points and (beyond := _BEYOND.search(left)) is not None:
        return "F41", -1 if beyond[0].startswith(("低于", "少于")) else 1, len(left)  # 高出邻市7万多元
    than = _THAN_BEFORE.search(left)
    if than is not None:
        return "F41", 1 if "多" in (than["sign"], than["bare"], than["still"]) else -1, than.start()  # 同比多争取4亿元
    wider = _WIDER.search(left) or _MORE_LAND.search(left)
    if wider is not None:
        return "F43", 1 if wider["verb"] in ("扩大", "调增", "增加") else -1, len(left)  # 调减玉米面积77万亩
    also = _ALSO.fullmatch(left)
    if also is not None:
        return "F41", 1 if also["sign"] == "多" else -1, 0  # 同比分别多2.1亿元和少4.6亿元
    earned = _EARNED.search(left)
    if earned is not None:
        return "F43", 1, len(left)  # 卖秸秆增加收入1.1亿元
    fewer = _FEWER_HANDS.search(left)
    if fewer is not None:
        return "F42", -1, len(left) if fewer[0].startswith("精简") else fewer.start()  # 井下减人1420人
    return _by_its_verb(left, timed=timed)


def _by_its_verb(left: str, *, timed: bool) -> tuple[str, int, int] | None:
    """Return rule, sign and end of the subject where the verb before a figure says that it is more or fewer: 调减, 相差, 提前, 增油."""
    moved = _MOVED.search(left)
    if moved is not None:
        return "F43", 1 if moved["verb"][1] == "增" else -1, moved.start()  # 砂糖橘面积调减1.3万亩
    short = _SHORT_OF.search(left)
    if short is not None:
        return (
            "F41",
            1 if short["sign"] == "多" else -1,
            max(short.start("sign"), short.start("lack"), short.start("fewer")),
        )  # 产值少310亿元
    apart = _APART.search(left)
    if apart is not None:
        return "F41", 1, apart.end("what")  # 与邻市的GDP差距扩大到200亿元
    gap = _GAP_FROM.search(left)
    if gap is not None:
        return "F41", 1, gap.start() + 2  # 与第二名的差距由46亿元缩小到31亿元
    sooner = _SOONER.search(left) if timed else None
    if sooner is not None:
        return "F41", 1, sooner.start()  # 提前两个月完成
    priced = _PRICED.search(left)
    if priced is not None:
        return "F42", 1 if priced["more"] else -1, priced.start()  # 每度电便宜2分钱
    beside = _BESIDE_ALL.search(left)
    if beside is not None:
        return "F41", 1 if beside["sign"] in ("高于", "多于") else -1, beside.start()  # 人均低于全省1.9万元
    dearer = _DEARER.search(left)
    if dearer is not None:
        return "F42", 1 if dearer["sign"] == "高" else -1, dearer.start("sign")  # 电价平均每千瓦时低4分钱
    ahead = _AHEAD.search(left)
    if ahead is not None:
        return "F41", 1, ahead.start()  # 比计划提前40天
    cheaper = _SAVED_THAN.search(left)
    if cheaper is not None:
        return "F41", -1, cheaper.start()  # 物流成本较公路省下600元
    quicker = _QUICKER.search(left) if timed else None
    if quicker is not None:
        return "F41", -1, quicker.start()  # 全程比公路快了两天
    owed = _OWED.search(left)
    if owed is not None:
        return "F45", -1, owed.start()  # 任务还欠着62亿元
    apart_by = _APART_BY.search(left)
    if apart_by is not None:
        return "F41", 1, apart_by.start()  # 最高的与最低的相差1221元
    moved_by = _MOVED_BY.fullmatch(left)
    if moved_by is not None:
        return "F43", 1 if moved_by["verb"][1] == "增" else -1, 0  # 玉米418.5万亩,调减36.2万亩
    gained = _GAINED.search(left)
    if gained is not None:
        return "F42", 1, gained.start()  # 单井日均增油0.4吨
    done = _MORE_DONE.search(left)
    if done is not None and _LEVELS.search(done["thing"]) is None:
        return (
            "F42",
            1 if (done["sign"] == "多") != (done["verb"] in ("减", "降")) else -1,
            done.start("sign"),
        )  # 多卖500吨, 少花2亿元
    return None
