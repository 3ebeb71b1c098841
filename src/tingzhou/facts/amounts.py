"""What an amount measures: investment, capacity, resource, load, duration or a level, by its unit and the words beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tingzhou.facts.fact import Measure
from tingzhou.facts.lexer import Token

if TYPE_CHECKING:
    from tingzhou.facts.frames import Words

__all__ = ["FARMED", "measure_of_amount"]

_PIECES = frozenset(
    [
        "套",
        "台",
        "辆",
        "件",
        "只",
        "片",
        "支",
        "张",
        "头",
        "羽",
        "块",
        "台套",
        "台(套)",
        "株",
        "枚",
        "双",
        "根",
        "瓶",
        "箱",
        "组",
        "面",
    ]
)
_TRADED = re.compile(
    "(?:产量|产出|出货量?|销量|销售量?|发货量?|交付量?|供货量?|(?<![东西南北])出口量?|中标量?)(?:达到?|为|约|近|超过?|突破|分别|实现|完成|共|累计|总计|分别实现|仍|却|还|有|增至|升至)*$"
)
_TURNOVER = re.compile("[充放发用供送]电(?:量)?(?:达到?|为|约|近|超过?|突破|共|累计)*$")
_VESSEL = re.compile(
    "的?(?:LNG|LPG)?[\u4e00-\u9fff]{0,4}(?:储氢|储气|[储球油气液]罐|罐区|储油|储能|筒仓|料仓|粮仓|储仓|冷库|油库|气调库|气柜|储槽)"
)
_MADE = re.compile(
    "(?:年产|年制|日产|月产|年产能|年屠宰|年育苗|年产能力)(?:约|近|超|达)?$|(?:达产|投产|建成)后?(?:后|,)?[^,;]{0,6}年产(?![值量品])[^,;■□]{2,14}$|^(?:届时)?(?:具备|形成|拥有|达到|可|能)?[年日月](?:产(?![值量品])|加工|屠宰|组装)[^,;■□]{2,14}$|产能(?:约|近|超过?|达到?|为|突破|合计|共|已|均|分别)*$|(?:处理|吞吐|换装|通过|通行|承载|通关|生产|接待|运输|输送|查验|验放|加工|仓储|接卸|屠宰|养殖|出栏|存栏|孵化|组装|育苗)能力(?:将|可|由|从|约|近|超过?|达到?|为|合计|共|分别)*$|^(?:生产线|产线|装置|车间)[年日月]产(?![值量品])[^,;■□]{2,14}$"
)
_DESIGNED = re.compile("(?:设计年?[^,;■]{0,6}(?:吞吐量|通行量|客流量|处理量)|装机能力)(?:由|从|为|达到?|可达)*$")
_ABLE = re.compile(
    "(?:[年日月]|每[天日年])(?:可|综合)?(?!产能)[\u4e00-\u9fff]{2,8}能力(?:将|可|也|已|由|从|提高到|提升到|提升至|提高至|增加到|扩大到|约|近|超过?|达到?|为|合计|共|分别)*(?:集装箱)?$"
)
_CAN_RECEIVE = re.compile("(?:可|能)(?:同时|一次)?(?:接待|容纳)(?:游客|旅客|观众|客人|企业)?(?:约|近|超过?|达)*$")
_CAN = re.compile("(?:供热|供暖|供电|承载|保障|储备|处理|调峰|加工|收[获割]|播种|灌溉|养护)能力(?:达到?|为|约|近|超过?)*$")
_INVESTED = re.compile(
    "投资(?!者|企业|项目|公司|环境|商)|技改投入|(?:再|计划|拟|追加|又|先后|将|共|总)投(?:入)?(?:约|近|超过?)?$|投了$"
)
_STRENGTH = re.compile("(?:产出|投资|税收|产值)强度(?:达到?|为|约|近|超过?|提高到|提升至|不得?低于|不少于)*$")
_REARED = re.compile("年出栏(?:约|近|超|达)?$")
_REARED_BY_WORKS = re.compile("项目|基地|场|小区|企业|达产|投产|建成|可|设计|规模|能力")
_PART_OF_ALL = re.compile(",(?:[\u4e00-\u9fff]{0,4}产量)?(?:约|大约)?占(?:到|据|了)?(?:全国|全球|世界|国内|我国|全省)")
FARMED = re.compile(
    "年产(?:鲜|干|优质)?[\u4e00-\u9fff]{0,3}(?<!棉)(?:花|茶|鲜果|水果|果蔬|瓜果|蜂蜜|苹果|脐橙|柑橘|蔬菜|粮食?|药材|菌|菇|蛋|奶|肉|鱼|虾|蟹|枸杞|红枣|苗木?|薯|大豆|稻|玉米|小麦|辣椒)(?:约|近|超过?|达)?$"
)
_ABILITY = re.compile("的?(?:年)?(?:综合)?(?:生产|加工|处理|制造|接待|吞吐|存栏|出栏|养殖)(?:能力|规模)|的?产能")
_MONEY_FOR = re.compile(
    "(?:资金|外商(?:直接)?投资|外资|到资|国债|债券|专项债|基金|贷款|收入|利润|税收|收益|余额|补贴|节约|节省|结余|节支)[^,;]{0,4}$"
)
_CAPACITY_NOUN = re.compile(
    "(?<!亩)产能|能力|日熔化?量|可(?:一次)?(?:储藏|储存|贮藏)|一次可[储存装]|罐|冷库$|储[\u4e00-\u9fff]库$|仓容|库容|储氢|储气|年[产制](?!值|[\u4e00-\u9fff]{0,2}量)|日产(?:淡水|清水|自来水|饮用水)|装机|容量|储能|年捕集|碳捕集|日产(?:绿)?氢|年采选|年洗选|年冶炼|年屠宰|年拆解|年消化|年处理|日处理|每[天日年月][能可]处理|可(?:输送|转运|装卸|接卸)|年加工(?!量)|年吞吐(?!量)|蓄水池$|清水池$|调节池$|(?:□|年)可(?:就近)?(?:消纳|供应|转化|回收|拆解|加工)|年设计运量|设计年运量|冷库总容积|设计[年日](?:供[水气热]|处理|输[送水气]|过货|吞吐|通过|周转|接卸|加工|消纳)[\u4e00-\u9fff]{0,4}|气调库$"
)
_MAY = re.compile("(?:可(?:建设|开发|(?<!年可)装机)|适[合宜](?:发展|开发|建设))(?:约|近|超过?)?$")
_TO_DEVELOP = re.compile(
    "的?(?:(?!可?再生|循环|综合|人力|土地)[\u4e00-\u9fff]{0,4}资源(?![化税回循再综局环利])|[\u4e00-\u9fff]{0,6}储量|[\u4e00-\u9fff]{0,8}潜力)"
)
_WORKS = re.compile(
    "模组|新产线|加氢站|制氢|水厂|处理厂|工厂|项目|装置|生产线|工程|产能|电解槽|基地|机组|电站|风电场|光伏园|一体化"
)
_MODULES = re.compile("(?:太阳能|光伏)?(?:电池|组件|硅片|硅棒)(?:片)?(?:达|为)?$")
_OUTPUT = re.compile(
    "(?<!年)(?:拉制|生产|下线|销售|出货|交付)[\u4e00-\u9fff]{0,4}(?:硅|硅片|电池|组件|风机|整机|逆变器)(?:约|近|超过?|达)?$"
)
_RESOURCE = re.compile(
    "地下埋[着藏]|储量|技术开发量|蓄积量|储藏量|资源量|可开发|资源$|资源总量|蕴藏|探明|资源达|资源超|资源约|潜力|可建设"
)
_RATED = re.compile(
    "(?:能耗|电耗|煤耗|水耗|单耗|物耗|热耗|强度)(?:为|是|达|超过?|高于|低于|不高于|不超过|控制在|降至|降到|下降到|低至|低到|压降至|压降到|可|却|仅|只有|最低|再|能|约|近|已|由|从|到|至|的|○|□)*$"
)
_PER_PIECE = re.compile(
    "吨[钢铝铜水硅铁煤](?:产品)?耗[\u4e00-\u9fff]{1,3}$|吨[\u4e00-\u9fff]{1,4}(?:新水|综合|电力|蒸汽|水|电|煤)消耗[^,;■]{0,4}$|(?:吨|单位|百公里|万元)[^,;■]{0,8}(?:[能电煤水热氢油]耗|耗[能电煤水热氢油气]|单耗|物耗)[^,;■]{0,11}$|(?:能耗|电耗|煤耗|水耗)[^,;■]{0,6}每(?:吨|公斤|平方米)$|每(?:吨|公斤|千克|平方米|台|件)[一-鿿]{0,6}[能电煤水热氢油气]耗[^,;■]{0,8}$"
)
_LACK = re.compile("(?:左右|上下|以上)?的?(?:电力|用电|供电)?(?:缺口|负荷)")
_LOAD = re.compile(
    "农机总动力|机械总动力|负荷|出力|受入电力|外购电力|送电功率|[外输送受互]电?电力|(?<![配供变输])送电(?!站|[力厂网通])|[购受](?:入)?电(?!量|[力网厂站])|净?购入电力|用电需求|电力需求|缺口|顶峰"
)


def _made_by(token: Token, words: Words) -> bool:
    """Tell whether a large count stands before the name of the works that make it: 105万套轮胎项目."""
    if token.extra.get("unit") not in _PIECES or token.value is None or token.value < 1000:
        return False
    return (
        re.match(
            "[\u4e00-\u9fffA-Za-z]{2,16}?(?:项目|生产线|生产基地|工程)(?:$|[(,。;、]|■|开工|建成|投产|签约|落地|落户)", words.rest
        )
        is not None
    )


def _measure_of_power(words: Words, near: str) -> tuple[Measure, str]:
    """Return the measure of watts: what is made or sold, a load, else what is installed."""
    if _TRADED.search(near) or _OUTPUT.search(near):
        return Measure.LEVEL, "F54"  # 光伏组件产量66GW, 拉制单晶硅19吉瓦
    built = re.search("(?<!太阳)能|装|项目|产线|基地|规划|年产|建成|形成|新增|铺设|安装|架设", words.clause)
    if _MODULES.search(near) and words.right[:1] in ("", "、", "和") and built is None:
        return Measure.LEVEL, "F54"  # 原煤1.13亿吨;光伏电池6.8吉瓦
    loaded = _LOAD.search(near) or (len(near) < 4 and "负荷" in words.clause[-24:])  # 最大用电负荷9月4日21时达
    return (Measure.LEVEL, "F57") if loaded or _LACK.match(words.right) else (Measure.CAPACITY, "F56")


def _measure_of_goods(token: Token, words: Words, near: str) -> tuple[Measure, str]:
    """Return the measure of tonnes, cubic metres and watt-hours: what can be made, kept or handled, else what is."""
    kind = token.unit_kind
    if re.match("(?:的产能)?(?:正在建设|在建)(?:$|[,;。、])", words.right) and re.match("[、,]?(?:另有?|还有|另外)", words.left):
        return Measure.CAPACITY, "F58"  # 产能达到110吉瓦时,另有45吉瓦时在建
    if kind == "mass" and (
        FARMED.search(words.left) or re.search("(?:鲜品|鲜果|茶叶|水果|果品|药材|蔬菜|粮食|果蔬)年产$", words.left)
    ):
        return Measure.LEVEL, "F54"  # 年产鲜花1.5万吨
    if kind == "energy" and _TRADED.search(near):
        return Measure.LEVEL, "F54"  # 储能电池销量93GWh
    if token.extra.get("unit") in ("GWh", "吉瓦时", "MWh", "兆瓦时") and re.search("工厂|基地|产线|生产线|[一二三]期$", near):
        return Measure.CAPACITY, "F58"  # 某地工厂一期34GWh
    if kind == "energy" and _TURNOVER.search(words.left):
        return Measure.LEVEL, "F54"  # 储能电站累计充电7亿千瓦时
    if (
        _CAPACITY_NOUN.search(near)
        or _VESSEL.match(words.right)
        or (kind == "energy" and "储能" in words.clause + words.right[:8])
        or words.left == "/"
    ):
        return Measure.CAPACITY, "F58"
    prenominal = re.match("(?:的)?[\u4e00-\u9fff“A-Z]", words.right) and not re.match("以上|以下|左右|的?煤炭的", words.right)
    if prenominal and re.match("的?[^,;。■]{1,12}(?:满产|满负荷)", words.rest):
        return Measure.CAPACITY, "F59"  # 一期59万吨电解铝满产
    if (
        prenominal
        and _WORKS.search(words.rest)
        and not re.search("每天|每日|日均|产量|完成|生产|消耗|销售|外运|发电量|用电量", near)
    ):
        return Measure.CAPACITY, "F59"
    return Measure.LEVEL, "F54"


def _measure_of_money(words: Words, near: str) -> tuple[Measure, str]:
    """Return the measure of money: what is invested, what comes from a piece of land, else a level."""
    invested = "投" in near and _INVESTED.search(near) is not None and not _MONEY_FOR.search(near)
    if _STRENGTH.search(near):
        return Measure.RATIO, "F65"  # 每平方公里产出强度52亿元
    if words.left.endswith("投入") and re.match(
        "(?:资金)?(?:对[^,。;]{2,14}进行|用于|实施)[^,。;]{0,12}(?:改造|技改|扩建)", words.right
    ):
        return Measure.INVESTMENT, "F53"  # 投入6200万元实施数字化改造
    if words.left.endswith("投入") and re.match("(?:开展|用于|推进)?(?:农村|城乡|村庄)?(?:人居)?(?:环境)?整治", words.right):
        return Measure.LEVEL, "F54"  # 投入8600万元整治农村环境: what is spent
    signed = words.left.endswith("的") and re.search("(?:签下|签约|引进|落地|落户|开工|投产|动工)的$", words.left)
    if signed and re.match("的?[\u4e00-\u9fff]{2,12}项目", words.right):
        return Measure.INVESTMENT, "F53"  # 8月签下的30亿元硅基新材料项目
    return (Measure.INVESTMENT, "F53") if invested else (Measure.LEVEL, "F54")


def _measure_of_pieces(token: Token, words: Words, near: str) -> tuple[Measure, str]:
    """Return the measure of things that are counted: what works or a place can make, receive or pass on, else a count."""
    if _MADE.search(near) and _PART_OF_ALL.match(words.rest):
        return Measure.COUNT, "F50"  # 年产袜子250亿双,产量占全国的七成: what a region makes
    reared = _REARED.search(near) is not None and _REARED_BY_WORKS.search(words.clause + words.rest[:12]) is not None
    if (
        _DESIGNED.search(near)
        or token.base.endswith("/h")
        or (near.endswith("吞吐量") and re.search("满足年?[^,;■]{0,8}吞吐量$", near))
    ):
        return Measure.CAPACITY, "F58"  # 索道运力4800人次/小时, 可满足年旅客吞吐量200万人次
    if _ABLE.search(near):
        return Measure.CAPACITY, "F58"  # 日分拣快件能力达到240万件
    if _CAN_RECEIVE.search(near) and "每天" not in words.left:
        return Measure.CAPACITY, "F58"  # 建成后每年可接待游客60万人次
    if token.base in ("1/person", "1/household"):
        return Measure.RATIO, "F50"  # 移动电话普及率102.8部/百人
    made = (
        reared
        or (_MADE.search(near) and token.extra.get("unit") not in ("家", "户"))
        or _ABILITY.match(words.right)
        or _made_by(token, words)
    )
    return (Measure.CAPACITY, "F58") if made else (Measure.COUNT, "F50")


def measure_of_amount(token: Token, words: Words, subject: str) -> tuple[Measure, str]:
    """Return the measure of an amount by its unit and the words beside it."""
    kind, base = token.unit_kind, token.base
    near = subject[-16:]
    if kind == "count" and token.extra.get("unit") == "锭":
        return Measure.CAPACITY, "F58"  # 纺纱100万锭
    if kind == "count":
        return _measure_of_pieces(token, words, near)
    if kind in ("area", "length", "power") and _CAN.search(near):
        return Measure.CAPACITY, "F58"  # 新增供热能力1260万平方米
    if kind in ("energy", "mass", "volume", "heat") and _PER_PIECE.search(words.left):
        return Measure.RATIO, "F65"  # 吨铝电耗12680千瓦时, 百公里氢耗8.6公斤
    if kind.endswith("/") and _STRENGTH.search(near):
        return Measure.RATIO, "F65"  # 投资强度不低于300万元/亩
    if kind in ("volume", "mass") and re.search("定额(?:由|从|降至|降到|为)*$", near):
        return Measure.RATIO, "F65"  # 亩均灌溉定额
    if kind.endswith("/") and _RATED.search(words.left):
        return Measure.RATIO, "F65"
    if kind == "duration":
        return Measure.DURATION, "F51"
    if kind in ("voltage", "speed") or (kind == "length" and re.search("时速(?:为|最高)?可?(?:达|达到|超过?|提升至|最高)?$", near)):
        return Measure.SPEC, "F52"
    if kind in ("money",):
        return _measure_of_money(words, near)
    if kind == "power" and re.search("(?:可调|可调节|聚合|调节|负荷)资源(?:约|近|超过?|达到?|为|共)*$", near):
        return Measure.CAPACITY, "F56"  # 虚拟电厂聚合可调资源43万千瓦
    if kind == "mass" and near.endswith("日产"):
        return Measure.CAPACITY, "F58"  # 三条产线,日产68吨
    if (
        (_RESOURCE.search(near) and not re.search("回收|再生资源", near))
        or _TO_DEVELOP.match(words.right)
        or _MAY.search(words.left)
    ):
        return Measure.RESOURCE, "F55"
    if base == "PFLOPS" and re.search("算力|智算|超算", words.clause):
        return Measure.CAPACITY, "F56"
    if kind == "apparent_power" and _TRADED.search(near):
        return Measure.LEVEL, "F54"  # 变压器产量3265万千伏安
    if kind == "apparent_power":
        return Measure.CAPACITY, "F56"
    if kind == "power":
        return _measure_of_power(words, near)
    if base in ("t/a", "m3/a", "t/d", "m3/d", "m3/h", "t/h"):
        return Measure.CAPACITY, "F58"
    if kind in ("area", "length") and _MADE.search(near):
        return Measure.CAPACITY, "F58"  # 年产100万平方米板材
    if kind in ("mass", "volume", "energy"):
        return _measure_of_goods(token, words, near)
    return Measure.LEVEL, "F54"
