"""What is told for illustration goes to the queue (每出口5辆,约有1辆…), and what a verb or a subject makes another measure is that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tingzhou.facts.cues import Frame
from tingzhou.facts.fact import Measure
from tingzhou.facts.lexer import Token

if TYPE_CHECKING:
    from tingzhou.facts.cues import Words

__all__ = ["after_doubt"]

_PER = re.compile("每(?!年|天|月|日|季|周|小时|分钟|度|千瓦|立方|吨|斤|公斤|亩|人|户|个?百)[\u4e00-\u9fff]{1,8}$")
_THEN = re.compile("[^。;\n]{0,8}?,?(?:就|约有|,有|便(?!宜)|才|平均就)")
_THEN_SO_MANY = re.compile(
    "每[^。;\n]{1,20}(?:[,]|[■0-9.一二两三四五六七八九十]+[\u4e00-\u9fff]{0,8}?)(?:当地)?(?:就有?|约有|便有|就会?增加[\u4e00-\u9fff]{2,6}约?|里就?有)(?:近|约|超过?)?$|每[\u4e00-\u9fff]{0,3}[■0-9.一二两三四五六七八九十百]+[\u4e00-\u9fff]{1,8},有$"
)
_RECKONED = re.compile("[^。;\n]{0,8}?(?:来|的标准|的速度)?(?:计算|估算|测算)")
_BY = re.compile("(?:^|[(,])(?:按照?|以|照)[^,;]{0,20}$")
_AWAY_FROM = re.compile("(?:^|[,;])[距离]$")
_ONE_SOLD = re.compile("[\u4e00-\u9fff]{1,6}卖")
_IN_THE_TIME = re.compile(
    "[里内](?![\u4e00-\u9fff]*率)|的?时间[里内]?|零|的(?:清明|春节|国庆|小?长假|假期|会期|博览会|活动|[\u4e00-\u9fff]{1,3}铁路)"
)
_FOR_A_TIME = re.compile("(?:为期|(?:^|[,;])在|在这|通车|零|[干待工作]满?了)$")
_ROUND_THE_CLOCK = re.compile("“?(?:待命|轮[班流守]|抢修|不打烊|不停机?|连轴转|不间断|运转|作业|值守|通关)")
_DONE_IN = re.compile("(?:办结|办理|完成|建成|响应|送达|到账|交付|拿证|出证|审批|到达|直达|可达)")
_SAVED_TIME = re.compile("(?P<verb>省时|省下|少用|少花)了?(?:约|近)?$")
_EARLIER = re.compile("(?:(?<=还)早|比[^,;]{2,12}[早长慢]|(?<=就是)慢|进度[^,;]{0,4}快|(?<=约定)早|(?<=工期)早)了?(?:约|近|整整)*$")
_MORE_OR_LESS = re.compile(
    "(?<!顶)(?P<sign>[多少])(?:出栏|种植?|上市|栽|养|播|捕|产出)了?(?:约|近)?$|(?P<cut>(?:面积|产量|规模)(?:虽说|虽然?)?减了?(?:约|近)?)$|(?P<saved>(?<!减税)可?降费|可?降本|可?节支)(?:约|近|超过?)?$|少(?:雇|交材料|交资料|交证明)了?$|自重减(?P<light>轻)了?(?:约|近)?$|略(?P<little>[减增降升])(?:约|近)?$|超过(?:去年|上年|□)(?:全年|同期)?(?P<over>)$|比计划(?P<beyond>超发|超产|多发|多产)(?:约|近)?$"
)
_UNIT_COST = re.compile(
    "(?:成本|单位(?:产品)?[能电煤水]耗|吨产品[\u4e00-\u9fff]{0,6}消耗|吨(?!公里|标)[\u4e00-\u9fff]{1,3}(?:综合)?(?:耗[水电能煤气汽]|[能电水煤汽]耗|碳排放)|水耗|单耗|每[\u4e00-\u9fff]{1,4}的?[\u4e00-\u9fff]{2,4}消耗|粉尘浓度|申请材料|办事材料|材料|环节|客单价|用工|人工|用水量?|用药量?|化肥用量|用肥量?)(?:[较比][\u4e00-\u9fff]{2,6})?可?(?:下降|降低|减少|精减|精简|压减|减|降)了?(?:约|近|超过?)?$"
)
_INTENSITY = re.compile("万元|单位(?!(?:产品)?[能电煤水]耗)")  # published year by year
_HALVES = re.compile("(?:靠|在|是|来自|给|留|用于)(?!规上|全)")
_ABLE = re.compile("(?:附加值|工效|人效|工时利用|良品|周转)[\u4e00-\u9fff]{0,4}(?:提高|提升|增加)了?(?:约|近|超过?)?$")
_BELOW = re.compile(
    "(?P<sign>[高低])(?:于|出)[\u4e00-\u9fff]{2,12}?(?:平均(?:水平|值)?|标杆(?:水平|值)?|均值|限额|基准(?:水平|值)?)(?:约|近)?$"
)
_ENLARGED = re.compile("(?:扩区|扩园|扩建|可增加[\u4e00-\u9fff]{2,8}(?:消纳|供电|供水|发电量?))(?:面积)?(?:约|近)?$")
_PLANT_OF = re.compile("[\u4e00-\u9fff]{0,6}?(?:屠宰|加工|组装)[\u4e00-\u9fff]{0,4}(?:项目|生产线|基地|工厂)")
_VESSEL = re.compile("级?(?:高炉|储罐|球罐|气柜|罐区|反应釜)")
_MADE_A_YEAR = re.compile("年产[\u4e00-\u9fff]{1,8}(?:约|近|超过?)?$")
_GOODS = frozenset("瓶口只件把双条套台粒株盒袋箱罐张块片支枚")
_OF_A_TRADE = re.compile(
    "(?:(?:企业|经营主体|市场主体|厂家|作坊)[^。;项]{0,10}■+[^。■;项]{0,8}|■+[^。■;项]{0,3}(?:企业|厂家|作坊)),(?:从业人员[^。■;]{0,4}■+,)?年产[\u4e00-\u9fff]{1,8}(?:约|近|超过?)?$"
)
_AGAINST_A_YEAR = re.compile(
    "(?:时间|用时|时限|周期|工期)[^,;]{0,6}[较比](?:□+|上年|去年)[^,;]{0,6}(?:压缩|压减|缩短|下降|减少|降低)了?(?:约|近|超过?)?$|^[,]?[较比](?:□+|上年|去年)(?:分别|平均)?(?:压缩|压减|缩短)了?(?:约|近|超过?)?$"
)
_OF_A_TASK = re.compile("占(?:应收|应种|应播|计划|任务|目标)[\u4e00-\u9fff]{0,4}的?(?:约|近|超过?)?$")
_DONE_SO_FAR = re.compile(
    "(?:完成|治理完|铺轨|打桩|改造完|施工|进度|吊装|填筑|掘进|浇筑|已经?[收种播栽割]|播种|栽插|收割|收获)了?(?:约|近|超过?|已)*$"
)
_RATE_MOVED = re.compile("率[^,;。0-9]{0,6}[从由][^,;。]{0,24}$")
_ABILITY_MOVED = re.compile(
    "(?:产能|能力)[^,;。]{0,6}[从由][^,;。]{0,12}(?:提高|增加|扩大|提升|增|扩)[到至](?:现在|目前|如今|□+)?的?$|(?:产能|能力)[从由]□*的?$"
)
_LESS_THAN_PART = re.compile("(?:还|数量|总量)不到(?:总量|总数|[\u4e00-\u9fff]{2,6}(?:企业|人口|总额|农户|用户|家庭))的(?:近|约)?$")
_PUT_INTO = re.compile("(?:投入|里投|方投|府投)(?:近|约|超过?|了)*$")
_THEN_BUILT = re.compile(",(?:先后|又)?(?:建起|建成|新建|改建|扩建)")
_BUILT_WITH = re.compile("(?:新?建(?!议)|治理|修复|改造|改建|扩建|升级|修建)")
_A_YEAR = re.compile("年(?:产|加工)(?![能量值])[\u4e00-\u9fff、]{1,10}?(?:约|近|超过?|达到?)?$")
_OF_THE_COUNTRY = re.compile(",?(?:左右|以上)?,?约?占(?:到|了)?(?:全[国省球世]|世界|国内)")
_BY_FIRMS = re.compile(
    "(?:■[\u4e00-\u9fff]{0,10}(?:企业|户|厂)|(?:企业|工厂|厂)■)[^,。;]{0,6},年(?:产|加工)(?![能量值])(?:(?!能力|产能)[\u4e00-\u9fff、]){1,10}?(?<!能力)(?<!电机)(?:约|近|超过?)?$"
    "|(?:存栏|存笼|饲养量|种植面积|养殖面积)[^,。;■]{0,8}■+[^。■]{0,4}(?:[,;]占[^,;。]{2,10})?[,;]年(?:可?产|加工)(?![能量值])(?:(?!能力|产能)[\u4e00-\u9fff、]){1,10}?(?<!能力)(?:约|近|超过?)?$"
)
_CONTRIBUTION_MOVED = re.compile("贡献率,?(?:则|也|已)?[从由][^,;。]{0,24}$")
_SHORT_OF = re.compile("^(?:[^,;]{2,12})?(?:还|仍)?差(?:了|着)?(?:将近|近|约|不到)?$")
_GIVES_GROWTH = re.compile("贡献了(?:其中的)?(?:近|约|超过?|将近)?$")
_STORE = re.compile("[\u4e00-\u9fff]{0,8}?(?:冷链库|冷库|粮仓|储备库|油库)")
_DEAR = re.compile("(?:(?P<more>贵)|便宜)了?(?:约|近|超过?)?$")
_PROPORTION = re.compile("(?<!优良天数)(?<!报销)(?<!达标)(?<!支付)(?<!补助)比例[从由][^,;。]{0,16}$")
_EARNED_IN = re.compile("(?:接待|共|累计|进账|多?卖了?|门票|运送|挣了?|收入|摆了)")
_SHARE_MOVED = re.compile("(?:占比|比重|份额),(?:已|则)?[从由][^,;。]{0,24}$")
_FASTER_THAN_BEFORE = re.compile("比(?:去年|上年|常年|往年|□)[\u4e00-\u9fff]{0,4}(?:快|早)了?$")
_OF_A_CLASS = re.compile("以上的?(?:村|行政村|企业|农户|县|镇|岗位|职工|家庭|项目)(?:占比|占|数|有)")
_GOODS_OVER = re.compile("(?:以上)?(?:的(?:货物|产品|商品|企业)|内销免[关税])")
_THAN_RULED = re.compile("比(?:法定|承诺|规定|约定)[\u4e00-\u9fff]{0,4}(?:少|缩短|压缩|减少|提速)了?(?:约|近|超过?)?$")
_SINCE = re.compile("同比|环比|同期|[0-9□]{2,}|上年|去年|上月|下同|以来")
_CAN_MAKE = re.compile(
    "(?:能|可|将)年产|日产(?!量|气|煤|油|鲜?奶|鸡?蛋|原[煤油]|天然气)[\u4e00-\u9fff、]{1,8}(?<!量)$|年产[\u4e00-\u9fff]{1,8}能力$|年可?(?:处理|加工|产出|(?<=可)生产|回收|接卸|消化|屠宰)[\u4e00-\u9fff]{0,8}(?<!量)$|日(?:可|能)?(?:加工|处理|屠宰|接卸)(?!量)[\u4e00-\u9fff]{1,8}(?<!量)$|月产能|(?:每年|一天|每天|每小时|每班)(?:可|能)(?!节|减|增|省|发|带|创|实现|接待|消)[\u4e00-\u9fff“”]{1,10}$|年可?制[\u4e00-\u9fff]{1,6}$|一次可(?!行)[\u4e00-\u9fff]{1,8}$|年可?(?:出栏|育苗)[\u4e00-\u9fff]{0,6}$|可(?:同时)?(?:容纳|停泊|停放|靠泊)[\u4e00-\u9fff]{1,6}$|能力[\u4e00-\u9fff]{0,6}年$|(?:能|可)存(?:放|储|下)?$|(?<![建开])可储[\u4e00-\u9fff]{0,6}$|产能(?:将|可|有望|已)?(?:由|从)$|产能(?:将|可|有望|已)?(?:爬坡|提升|扩大|扩充|冲刺|达到?|增至)?(?:至|到)?$|一年能[出产]$|(?<![出投量])可产(?!生)[\u4e00-\u9fff]{1,6}$"
)
_EVERY_YEAR_MAKES = re.compile(  # 达产后每年可生产绿氢; 每年能处理旧电池
    "(?:后,?□+(?:可|能|将|将可|预计可?)|(?:(?<=[,。;:])|^)□+(?:可|能))(?:生产|制取|产出|加工|处理|产)(?!值|量)[^,。;□]{1,40}$"
)
_SHARE_AIMED = re.compile("(?:比例|占比|比重|份额|渗透率)")
_GROWTH_AIMED = re.compile("增长目标|增速目标|增长预期目标|增速(?:须|要|应|需|将|得)(?:保持|稳定|达到)?在?$")
_TOGETHER = re.compile("个?项目(?:全部|均|都|陆续|悉数)?(?:投产|建成|达产|完工|投用)后")


def after_doubt(token: Token, words: Words, frame: Frame, before: str, after: str) -> Frame:
    """Return the frame of a quantity after a second look: no measure for an illustration, another measure where its words say so.

    ``before`` is the sentence up to the number, ``after`` what follows it.
    """
    if frame.measure is None:
        said = token.unit_kind == "percent" and words.right.startswith("是") and re.fullmatch("[\u4e00-\u9fff]{2,8}", words.left)
        return Frame(Measure.SHARE, "F03", 1, frame.subject_end or len(words.left)) if said else frame  # 工人80%是本地人
    if _illustrates(token, words, before, after) and (
        frame.measure not in (Measure.SHARE, Measure.GROWTH_YOY, Measure.DIFF_PP) or _GOODS_OVER.match(words.right) is not None
    ):
        return Frame(None, "F89", reason="measure_unclear")
    if frame.rule == "F51":
        return _time(words, frame)
    if frame.rule in ("F54", "F50", "F53", "F15") and (amount := _amount(token, words, frame, before)) is not None:
        return amount
    made = frame.rule == "F58" and _A_YEAR.search(words.left) is not None
    trade = token.extra.get("unit") in _GOODS and _OF_A_TRADE.search(before) is not None  # 袜业企业1200余户,…,年产棉袜35亿双
    if made and (trade or _OF_THE_COUNTRY.match(words.rest) is not None or _BY_FIRMS.search(before) is not None):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)  # 这个县年加工茯苓7.5万吨,占全国的70%
    rated = _rate(token, words, frame, before)
    return rated if rated is not None else _moved(token, words, frame) or frame


def _rate(token: Token, words: Words, frame: Frame, before: str) -> Frame | None:
    """Return the frame of a rate whose words make it another measure than its rule says, else nothing."""
    if frame.rule == "F01" and frame.sign < 0 and _THAN_RULED.search(words.left):
        return Frame(Measure.CHANGE, "F42", -1, frame.subject_end)  # 比法定时限少了七成
    if frame.rule == "F14" and words.right.startswith("是") and words.left and not words.left.endswith(("增", "长", "降")):
        return Frame(Measure.SHARE, "F03", 1, frame.subject_end)
    if frame.rule == "F06" and frame.sign < 0 and _AGAINST_A_YEAR.search(words.left):
        return Frame(Measure.GROWTH_YOY, "F01", -1, frame.subject_end)  # 通关时间较2017年压缩76.4%
    if frame.rule == "F14" and frame.sign < 0 and re.search("平均(?:水平)?(?:为|是)$", words.left):
        return Frame(Measure.GROWTH_YOY, "F14", 1, frame.subject_end)  # …下降1.7%,全市平均水平为5.1%
    if frame.rule == "F17" and _AWAY_FROM.search(words.clause):
        return Frame(None, "F91", reason="measure_unclear")  # 离七成的目标还差…
    if frame.rule == "F01" and _ABLE.search(words.left) and not _SINCE.search(before) and not re.search("[比较]", words.left):
        return Frame(Measure.CHANGE, "F06", frame.sign, frame.subject_end)  # 附加值提高四成
    if frame.rule == "F30" and _ABLE.search(words.left) and not _SINCE.search(before) and not re.search("[比较]", words.left):
        return Frame(Measure.CHANGE, "F42", 1, frame.subject_end, multiply=100, unit="%")  # 工效提高1.6倍
    return _share_or_ratio(token, words, frame, before)


def _share_or_ratio(token: Token, words: Words, frame: Frame, before: str) -> Frame | None:
    """Return the frame of a share that is a ratio, of a ratio that is a share, and of what they are told of, else nothing."""
    if token.unit_kind == "percent" and frame.measure in (Measure.SHARE, Measure.RATIO) and _CONTRIBUTION_MOVED.search(before):
        return Frame(Measure.CONTRIBUTION_RATE, "F04", 1, frame.subject_end)  # 对工业增长的贡献率,则由91%降到58%
    if (
        frame.rule == "F11"
        and _GIVES_GROWTH.search(words.left)
        and (words.right.startswith(("的增量", "的增长", "的增幅", "的新增")) or words.left.endswith("其中的"))
    ):
        return Frame(Measure.CONTRIBUTION_RATE, "F04", 1, frame.subject_end)  # 贡献了近四成的增量
    if frame.rule == "F10" and _LESS_THAN_PART.search(words.left) is not None:
        return Frame(Measure.SHARE, "F16", 1, frame.subject_end)  # 直供香港3200吨,还不到总量的1%
    if frame.rule == "F03" and _OF_A_TASK.search(words.left):
        return Frame(Measure.RATIO, "F10", 1, frame.subject_end)  # 占应收面积的97.2%
    if frame.rule == "F11" and re.search("率(?:一度)?(?:高?达|为|仅|超过?|约)*$", words.left):
        return Frame(Measure.RATIO, "F10", 1, frame.subject_end)  # 弃光率一度高达三成
    done = frame.rule == "F11" or (frame.rule == "F12" and token.extra.get("unit") in ("半", "成"))
    if done and _DONE_SO_FAR.search(words.left):
        return Frame(Measure.RATIO, "F10", 1, frame.subject_end)  # 铺轨过半
    if token.unit_kind == "percent" and frame.rule != "F06" and (dear := _DEAR.search(words.left)) is not None:
        measure = Measure.GROWTH_YOY if re.search("[比较](?:□|20[0-9]{2}年|上年|去年|同期)", words.left) else Measure.CHANGE
        return Frame(measure, "F01", 1 if dear["more"] else -1, dear.start())  # 比2020年贵了三成
    if frame.rule == "F30" and token.value is not None and token.value >= 2 and re.search("翻了(?:近|约)?$", words.left):
        return Frame(Measure.RATIO, "F31", 1, frame.subject_end, unit="1")  # 翻了十几倍
    if frame.rule in ("F05", "F08") and frame.measure is Measure.RATIO and _PROPORTION.search(before) is not None:
        return Frame(Measure.SHARE, "F03", 1, frame.subject_end)  # 抽检比例从8%降到3%
    if (
        frame.rule == "F01"
        and frame.sign < 0
        and token.extra.get("unit") == "成"
        and re.search("[能电煤水]耗(?:还|也|又)?(?:下降|降低|降)了?$", words.left)
        and not _SINCE.search(before)
    ):
        return Frame(Measure.CHANGE, "F42", -1, frame.subject_end)  # 能耗还降了两成
    if frame.rule in ("F11", "F07") and _RATE_MOVED.search(before):
        return Frame(Measure.RATIO, "F10", 1, frame.subject_end)  # 转化率从三年前的不到四成提升到86%
    if frame.rule == "F08" and _SHARE_MOVED.search(before):
        return Frame(Measure.SHARE, "F03", 1, frame.subject_end)  # 占…的比重,已从64%降至17.5%
    if frame.rule == "F21" and re.search("[高低好]于常年$|[较比](?:常年|往年)[高低]了?$", words.left):
        return Frame(Measure.CHANGE_PP, "F22", frame.sign, frame.subject_end)
    if frame.rule == "F11" and _HALVES.match(words.right) and not words.left:
        return Frame(None, "F91", reason="measure_unclear")  # 一半靠送、一半靠用
    if (
        frame.rule == "F01"
        and frame.sign < 0
        and _UNIT_COST.search(words.left)
        and not _SINCE.search(before)
        and not _INTENSITY.search(words.left)
    ):
        return Frame(Measure.CHANGE, "F42", -1, frame.subject_end)  # 吨纸水耗下降15%: what works save
    if frame.rule == "F12" and token.unit_kind == "percent":
        if _GROWTH_AIMED.search(words.left):
            return Frame(Measure.GROWTH_YOY, "F01", 1, frame.subject_end)  # 经济增长目标定为6.5%
        if _SHARE_AIMED.search(words.left):
            return Frame(Measure.SHARE, "F03", 1, frame.subject_end)  # 绿电比例要达到三分之一
        if words.left in ("有望达", "有望达到", "将达到", "将达") or "一降就是" in words.left:
            return Frame(None, "F91", reason="measure_unclear")
    return None


def _moved(token: Token, words: Words, frame: Frame) -> Frame | None:
    """Return the frame of a change or an investment whose words make it another measure, else nothing."""
    if frame.rule == "F42" and token.unit_kind == "times":
        return Frame(None, "F94", reason="measure_unclear")  # 比种玉米高出3倍多: of what, and more than what
    if frame.rule == "F41" and token.extra.get("unit") == "位" and "差距" in words.left:
        return Frame(Measure.CHANGE, "F41", frame.sign, frame.subject_end, unit="rank")
    if frame.rule == "F15" and re.search("(?:[亩户人]均|每亩)投入", words.left):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)
    if frame.rule == "F41" and token.unit_kind in ("time", "duration") and _FASTER_THAN_BEFORE.search(words.left):
        return Frame(Measure.CHANGE, "F41", 1, frame.subject_end)  # 收获进度比去年同期快3天
    if frame.rule == "F43" and words.left.endswith(("减排量", "节能量", "减碳量")):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)
    if frame.rule == "F58" and token.unit_kind == "energy" and re.match("[、,](?:同比)?(?:增长|下降)", words.rest):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)  # 储能电池46吉瓦时、增长1.2倍: an output
    if frame.rule == "F53" and re.search("研发[\u4e00-\u9fff]{0,4}投[了入]?(?:约|近)?$", words.left):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)  # 光研发就投了1300多万元
    if frame.rule == "F15" and token.unit_kind == "money" and re.search("卖[了出]?(?:约|近)?$", words.left):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)  # 当年卖了2.3亿元
    return None


def _illustrates(token: Token, words: Words, before: str, after: str) -> bool:
    """Tell whether a number is only said to make another one clear: 每下线4辆车就有1辆…, 按每辆车装60度电计算, 距400亿千瓦时的…还有."""
    if _RECKONED.match(words.rest) is not None and _BY.search(words.clause) is not None:
        return True
    if _PER.search(words.left) is not None and _THEN.match(after) is not None:
        return True
    if _THEN_SO_MANY.search(before) is not None or (token.unit_kind != "length" and _AWAY_FROM.search(words.clause) is not None):
        return True
    if (
        words.right.startswith("的")
        and re.match("的(?:就)?[占有]", words.right)
        and re.search("(?:不低于|不少于|超过?|高于)$", words.left)
    ):
        return True  # 投资不低于5亿元的占了一半
    if token.unit_kind == "money" and _OF_A_CLASS.match(words.right) is not None:
        return True  # 年收入50万元以上的村占比
    if token.unit_kind == "area" and words.left.endswith(("顶过去", "顶以前", "抵过去")):
        return True  # 一亩地顶过去三亩地
    if token.unit_kind == "duration" and re.search("[离距][^,;■]{2,12}(?:还有|仅剩|只剩)$", words.left):
        return True  # 离奥运会开幕还有80多天
    if words.left.endswith("当") and words.right.startswith("用"):
        return True  # 一亩当三亩用
    if token.raw_value in ("1", "一") and token.unit_kind == "area" and re.match("的?(?:投资强度|产出|税收)", words.right):
        return True
    worth = token.unit_kind == "duration" and re.search("(?:顶|抵)得?上[\u4e00-\u9fff]{0,4}$", words.left) is not None
    if worth or (token.value == 1 and words.left.endswith("相当于")):
        return True  # 顶得上平常两个月
    if token.value == 1 and token.unit_kind in ("mass", "energy", "area") and _ONE_SOLD.match(words.right):
        return True  # 原来1吨焦煤卖1800块
    if token.unit_kind == "percent" and _GOODS_OVER.match(words.right) and re.search("(?:超过?|不低于|达到?|高于)$", words.left):
        return True  # 加工增值超过30%的货物
    return (
        token.unit_kind == "count"
        and words.left == ""
        and token.extra.get("unit") == "个"
        and _TOGETHER.match(words.right) is not None
    )


def _time(words: Words, frame: Frame) -> Frame:
    """Return a time taken as a change where it is saved, as no measure where it only says how long something lasts."""
    saved = _SAVED_TIME.search(words.left)
    if saved is not None:
        return Frame(Measure.CHANGE, "F41", -1, saved.start())
    earlier = _EARLIER.search(words.left)
    if earlier is not None:
        return Frame(Measure.CHANGE, "F41", 1, earlier.start())
    if _ROUND_THE_CLOCK.match(words.rest) is not None and words.left[-1:] not in ("至", "到", "为"):
        return Frame(None, "F89", reason="measure_unclear")  # 24小时不打烊
    if _EARNED_IN.match(words.rest) is not None or (
        words.rest.startswith("的") and words.left.endswith(("投产不到", "运营不到", "开业不到"))
    ):
        return Frame(None, "F89", reason="measure_unclear")  # 8天卖了46万元
    above = re.search("(?P<sign>[高低])于[\u4e00-\u9fff]{1,4}线(?:约|近)?$", words.left)
    if above is not None:
        return Frame(Measure.CHANGE, "F41", 1 if above["sign"] == "高" else -1, above.start())  # 高于安全线11天
    lasts = _FOR_A_TIME.search(words.left) is not None or (_IN_THE_TIME.match(words.rest) and not _DONE_IN.search(words.rest[:12]))
    return Frame(None, "F89", reason="measure_unclear") if lasts else frame


def _amount(token: Token, words: Words, frame: Frame, before: str) -> Frame | None:
    """Return the frame of an amount whose verb makes it a change (少出栏0.4万头) or an ability (年可处理退役电池10万吨)."""
    moved = _MORE_OR_LESS.search(words.left)
    if moved is not None and (re.search("[比较]|反而|却|又|还", words.clause) or moved["sign"] is None):
        more = moved["sign"] == "多" or moved["beyond"] is not None or moved["over"] is not None or moved["little"] in ("增", "升")
        return Frame(Measure.CHANGE, "F41", 1 if more else -1, moved.start())
    short = _SHORT_OF.search(words.left)
    if short is not None and frame.rule == "F54" and re.search("[跟离与和距]", words.clause):
        return Frame(Measure.CHANGE, "F41", -1, short.start())  # 跟第三名差了将近400亿元
    if frame.rule == "F15" and token.unit_kind == "money" and re.search("(?:工资|月收入|年收入|房价|单价)$", words.left):
        return Frame(Measure.LEVEL, "F54", 1, frame.subject_end)  # 投资46亿元,人均月工资5600元
    if words.left.endswith(("可载", "可容", "可容纳", "能容纳")) and frame.rule in ("F50", "F54"):
        return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)  # 可载2.4万标箱的集装箱船
    below = _BELOW.search(words.left)
    if below is not None and frame.rule == "F54":
        return Frame(Measure.CHANGE, "F41", 1 if below["sign"] == "高" else -1, below.start())  # 低于行业标杆20千克标准煤
    enlarged = _ENLARGED.search(words.left)
    if enlarged is not None and frame.rule == "F54":
        return Frame(Measure.CHANGE, "F42", 1, len(words.left))  # 园区扩区3.8平方公里
    built = _BUILT_WITH.match(words.right) or _THEN_BUILT.match(words.rest)
    if frame.rule == "F54" and token.unit_kind == "money" and _PUT_INTO.search(words.left) and built:
        return Frame(Measure.INVESTMENT, "F15", 1, frame.subject_end)  # 投入2.3亿元建起智慧平台
    if frame.rule == "F54" and token.unit_kind == "money" and words.right.startswith(("总投资", "投资", "的总投资")):
        return Frame(Measure.INVESTMENT, "F15", 1, frame.subject_end)  # 48个重点项目、436亿元总投资
    if (
        token.extra.get("unit") not in ("个", "座", "家") and token.unit_kind in ("count", "mass") and _PLANT_OF.match(words.right)
    ) or (token.unit_kind == "volume" and _VESSEL.match(words.right)):
        return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)  # 新建的10万头屠宰加工项目, 3000立方米高炉
    if token.base == "kW/a" and frame.measure is Measure.LEVEL:
        return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)  # 300MW/年全钒液流电池生产线
    if token.unit_kind == "mass" and _STORE.match(words.right) is not None and frame.rule == "F54":
        return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)  # 1.2万吨高原农产品冷链库
    if token.unit_kind in ("count", "mass") and _ABILITY_MOVED.search(before) is not None:
        return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)  # 产能将由12万辆提高到30万辆
    made = token.unit_kind != "count" or token.extra.get("unit") not in ("家", "个", "项", "户", "处", "座", "条")
    if made and token.unit_kind in ("count", "mass", "volume", "energy", "area") and frame.measure is not Measure.CAPACITY:
        able = _CAN_MAKE.search(words.left) or _EVERY_YEAR_MAKES.search(before)
        by_hand = "一天能" in words.left  # 一个人一天能采六七十斤
        if able is not None and not by_hand and _BY_FIRMS.search(before) is None:
            return Frame(Measure.CAPACITY, "F58", 1, frame.subject_end)
    if (
        token.unit_kind == "count"
        and frame.measure is Measure.COUNT
        and _MADE_A_YEAR.search(words.left)
        and token.extra.get("unit") in _GOODS
    ):
        works = "届时" in before[-24:] or re.search("项目[^。]{0,40}(?:投产|建成|竣工)", before) is not None
        return Frame(
            Measure.CAPACITY if works else Measure.LEVEL, "F58" if works else "F54", 1, frame.subject_end
        )  # 年产铸铁锅6000万口
    return None
