"""What a quantity says of its subject: the frame is chosen by the kind of its unit and the nearest cue before it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from tingzhou.facts.amounts import measure_of_amount
from tingzhou.facts.changes import more_or_fewer
from tingzhou.facts.cues import TIME, Cue, Frame, Words, last_cue, strip_comparator
from tingzhou.facts.fact import Measure
from tingzhou.facts.lexer import Token
from tingzhou.facts.parts import near_whole, part_named, part_of_whole
from tingzhou.facts.points import points

__all__ = ["Frame", "Words", "decide", "strip_comparator"]


_PERCENT = frozenset(("reach", "contribution", "rate", "grow", "cut", "share", "ratio"))
_AMOUNT = frozenset(("reach", "grow", "cut", "share"))
_AVERAGE = re.compile(r"年均(?!浓度|值|气温|降水)|平均增长|两年平均|年平均|复合")
_FEWER_THAN = re.compile("(?:(?:比|较)[^,;]{1,14}|同比|环比)(多|少)(?:了|约|近|出|将近)*$")
_NAMED_GROWTH = re.compile(
    "(?:(?:以上|左右)?[、和与及]■+)*(?:(?:以上|左右)?的|(?:以上|左右)的?两位数的?|(?:以上|左右)(?=[增涨升降]))[^,;■]{0,6}?(?P<what>负增长|增速|增长|增幅|涨幅|升幅|降幅|跌幅|下降|递增|递减)(?!极|点|引擎)"
)
_SIGNED = re.compile("(?:同比|环比|比上年|比□|较□|上年同期|增长|增幅|增速)(?:增长|:)?$")
_SIGNED_END = re.compile("(?:(?:同比|环比|比上年|比□|较□|上年同期|增长|增幅|增速|:)+)?$")
_MEANS = re.compile(
    r"(?:为|达|达到|达到了|覆盖|覆盖了|是|超过|超|在|近|突破|大于|小于|有|约|至|到|逾|不低于|以|约为|高达|不足|接近)$"
)


def decide(token: Token, words: Words) -> Frame:
    """Return the frame of a quantity from its own words; ``measure`` is ``None`` where they do not tell."""
    kind = token.unit_kind
    if kind == "percent":
        frame = _percent(token, words)
        of_water = frame.rule in ("F05", "F08", "F12") and _CLASS_OF_WATER.search(words.left[: frame.subject_end]) is not None
        return replace(frame, measure=Measure.SHARE, rule="F07") if of_water else frame  # Ⅴ类水质降到0.4%
    if kind == "permille":
        return _permille(token, words)
    if kind == "pp":
        return points(words)
    if kind in ("times", "fold"):
        return _times(token, words)
    if kind in ("permille_point",):
        return Frame(None, "F90", reason="unit_not_read")
    return _amount(token, words)


_RATE_BEYOND = re.compile("(?:高于|低于|快于|慢于|高出)[^,;]{2,}$")
_LISTS = re.compile(
    "(?:用工(?!总量|规模|人数)|人工|用人|材料|时限|时间|环节|清单|事项|次数|证明|流程|跑动|用时|工期|周期)(?:平均|同比|均|分别|比□|较□|[比较][\u4e00-\u9fff]{2}前|再|累计|共|总体)*$"
)


_WORKS_BETTER = re.compile(  # 用工成本平均下降18%: what a works or a firm saves, no statistic
    "(?:(?<!营业)(?<!财务)(?<!收入)成本|(?<!研发)(?<!三项)费用|不良率|次品率|废品率|损耗率?|故障率|(?<!招)用工|人工|一线操作工|操作工|亩均用水|(?:化肥|农药)(?:使用量|施用量|用量)|(?<!行业)单位产品能耗|吨[\u4e00-\u9fff]{1,4}(?:能耗|电耗|水耗|煤耗|气耗|耗[电水煤气能]|消耗))"
    "(?:[也还又]?(?:[比较])(?!上年|去年|同期|以前|过去|原来|原先|改造前|技改前|投产之初|此前|上[月季]|全[国省市区]|计划|平均|20)[\u4e00-\u9fff]{1,8}?)?"
    "(?:也|还|又|平均|再|均|将|可|能|大幅|综合|整体|因此)*(?:下降|降低|降|减少)(?:了|约|近|超过?|达)*$"
)
_EACH_MAKES = re.compile("人均(?:产能|产出|产值|效率)(?:也|还)?(?:可|能|将)?(?:提高|提升|增加)(?:了|约|近)*$")
_LOWERED = re.compile("(?<!能耗)(?:降低|减少|(?<=成本)(?:下降|降)|(?<=费用)下降|(?<=用工)下降)(?:了|约|近|超过?)*$")
_CONTRIBUTES = re.compile(
    "贡献了[^,;■]{0,12}?(?:增量|增长|增幅|新增[^,;■]{0,8})的(?:近|约|超过?)?$|对(?=[^,;]{2,16}贡献)[^,;]*?(?:增长|发展|增收)的?贡献(?:已|均)?(?:达到?|超过?|约|近|为|突破)*$"
)


_RESTORED = re.compile(
    "(?:顶得上|抵得上|赶得上)□+[^,;]{0,6}的(?:近|约|超过?)?$|恢复(?:到|至)[^,;]{0,12}的(?:近|约|超过?)?$|(?:只有|仅有?|仅为|不及)(?:□|往年|常年|正常年[景份])[^,;■]{0,8}的(?:近|约)?$"
)
_OF_TARGET = re.compile("完成[^、,;■]{0,10}(?:下降|降低|压减|减排|增长)(?:目标|任务|计划)的(?:近|约|超过?)?$")
_PER_HEAD = re.compile("人均|亩均|平均|均价|单价|收入|工资|强度|水平")
_BETTER = re.compile("(?:同比|环比|[较比](?:□|上年|去年)(?:同期)?)[^,;]{0,4}?改善了?$")
_OF_THE_WHOLE = re.compile("(?:[约大]约?为?|不足|不到|接近|近|超过?)全[国省市区州县]的(?:近|约)?$")
_LOST = re.compile("(?:跌去|跌掉|缩水)(?:了|约|近|超过?)*$")
_CHEAPER_BY = re.compile(
    "(?:[比较](?!□|上年|去年|同期)[^,;■]{1,10}?)?便宜了?(?:约|近|超过?)?$|[比较](?!□|上年|去年|同期)[^,;■]{1,10}?省了?(?:约|近|超过?)?$"
)
_MORE_ABLE = re.compile("(?P<what>效率)(?:平均)?(?:提高|提升|增加)了?(?:约|近|超过?)?$")
_SAVED = re.compile(
    "(?<![调环季细关礼时])节(?:肥|药|电|能|煤|油|工|地|水)(?:约|近|超过?|达)?$|可?省[\u4e00-\u9fff]{1,3}?(?:费|电|油|工|煤)(?:约|近|超过?)?$"
)


def _percent_by_its_words(left: str) -> Frame | None:
    """Return the frame of a per cent that a set phrase before it decides."""
    if "贡献率" in left and re.search("贡献率[和、与]拉动[^,;]{0,10}分别(?:为|达)?$", left):
        return Frame(Measure.CONTRIBUTION_RATE, "F04", 1, left.rindex("贡献率"))
    if (given := _CONTRIBUTES.search(left)) is not None:
        return Frame(Measure.CONTRIBUTION_RATE, "F04", 1, given.start())  # 新产业对工业增长贡献超50%
    if (beyond := more_or_fewer(left, points=True)) is not None and beyond[0] == "F45":
        return Frame(Measure.CHANGE, *beyond)  # 完成投资2929亿元、超年度计划28%
    if (done := _OF_TARGET.search(left)) is not None:
        return Frame(Measure.RATIO, "F10", 1, done.start())  # 完成年度下降目标的54.3%
    if (restored := _RESTORED.search(left)) is not None:
        return Frame(Measure.RATIO, "F10", 1, restored.start())  # 恢复到2019年同期的八成五
    better = _BETTER.search(left) if "改善" in left else None
    if better is not None:
        return Frame(Measure.GROWTH_YOY, "F01", -1, better.start(), reference=_base_of(left))  # PM2.5平均浓度同比改善6.4%
    if "全" in left and _OF_THE_WHOLE.search(left) and _PER_HEAD.search(left) is None:
        return Frame(Measure.SHARE, "F16", 1, near_whole(left))  # 仅428家,不足全省的8%
    if (
        "降" in left
        and (lowered := re.search("降(?:价|费)(?:约|近|超过?|达)*$", left)) is not None
        and re.search("[比较]|同比", left) is None
    ):
        return Frame(Measure.CHANGE, "F06", -1, lowered.start())  # 集采药品平均降价六成
    if (cheaper := _CHEAPER_BY.search(left)) is not None:
        return Frame(Measure.CHANGE, "F06", -1, cheaper.start())  # 比网购电便宜四成
    if (short := _SHORT_OF_WATER.search(left)) is not None:
        return Frame(Measure.CHANGE, "F06", 1 if short["verb"][1] in "丰多" else -1, short.start("verb"))  # 来水偏枯三成
    if (able := _MORE_ABLE.search(left)) is not None and re.search("[比较]|同比|□", left) is None:
        return Frame(Measure.CHANGE, "F06", 1, able.end("what"))  # 掘进效率提升两成
    if (lost := _LOST.search(left)) is not None:
        return Frame(Measure.GROWTH_YOY, "F01", -1, lost.start())  # 牛价跌去两成
    if _SAVED.search(left):
        return Frame(Measure.CHANGE, "F06", -1, len(left))  # 节肥30%, 省电费三成
    return None


def _percent(token: Token, words: Words) -> Frame:
    left = words.left
    if (told := _percent_by_its_words(left)) is not None:
        return told
    cue = last_cue(left, _PERCENT)
    level = re.search("(?:高出|多出)[^,;■]{2,8}$", left) if cue is None else None
    if level is not None and re.search("速|率|幅|比重|占比", words.clause) is None:
        return Frame(Measure.CHANGE, "F41", 1, level.start())  # 收入达2.13万元,高出全盟平均34%
    if _RATE_BEYOND.search(left) and (cue is None or cue.kind == "rate") and _NAMED_GROWTH.match(words.rest) is None:
        return Frame(None, "F97", reason="unit_mismatch")  # a difference of rates is in percentage points
    if cue is None:
        return _percent_without_cue(token, words)
    end = cue.start
    if cue.kind == "grow" and cue.sign < 0 and re.search(_LISTS, left[:end]) and not ("同比" in left and "次数" in left):
        return Frame(Measure.CHANGE, "F06", -1, end)
    lowered = cue.kind == "grow" and token.extra.get("unit") in ("成", "半") and _LOWERED.search(left) is not None
    if cue.kind == "grow" and cue.sign < 0 and _WORKS_BETTER.search(left) and not re.search("□|同比|环比|上年|去年", left):
        return Frame(Measure.CHANGE, "F06", -1, end)  # 吨纱耗电比老车间降了12%
    if lowered and re.search("[比较]|同比|环比|[^年]□", left.removeprefix("□")) is None:
        return Frame(Measure.CHANGE, "F06", -1, end)  # 单箱物流成本降低约三成
    better = token.extra.get("unit") == "成" and cue.kind == "grow" and _EACH_MAKES.search(left) is not None
    if better and re.search("[比较]|同比|□", left) is None:
        return Frame(Measure.CHANGE, "F06", 1, end)  # 全面投产后人均产能可提升四成
    if cue.kind == "grow" or cue.kind == "rate":
        measure = Measure.GROWTH_AVG if _AVERAGE.search(left) else Measure.GROWTH_YOY
        sign = -1 if cue.sign < 0 and not token.raw_value.startswith("-") else 1
        return Frame(measure, "F02" if measure is Measure.GROWTH_AVG else "F01", sign, end, reference=_base_of(left))
    if cue.kind == "share":
        if _OF_PLAN.search(left, cue.start):
            return Frame(Measure.RATIO, "F10", 1, cue.start)  # 占年初预算的47%
        return Frame(Measure.SHARE, "F03", 1, _before_share(left, end))
    if cue.kind == "contribution":
        upon = left.rfind("对", 0, end)  # 甲对乙的贡献率
        return Frame(Measure.CONTRIBUTION_RATE, "F04", 1, upon if upon >= 0 else end)
    if cue.kind in ("cut", "grow") and cue.sign < 0 and re.search("比(?:规定|法定)(?:时限|时间)?$", left[: cue.start]):
        return Frame(Measure.CHANGE, "F06", -1, cue.start)  # 比规定缩短三分之二
    if cue.kind == "cut":
        return _cut(left, cue)
    if cue.kind == "ratio":
        return _named_ratio(left, cue)
    before = left[: cue.start]
    if before.rstrip("□由从的、").endswith("比例") and "占" not in before:
        at = before.rindex("比例")
        return replace(_named_ratio(left, Cue("ratio", 1, at, at + 2)), rule="F07", subject_end=end)
    if re.search("占(?!有率)|比重|份额|比例", before[-16:]) and not re.search("率[也已则均都还仍又再]?$", before):
        return Frame(Measure.SHARE, "F07", 1, _before_share(left, end))
    if (fall := re.search("降幅|跌幅", before[-10:])) is not None:
        return Frame(Measure.GROWTH_YOY, "F01", -1, len(before[:-10]) + fall.start())  # 投资降幅收窄至3.7%
    if re.search("增速|增幅|涨幅", before[-10:]):
        return Frame(Measure.GROWTH_YOY, "F01", 1, end)
    if _ONLY_AHEAD.fullmatch(before) or _AS_BEFORE.fullmatch(before):
        return Frame(Measure.RATIO, "F12", 1, 0)  # 比重去年是28.4%,今年要提高到33%: as before
    return Frame(Measure.RATIO, "F08", 1, end)


_AS_BEFORE = re.compile("(?:出头|多|以上|左右|上下)|[,;]?□+(?:又|再|已|则|也)+")
_ONLY_AHEAD = re.compile("[,□到至]+(?:今后|计划|力争|争取|还|再|又)?(?:要|将|需|应|可|能)")
_OF_PLAN = re.compile(
    "占(?:到)?(?:全年|年度|当年|调整|年|投资|建设|总|全部|□)*(?:预算|计划|目标|任务)(?:投资|收入|支出)?(?:数|总数|总额|总量|总|任务|目标)*的?(?:近|约|超过?)?$"
)


def _before_share(left: str, end: int) -> int:
    """Return where the subject ends: at 占 where the share names its whole (甲占乙的比重)."""
    at = left.rfind("占", 0, end)
    return at if at >= 0 and left[at : at + 2] not in ("占比", "占有") else end


_BASED = re.compile("^(?P<of>.*?)(?:(?:比|较|相比)(?:□+|上年|去年|上一年度?|同期|上年同期)[^,;]{0,6}|同比|环比)$")


def _cut(left: str, cue: Cue) -> Frame:
    """Return growth where a quantity is cut against a base (排放量较2015年削减12%), a change for times, lists and the rest."""
    based = _BASED.match(left[: cue.start])
    if based is not None and re.search(_LISTS, based["of"]) is None and "现在" not in left:
        return Frame(Measure.GROWTH_YOY, "F01", -1, cue.start, reference=_base_of(left))
    return Frame(Measure.CHANGE, "F06", -1, cue.start)


_MEMBERS = re.compile(
    "(?:城市|企业|人员|职工|员工|居民|群众|人口|学生|教师|女性|男性|党员|家庭|[农住]户|群体|客群|人才|青年|老年人|儿童|毕业生|劳动力|市民|村庄|乡镇)(?:的|所占)?$"
    "|(?:群体|客群|人群)的?(?P<bought>[\u4e00-\u9fff]{1,8})$"
)
_RATE_BY_NAME = re.compile(
    "(?:天数|优良|报销|自付|达标|存贷|杠杆|负债|首付款?|补助|补贴|资助|分成|自筹|出资|折算|掺烧|掺混|收入|抚养|性别|师生|换手|合格|赔付|配置|配建|储能|支付|覆盖|达标|报废)的?$"
)
_STATE_OF = re.compile("率|完成|优良|签约|[受办]理|合格|及格|抽检|检查")
_CLASS_OF_WATER = re.compile(
    "(?:[IV]{1,3}|劣[V五]|[ⅠⅡⅢⅣⅤ])类(?:及以上|以上)?(?:水质|水体|断面|水)?(?:断面|水体)?(?:的?比例)?(?:达到?|为|占|有)?$"
)


def _named_ratio(left: str, cue: Cue) -> Frame:
    word = left[cue.start : cue.end]
    if word == "比例" and "占" in left[: cue.end]:
        return Frame(Measure.SHARE, "F09", 1, _before_share(left, cue.end))
    if word == "比例" and re.search("其中|绿电|新能源|清洁能源|可再生|非化石|占", left):
        return Frame(Measure.SHARE, "F09", 1, cue.end)
    members = _MEMBERS.search(left[: cue.start]) if word == "比例" else None
    if members is not None and (members["bought"] is None or not _STATE_OF.search(members["bought"])):
        return Frame(Measure.SHARE, "F09", 1, cue.end)  # 达标城市比例: members of a whole
    if word == "比例" and _RATE_BY_NAME.search(left[: cue.start]) is None and _STATE_OF.search(left[: cue.start]) is None:
        return Frame(Measure.SHARE, "F09", 1, cue.end)  # 绿色建筑比例, 大班额比例
    return Frame(Measure.RATIO, "F05", 1, cue.end)


def _base_of(left: str) -> str:
    if "环比" in left:
        return "上月"
    return "" if "比□" not in left and "较□" not in left else "stated"


_THAN_MEAN = re.compile("(?:高于|低于|高出)[\u4e00-\u9fff]{0,6}平均(?:水平)?(?:近|约|超过?)?$")
_MANY_MORE = re.compile(
    "(?<![许很更最至增不大众较甚过])(?P<sign>[多少])(?:(?:送|卖|发|产|收|销|运|挣|赚|用)(?:了|出)?|了|出)(?:约|近|超过?)?$"
)


_FEWER_OF = re.compile(
    "(?<![许很更最至增不大众较甚减缺极偏太])少(?:用|烧|耗|花|缴|排|施|投|跑)[\u4e00-\u9fff]{1,3}(?:约|近|超过?)?$"
)
_BESIDE_OTHERS = re.compile("(?<![同环])[比较](?P<object>[^,;■]{1,10}?)(?P<verb>低|高)(?:了|出)?(?:近|约|超过?)?$")


def _grown(token: Token, words: Words) -> Frame | None:
    """Return the frame of a growth named after its number (13%的增长) or by 多 and 少 (比上年同期少四成), and of what was regained."""
    left = words.left
    named = _NAMED_GROWTH.match(words.rest)
    if re.search("(?:压减|压缩|缩短|缩减|精简)了?[办审]?[\u4e00-\u9fff]{0,6}(?:时间|时限|环节|材料|周期)(?:约|近|超过?)?$", left):
        return Frame(Measure.CHANGE, "F43", -1, len(left))  # 平均压减办理时间61.5%
    if re.search("提速了?(?:约|近|超过?)?$", left):
        return Frame(Measure.CHANGE, "F06", 1, left.rindex("提速"))  # 审批提速六成
    more = _MANY_MORE.search(left)
    if (
        more is not None
        and more["sign"] == "少"
        and token.extra.get("unit") in ("成", "半", "分之")
        and not re.search("[比较]|同比", words.clause)
    ):
        return Frame(Measure.CHANGE, "F06", -1, more.start())  # 用工少了四成
    if more is not None:
        return Frame(Measure.GROWTH_YOY, "F01", -1 if more["sign"] == "少" else 1, more.start())  # 多送了三成以上
    if _FEWER_OF.search(left) is not None and re.search("[比较]|同比|□", words.clause) is None:
        return Frame(Measure.CHANGE, "F06", -1, _FEWER_OF.search(left).start())  # type: ignore[union-attr]  # 少用水三成
    beside = _BESIDE_OTHERS.search(left)
    if beside is not None and TIME.search(beside["object"]) is not None:
        return Frame(Measure.GROWTH_YOY, "F01", -1 if beside["verb"] == "低" else 1, beside.start(), reference=_base_of(left))
    if beside is not None:
        return Frame(Measure.CHANGE, "F06", -1 if beside["verb"] in "低少" else 1, beside.start())  # 能耗比同行低一成
    fewer = _FEWER_THAN.search(left)
    if fewer is not None:
        return Frame(
            Measure.GROWTH_YOY, "F01", -1 if fewer[1] == "少" else 1, fewer.start(), reference=_base_of(left)
        )  # 比上年同期少四成
    if named is not None:
        sign = -1 if named["what"] in ("降幅", "跌幅", "下降", "负增长", "降速", "递减") else 1
        measure = (
            Measure.GROWTH_AVG
            if "均" in named[0] or (named["what"] in ("递增", "递减") and left.endswith("□"))
            else Measure.GROWTH_YOY
        )
        return Frame(measure, "F17", sign, len(left), reference=_base_of(left))  # 分别实现13.1%、32.8%的增长
    return None


_SHORT_OF_WATER = re.compile("(?:来水|降水|降雨|径流|水量|来风|光照)量?(?P<verb>偏[枯少丰多低])(?:了|约|近)*$")
_DONE_OF = re.compile("完成[^,;]{0,8}(?:(?:任务|目标|计划|预算)[^,;]{0,4}■+的|■+(?:任务|目标|计划|预算)+的)$")


def _course(left: str) -> Frame | None:
    """Return the frame of a level that a course begins with or of a speed that grew; nothing for other words."""
    course = re.search(
        "(?P<what>占比|比重|份额|比例|[率度])[由从](?:[^,;]{0,20}的(?:不足|不到|近|约|超过?)?|(?:原来|此前|过去|以前|原先)的?(?:不足|不到|近|约|超过?)?|不足|不到)$",
        left,
    )
    if course is not None:
        measure = Measure.SHARE if course["what"] in ("占比", "比重", "份额", "比例") else Measure.RATIO
        return Frame(measure, "F12", 1, course.end("what"))  # 外贸依存度由某年的18.9%升至50%
    if re.search(
        "(?:增速|增幅|增长率)(?:须|要|应|需|将|能|可|会|还|力争|有望)*(?:(?:继续)?(?:保持|稳定|维持)在|须达到?|需达到?|要达到?|能有|能达到?|回到|恢复到|回升到)$",
        left,
    ):
        return Frame(Measure.GROWTH_YOY, "F01", 1, len(left))  # 增速须保持在6.5%以上
    if re.search("提速了?(?:约|近|超过?)?$", left):
        return Frame(Measure.CHANGE, "F06", 1, left.rindex("提速"))
    return None


_IN_PROGRESS = re.compile("(?:建设|工程|进度|任务|完成[\u4e00-\u9fff]{0,6}|施工|收割|播种|改造|投资|安装)(?:已经?|均)?$")


def _done_so_far(token: Token, words: Words) -> Frame | None:
    """Return the frame of a per cent of a plan, of a target or of a mean: 完成年任务20亿元的25%, 低于4%的控制目标."""
    left, right = words.left, words.right
    if re.search(
        r"(?:完成|达到|达|相当于|为|是|仅为|是)[^、,]{0,14}的(?:近|超过|超|约|逾)?$|(?:不足|不到)(?!全)[^、,■◇]{2,14}的$|完成[^、,]{0,14}(?:计划|目标|任务|预算|规划)(?:的)?(?:近|超过?|约)?$|平均(?:水平)?的(?:近|超过|超|约)?$",
        left,
    ):
        done = re.search("(?:已|累计)?完成|(?:达到|达|为|是|相当于|不足|不到)[^,;]*的", left)
        return Frame(Measure.RATIO, "F10", 1, done.start() if done else len(left))
    if token.raw_value[:1] in "+-" and token.raw_value and (_SIGNED.search(left) or not left):
        return Frame(Measure.GROWTH_YOY, "F01", 1, len(_SIGNED_END.sub("", left)), reference=_base_of(left))  # 同比+9.6%, (+5.2%)
    if re.search("(?:任务|目标|计划)的(?:近|约|超过?)?$", left):
        return Frame(Measure.RATIO, "F10", 1, len(left))  # 拿下了全年引资任务的六成
    if left.endswith("的") and len(left) < 8 and _DONE_OF.search(words.clause):
        return Frame(Measure.RATIO, "F10", 1, 0)  # 完成年任务20亿元的25%
    if token.raw_value == "过半" and _IN_PROGRESS.search(left):
        return Frame(Measure.RATIO, "F10", 1, len(left))  # 装置建设过半
    if (far := re.search("进度(?:已经?|均|普遍)?(?:过|超过?|达到?|近|接近|为)?$", left)) is not None:
        return Frame(Measure.RATIO, "F10", 1, far.start() + 2)  # 秋收进度过八成
    if re.search("(?:^|完成|对照|围绕|按照?|实现|但|离|距|,)(?:□|全年|年度|年初|既定|这个)*$", left) and re.match(
        "(?:左右|以上)?的(?:全年|年度|年初)?(?:增长|预期|既定)*(?:目标|预期)", right
    ):
        return Frame(Measure.GROWTH_YOY, "F17", 1, len(left))  # 完成7.5%的目标
    if re.search("全[国省市区州]$", left) and right.startswith("的平均水平"):
        return Frame(Measure.RATIO, "F12", 1, len(left))  # 与全省12.1%的平均水平
    if re.search("[低高好]于$", left) and re.match("的(?:年度|全年|控制|预期|年初)*(?:目标|控制)", right):
        return Frame(Measure.RATIO, "F12", 1, 0)  # 失业率2.31%,低于4%的控制目标
    if re.search("人均[^,;■]{0,12}(?:仅|只)?(?:为|是|有|及|不到|不足|不及)(?:其|他们|人家|全[国省市区州])的?$", left):
        return Frame(Measure.RATIO, "F10", 1, left.rindex("人均") + 2)  # 人均GDP不到全国的一半
    if re.search("够[^,;■]{1,8}的$", left):
        return Frame(Measure.RATIO, "F10", 1, left.rindex("够"))  # 到位资金仅够计划的七成
    return None


def _percent_without_cue(token: Token, words: Words) -> Frame:
    left, right = words.left, words.right
    if (told := _grown(token, words) or _done_so_far(token, words) or _course(left)) is not None:
        return told
    of_a_year = re.search("(?:已?(?:接近|超过|达到|近|超|约|相当于)了?)(?:□|去年|上年|往年)+(?:全年)?的(?:近|约|超过?)?$", left)
    if of_a_year is not None and token.extra.get("unit") in ("半", "成", "分之"):
        return Frame(Measure.RATIO, "F10", 1, of_a_year.start())  # 前3个月交付的,已接近去年全年的一半
    if re.search("的还?(?:不到|不足|不|只有|有|占)$", left):
        return Frame(Measure.SHARE, "F11", 1, len(left))  # 开发的还不到7%
    if re.search("完成(?:投资|任务|工程量|进度)?(?:了|约|近|过|超过?)?$", left):
        return Frame(Measure.RATIO, "F10", 1, max(left.rfind("完成"), 0))  # 计划投资232亿元,完成63.5%
    if re.search("(?:^|[、,和])(?:全球|全国|世界|全[省市区州疆])的(?:近|超过?|约)?$", left) and "占" in words.clause:
        return Frame(Measure.SHARE, "F03", 1, 0)
    if token.extra.get("unit") in ("分之", "半") and re.search("(?:接近|超过|超|近|约|不到|不足|不及|相当于)[^、,]{2,20}的$", left):
        return Frame(Measure.SHARE, "F16", 1, near_whole(left))  # 接近全社会用电量的1/3
    if re.search("(?:接近|超过|超|近|约)[^、,]{0,10}(?:总|全部|全[省市区州疆国])[^、,]{1,10}的(?:近|约)?$", left):
        return Frame(Measure.SHARE, "F16", 1, near_whole(left))  # 接近全省总产能的40%
    if re.match("(?:以上|以下)?的(?:有|是|为|达|共|包括|主要)", right):
        return Frame(None, "F91", reason="measure_unclear")  # 增速超过6%的有新疆、江西: a threshold
    if (
        re.match("(?:以上|以下|左右)?的?[\u4e00-\u9fff]", right)
        and words.right[:1] not in ("和", "与", "及")
        and re.search("(?:^|其中|有|近|超|超过|约|、|,|全球|全国|世界|我国|全[省市区州疆])(?:近|约|超过?)?$", left)
        and ("的" in right[:4] or re.search("(?:其中|有)(?:近|超过?|约)?$", left))
    ):
        return Frame(Measure.SHARE, "F11", 1, len(left))
    if (
        token.extra.get("unit") in ("半", "成", "分之")
        and re.match("(?:左右|以上)?的?(?!以上|左右|以下|以内)[\u4e00-\u9fff]", right)
        and (len(left) < 12 or re.search("(?:拿下|占领|占据|包揽|供应)[^,;■]{0,6}$", left) is not None)
    ):
        return Frame(Measure.SHARE, "F11", 1, len(left))  # 超六成职工, 近半数项目
    if part_of_whole(token, left, right, words.rest) or part_named(left, right):
        return Frame(Measure.SHARE, "F11", 1, len(left))
    if token.extra.get("unit") == "半" and re.search("占|过", words.clause):
        return Frame(Measure.SHARE, "F03", 1, len(left))
    if "占" in words.clause and re.search("的$", left):
        return Frame(Measure.SHARE, "F03", 1, _before_share(left, len(left)))
    if re.match("(?:以上|左右)(?:均|都)?(?:来自|销往|出口|用于|在[\u4e00-\u9fff]{2,6}(?:采购|生产|销售|消化|就业|完成))", right):
        return Frame(Measure.SHARE, "F11", 1, len(left))  # 零部件90%以上在省内采购
    if not left.strip("“") and re.match("(?:以上|左右)?(?:已?被|来自|来源于|用于|销往|出口|由)[\u4e00-\u9fff]", right):
        return Frame(Measure.SHARE, "F11", 1, 0)  # “80%以上被游客采摘
    if re.search("[^□■,]{2}[从由]$", left) and re.match("[\u4e00-\u9fff]{1,4}[至到]■", right + words.rest[len(right) :]):
        return Frame(Measure.RATIO, "F12", 1, len(left) - 1)  # 关税从25%跃升至100%
    if re.search("(?:按照?|配套|配置|配建|配备)$", left) and re.search("储能|配", words.rest):
        return Frame(Measure.RATIO, "F10", 1, len(left))  # 按20%、2小时配套储能
    if re.search("(?:接近|超过|超|近|约|达到?)全[国省市区州]的(?:近|约)?$", left):
        return Frame(Measure.SHARE, "F16", 1, near_whole(left))  # 1.89万平方公里海域,接近全省的七成
    if left in ("至", "到"):
        return Frame(Measure.RATIO, "F12", 1, 0)  # 下降0.25个百分点至3.6%
    bare, _ = strip_comparator(left)
    if _MEANS.search(left) and len(bare.strip("□的为达到是在")) >= 2:
        return Frame(Measure.RATIO, "F12", 1, len(left))
    return Frame(None, "F91", reason="measure_unclear")


def _permille(token: Token, words: Words) -> Frame:
    cue = last_cue(words.left, frozenset(("ratio", "reach", "grow")))
    if cue is not None and cue.kind == "grow":
        raised = re.search("含量|浓度|品位", words.left[: cue.start]) is not None
        measure = Measure.CHANGE if raised else Measure.GROWTH_YOY  # 有机质含量提高1.8‰
        return Frame(measure, "F01", -1 if cue.sign < 0 else 1, cue.start)  # 比上年下降5‰
    share = re.search("占[^,;]{1,14}的(?:近|约|超过?)?$|占[^,;]{0,10}(?:份额|比重)(?:为|达到?|约)?$", words.left)
    if share is not None:
        return Frame(Measure.SHARE, "F03", 1, share.start())  # 占全国的13.2‰
    if token.raw_value.startswith("千分之") and (cue is None or cue.kind != "ratio") and "率" not in words.clause:
        return Frame(Measure.SHARE, "F03", 1, len(words.left), multiply=Decimal("0.1"), unit="%")  # 面积不足云南千分之二
    end = cue.end if cue is not None and cue.kind == "ratio" else len(words.left) if cue is None else cue.start
    return Frame(Measure.RATIO, "F13", 1, end)


_MORE_TIMES = re.compile("(?<![许很更最大众])多(?:了|出)?(?:近|约|整整|将近|超过?)?$")


def _times(token: Token, words: Words) -> Frame:
    left = words.left
    if token.unit_kind == "fold":
        base = re.search("(?<![同环])[较比][^,;]{1,16}$", left)
        return Frame(Measure.RATIO, "F31", 1, base.start() if base else max(len(left) - 1, 0), unit="1")
    cue = last_cue(left, frozenset(("grow", "reach")))
    if re.search("翻了?(?:近|约|将近)?$", left) and token.unit_kind == "times":
        return Frame(Measure.GROWTH_YOY, "F30", 1, left.rindex("翻"), multiply=100, unit="%")  # 较2020年翻了近一倍
    if (beyond := re.search("[高多]出[^,;■]{0,10}$", left)) is not None:
        return Frame(Measure.CHANGE, "F42", 1, beyond.start(), multiply=100, unit="%")  # 比种粮高出五倍
    more = _MORE_TIMES.search(left)
    if more is not None:
        return Frame(Measure.GROWTH_YOY, "F30", 1, more.start(), multiply=100, unit="%")  # 工人多了一倍
    if (able := _MORE_ABLE.search(left)) is not None and re.search("[比较]|同比|□", left) is None:
        return Frame(Measure.CHANGE, "F42", 1, able.end("what"), multiply=100, unit="%")  # 人均效率提高1.2倍
    if cue is not None and cue.kind == "grow" and cue.sign > 0:
        measure = Measure.GROWTH_AVG if _AVERAGE.search(left) else Measure.GROWTH_YOY
        return Frame(measure, "F30", 1, cue.start, multiply=100, unit="%")
    if (
        re.search(
            r"(?:是|为|达|达到|相当于|超|超过|超过了|近|约|到|约为|约为)[^,;]*?(?:的|面积|总量|人口)(?:近|约|超过|超)?$", left
        )
        or cue is not None
        or _MEANS.search(left)
        or re.search("[^没]是[\u4e00-\u9fff]{2,6}$", left)
    ):
        stop = re.search("是|为|达|相当于|超过|到", left)
        return Frame(Measure.RATIO, "F32", 1, stop.start() if stop else len(left), unit="1")
    return Frame(None, "F94", reason="measure_unclear")


_PLACES_WON = re.compile("(退后|下移|前移|晋升|上升|提升|提高|下滑|回落|前进|后退|后移|下降|跃升|上移|进)了?$")
_BARE_VERB = re.compile(
    r"[比净双较月日年均却则又再仅能可][增升涨降减跌](?:约|近|超|了)?$|(?:费|价|成本|[能电煤水]耗)[^,;■]{0,8}[涨降减跌]了(?:约|近)?$"
)
_REDUCED = re.compile(
    "减碳(?:约|近|超过?|达)?$|(?:压降(?=负荷)|减少|减排|少烧|少排|少用|少耗|压减|削减)(?![到至为了])[^,;■□]{1,12}$|减碳$"
)
_FEWER_PAPERS = re.compile("(?:减少|压减|精简)[\u4e00-\u9fff]{0,4}(?:材料|环节|事项|证明|表单|跑动|流程|要件)(?:约|近|超过?)?$")
_FEWER_POOR = re.compile("(?:减少|压减)(?:贫困|农村贫困|低收入)人口(?:约|近|超过?|共|累计)?$")
_CHEAPER = re.compile(
    "(?<!相当于)(?<!折合)(?:(?:降低|减少)[^,;■□]{0,10}(?:财政收入|税收|成本|费用|负担|支出|开支|损失)|(?:压减|压降|核减|评减|审减|削减|压缩|缩减|节减)(?![至到])[^,;■□]{2,24}?)(?:约|近|超过?|达|共|累计)*$"
)
_DEGREES = re.compile(
    "温[^,;]{0,8}$|零[上下]$|摄氏$|[东西]经$|[南北]纬$|[角坡弧湿]度?[^,;电]{0,4}$"
)  # 度 of heat or angle, not of energy


def _places_won(token: Token, words: Words) -> Frame | None:
    """Return the frame of places won or lost in a ranking, or of the place that a course begins at."""
    left = words.left
    if (token.extra.get("unit") == "位" or words.right.startswith(("位次", "名次"))) and (
        won := _PLACES_WON.search(left)
    ) is not None:
        return Frame(
            Measure.CHANGE,
            "F40",
            -1 if won[1] in ("后退", "退后", "下降", "下移", "后移", "下滑", "回落") else 1,
            won.start(),
            unit="rank",
        )  # 较上年前移8位
    if token.extra.get("unit") == "位" and re.search("[由从]$", left) and re.match("[\u4e00-\u9fff]{0,6}[到至]■", words.rest):
        return Frame(Measure.RANK, "F60", 1, len(left) - 1, unit="rank")  # 由31位上升到第9位
    return None


def _becomes_less(left: str, kind: str) -> bool:
    """Tell whether a length is by how much a way becomes shorter, or an area by how much less is planted (调减苗木1.6万亩)."""
    if kind == "area" and re.search("调减[\u4e00-\u9fff]{1,6}$", left):
        return True
    return (
        kind == "length"
        and re.search("缩短[\u4e00-\u9fff]{0,6}(?:航程|里程|运距|路程|距离|行程)(?:约|近|超过?)*$", left) is not None
    )


def _amount(token: Token, words: Words) -> Frame:
    left, kind = words.left, token.unit_kind
    if (placed := _places_won(token, words)) is not None:
        return placed
    if (
        token.unit_kind == "count"
        and token.extra.get("unit") not in ("户", "棵", "株", "人", "辆")
        and re.search("相当于(?:近|约|超过?)?$", left)
    ):
        return Frame(None, "F99", reason="measure_unclear")  # 相当于7.4个足球场: an illustration
    if (token.rule == "L14" and not left) or left.endswith("没有"):
        return Frame(None, "F99", reason="measure_unclear")  # (4×30万千瓦): how a capacity is made up; 没有750千伏电网的历史
    if token.extra.get("unit") == "度" and _DEGREES.search(left):
        return Frame(None, "F90", reason="unit_not_read")
    if kind == "temperature" and left.endswith(("零下", "零下约", "零下近")):
        return Frame(Measure.LEVEL, "F54", -1, left.rindex("零下"))
    cue = last_cue(left, _AMOUNT, bare_verbs=_BARE_VERB.search(left) is None)
    if kind == "count" and left and re.fullmatch("(?:实现)?(?:增长|上涨|下降|上升|回升|回落)[、,]|.*(?:价格)?[上下][涨跌]", left):
        cue = None  # 22个行业中18个增长、4个下降; 价格上涨8个品种
    if kind == "count" and left.endswith("的") and re.search("(?:下降|下滑|回落|减少|增长|增加|上升)的$", left):
        cue = None  # 对产值下降的87家企业
    end = len(left)
    if (
        cue is not None
        and kind not in ("voltage", "speed")
        and cue.kind in ("grow", "cut")
        and not (kind == "duration" and cue.kind == "grow" and "增长" in left[cue.start :])
    ):
        return Frame(Measure.CHANGE, "F40", cue.sign, cue.start)
    moved = more_or_fewer(
        left, points=kind == "pp" or (kind == "duration" and _THAN_MEAN.search(left) is None), timed=kind == "duration"
    )
    if moved is not None:
        return Frame(Measure.CHANGE, *moved)
    if _becomes_less(left, kind) or (kind == "count" and "相当于减少" in left):
        return Frame(Measure.CHANGE, "F43", -1, end)  # 比经广州出海缩短内河航程560公里; 相当于减少重型卡车运输60万辆次
    if left in ("少", ",少", ";少") and kind == "money":
        return Frame(Measure.CHANGE, "F41", -1, 0)  # 仅为其一半左右,少2105亿元
    if left in ("增", "减") or (kind == "duration" and re.fullmatch("[,、;]?[增减](?:了)?", left)):
        return Frame(Measure.CHANGE, "F40", 1 if "增" in left else -1, 0)  # 一增一减,增34小时、减18小时
    if kind == "money" and _CHEAPER.search(left):
        return Frame(Measure.CHANGE, "F43", -1, end)  # 降低物流成本1300亿元
    counts = _FEWER_PAPERS.search(left) or _FEWER_POOR.search(left)
    if (kind not in ("count", "duration", "money") or counts) and _REDUCED.search(left):
        return Frame(Measure.CHANGE, "F43", -1, end)  # 每年可减少煤炭消耗35万吨
    if (
        "增" in left
        and (kind != "count" or "人口" in left)
        and re.search("增[长加]?(?:量|规模)(?:分别)?(?:约|近|超过?|达到?|为|是)?$", left)
    ):
        return Frame(Measure.CHANGE, "F44", 1, end)  # 铁路货运增量7.8亿吨
    if cue is not None and cue.kind == "reach":
        end = cue.start
    if kind in ("duration", "count") and left[-5:].find("续") >= 0 and re.search("[连持]续(?:近|超过?)?$", left):
        return Frame(None, "F98", reason="measure_unclear")  # how long a run has lasted, not a figure of the subject
    measure, rule = measure_of_amount(token, words, left[:end])
    if measure is Measure.SPEC and kind == "length" and token.value is not None:
        token.value, token.base = token.value / 1000, "km/h"
        token.upper = token.upper / 1000 if token.upper is not None else None
    return Frame(measure, rule, 1, end)
