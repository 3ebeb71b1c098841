"""Tokens of a text: quantities (number × scale × unit), ranks, classes, ratios, dates, vetoed spans and bare numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from tingzhou.errors import InternalError
from tingzhou.facts.numerals import arabic, chinese
from tingzhou.facts.periods import DATE_PATTERN, Spoken, spoken
from tingzhou.facts.rules import Unit, Veto, units, vetoes

__all__ = ["Token", "lex"]

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?: [0-9]{3})+(?=\.[0-9]{1,2}[万亿])|[0-9]+)(?:\.[0-9]+)?"
_SCALE = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百|十"
_TO = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_NUMERAL = r"(?!零(?!点))[一二两三四五六七八九十百千万亿零〇]{1,24}(?:点[零一二三四五六七八九]{1,8}[万亿]{0,2})?"  # bounded: time stays linear
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NOT_AFTER = {  # characters that make another word of a unit
    "年": "零级代度轮龄会鉴报货味产均末底初轻间期制来前后内行", "成": "都立功为员长效果本品套型份交人绩熟", "度": "假过数量夏冬汛", "方": "面案式向便针法阵位米程圆出共合联协",
    "人": "均民才员气力大工口类", "升": "至到级高幅温值", "米": "兰0-9", "场": "所景面地", "位": "于居列置移", "部": "门分署队", "件": "事",
    "起": "来步草", "对": "比外口接应", "口": "岸", "处": "理于在", "单": "位一", "片": "区", "名": "单称录", "门": "类", "组": "织成", "次": "产",
    "台": "阶州湾县", "项": "目", "家": "庭具里", "周": "边围转期年末岁", "个": "体人性", "个点": "位多击评钟状滴子", "把": "握关控手式门脉它", "个人": "工才民大口类事物所信消贷住账", "元": "素器", "面": "积向对临貌粉临上前部料条试", "班": "组", "倍": "增", "列": "入为", "条": "件例", "块": "", "市": "场级政域委值",
    "县": "域级城", "省": "道级内委会", "州": "级", "国": "道际内家产债有企标", "区": "域块间别划级", "旗": "舰", "省市": "级", "市县": "级", "省区": "级", "镇": "域区化", "村": "级", "乡": "村亲土音下贤镇", "街": "区头景巷坊市口边", "份": "额", "类": "似", "户": "均籍", "期": "间货末初限刊项工建投的、和至到", "支": "出持付撑部", "根": "据", "套": "利",
    "批": "发", "个月": "饼亮", "罐": "区体车", "碗": "面", "轮": "胎", "线": "", "座": "谈", "册": "", "双": "随控碳减创循一百千拥语向方边高", "所": "以有", "群": "众", "间": "", "天": "然津山", "斤": "", "克": "拉", "担": "任保", "席": "位会卷地", "车": "间次道辆型队位站牌库身床主载货流皮厢轮展程票桩险友用企都市祸速迷", "箱": "", "只": "有能", "个亿": "元美吨级千亩立方斤头只米度标瓦", "层": "次面级出叠楼高", "盆": "地",
}  # fmt: skip


@cache
def _unit_pattern(numerals: bool) -> str:
    """Return the alternation of unit tokens, longest first, each guarded against the words it begins."""
    parts = []
    for token in sorted((one for one in units().values() if one.after_numerals or not numerals), key=lambda one: -len(one.token)):
        text = re.escape(token.token)
        if re.search("[A-Za-z]$", token.token):
            text += "(?![A-Za-z0-9])"
        elif token.token == "家":
            text += f"(?![{_NOT_AFTER['家']}]|电(?![机池子商力动缆厂气解]))"  # 1500家电机企业, not 家电
        elif _NOT_AFTER.get(token.token):
            text += f"(?![{_NOT_AFTER[token.token]}])"
        parts.append(text)
    return "|".join(parts)


_PER = r"/(?:分钟|[百千万亿]?(?:平方公里|人口|人(?!/[月年])|户)|月/(?:人|户)|[人户]/月|年/人|人/年|亿元|年|日|天|小时|h|月|吨|t|千瓦时|兆瓦时|MWh|kWh|度|立方米|m3|千瓦|kW|亩|公顷|万元|元|平方公里|平方米|m2|人|户|升|公里|秒|s|kg|市斤|斤|公斤|千克|L|标方|标准立方米|Nm3|台|件|百万英热单位)"
_PER_BASE = {"分钟": "min", "年": "a", "日": "d", "天": "d", "小时": "h", "h": "h", "月": "month", "吨": "t", "t": "t", "千瓦时": "kWh", "兆瓦时": "kWh", "MWh": "kWh", "kWh": "kWh", "度": "kWh",
             "立方米": "m3", "m3": "m3", "千瓦": "kW", "kW": "kW", "平方米": "m2", "m2": "m2", "人": "person", "户": "household", "秒": "s", "s": "s", "标方": "m3",
             "标准立方米": "m3", "Nm3": "m3", "万元": "CNY", "元": "CNY", "亩": "m2", "公顷": "m2", "平方公里": "m2", "公里": "m", "kg": "t", "公斤": "t", "市斤": "t", "斤": "t", "千克": "t", "升": "m3", "L": "m3", "亿元": "CNY", **{f"{scale}{word}": base for scale in "百千万亿"
             for word, base in (("平方公里", "m2"), ("人", "person"), ("人口", "person"), ("户", "household"))}, "人口": "person",
             "月/人": "month/person", "人/月": "month/person", "月/户": "month/household", "户/月": "month/household", "年/人": "a/person", "人/年": "a/person"}  # fmt: skip
_PER_FACTOR = {"万元": Decimal("0.0001"), "兆瓦时": Decimal("0.001"), "MWh": Decimal("0.001"), "亩": Decimal(3) / 2000, "公顷": Decimal("0.0001"), "平方公里": Decimal("0.000001"),
               "公里": Decimal("0.001"), "kg": Decimal(1000), "公斤": Decimal(1000), "市斤": Decimal(2000), "斤": Decimal(2000), "千克": Decimal(1000), "升": Decimal(1000), "L": Decimal(1000), "亿元": Decimal("1e-8"),
               **{f"{scale}{word}": one / size for scale, size in (("百", 100), ("千", 1000), ("万", 10**4), ("亿", 10**8))
                  for word, one in (("平方公里", Decimal("0.000001")), ("人", Decimal(1)), ("人口", Decimal(1)), ("户", Decimal(1)))}}  # fmt: skip
_HEADS = '[0-9A-Za-z女季届〇一二两三四五六七八九十百千万亿半双首唯专逐之如第翻几每今去本当月近截过未后这此最榜列明次“"±+\\-([〔图表附注式Ⅰ-Ⅴ]|全[年国]|上[年月半季百千万亿一]|上个月|(?<![提学])前|目前|同[期一]|下半|其一|年[初末底内]|合一|统一|数[十百千万亿]|划一|零点|单[一位]|过半|现在|如今|国庆|眼下|同日|昨[天日]|假期|节日|清明|春节|元旦|端午|中秋[0-9一二三四五六七八]'


@dataclass(slots=True)
class Token:
    """One span with a number. ``kind`` is quantity, rank, class, ratio, date, bare, veto or doubtful; values are in the base unit."""

    kind: str
    start: int
    end: int
    text: str
    value: Decimal | None = None
    upper: Decimal | None = None
    base: str = ""
    unit_kind: str = ""
    raw_value: str = ""
    raw_unit: str = ""
    comparator: str = ""
    rule: str = ""
    said: Spoken | None = None
    veto: str = ""
    factor: Decimal = Decimal(1)
    extra: dict[str, str] = field(default_factory=dict)


@cache
def _pattern() -> re.Pattern[str]:
    """Return the one pattern of all tokens; the first alternative that fits wins."""
    unit, unit_n = _unit_pattern(False), _unit_pattern(True)
    vetoed = f"(?P<vetoed>{'|'.join(veto.pattern for veto in vetoes())})"  # one group: without groups of their own most are dropped by their first sign
    size = r"千瓦时|千瓦|吨|元|亩|立方米|人|户|头|只|标箱|平方米|兆瓦|度|米"
    parts = (
        rf"(?P<date>{DATE_PATTERN})",
        r"(?P<first>(?:(?<=全国)|(?<=全疆)|(?<=全区)|(?<=全省)|(?<=全州)|(?<=全市)|(?<=国内)|(?<=我国)|(?<=世界)|(?<=全球)|(?<=西北)|(?<=自治区)|(?<=新疆)|(?<=省内)|(?<=亚洲)|(?<=中国)|(?<=省))(?:首|第[一二三四五六七八九十])(?:个|家|座|条|例|口|套|台(?!套)))",
        (  # 两块三, 七毛五, 一斤二两, 卖了8毛
            r"(?P<told>(?<![0-9.零一二两三四五六七八九十百千万亿])(?:[一二两三四五六七八九十]{1,2}块零?[一二三四五六七八九](?![十百千万块])|[一二两三四五六七八九]毛[一二三四五六七八九](?![十百千万])"
            r"|[一二两三四五六七八九十]斤[一二三四五六七八九]两|[一二两三四五六七八九十]吨[一二三四五六七八九](?=[,。;”往]))"
            r"|(?:(?<=[低高降涨卖省贵宜多少跌了])|(?<=高出)|(?<=低出)|(?<=下降)|(?<=便宜))(?:[0-9]{1,2}|[一二两三四五六七八九])[毛分](?:钱)?(?=[,。;”]|左右)|[0-9]{1,3}元[1-9]角)"
        ),
        (  # 卖了四千八, 净落两千七, 挣两三万
            r"(?P<earned>(?:(?<=[卖挣赚落收])|(?<=卖了)|(?<=挣了)|(?<=赚了)|(?<=落了)|(?<=收了)|(?<=刨去)|(?<=到手)|(?<=下来)|(?<=多挣)|(?<=多收))"
            r"(?:[一二两三四五六七八九][千万][一二三四五六七八九](?![百十千万亿])|十?[一二两三四五六七八九]{2}万|[一二两三四五六七八九][千万][一二三四五六七八九]{2}(?![百十千万亿]))(?:元)?(?=[,。;”的]))"
        ),
        r"(?P<folded>(?:(?<=上年)|(?<=去年)|(?<=同期)|(?<=同比)|(?<=实现)|(?<=几近)|(?<=近乎)|(?<=接近))翻番(?=[,。;”]|增长|达到))",
        r"(?P<times2>翻(?:了)?(?:将近|近|约|超过?)?(?:[一两二三四])番)",
        rf"(?P<class>(?<![0-9.])(?:(?:{_ARABIC})?[十百千万亿]{{1,6}}?|{_ARABIC})(?:{size})级)",
        vetoed,
        rf"(?P<class2>(?:{_ARABIC}|(?<![第零一二两三四五六七八九十百千万亿])[一二两三四五六七八九](?=[百千万亿]))?(?:十(?=[万亿]))?[百千万亿]{{1,6}}级)",
        rf"(?P<ratio>(?<![0-9.])[+-]?{_ARABIC}(?:[:∶][+-]?{_ARABIC})+(?![0-9:]))",
        r"(?P<fraction>(?<![0-9/.])[1-9]/[1-9][0-9]?(?![0-9/.]))",
        rf"(?P<parts>(?:百|千|万|[二两三四五六七八九十百]{{1,6}})分之(?:{_NUMERAL}|{_ARABIC}))",
        r"(?P<change2>(?<![0-9.])[0-9]{1,4}块[1-9](?![0-9.千百万]))",
        r"(?P<tenths>(?<![一二两三四五六七八九十])[一两二三四五六七八]到[两二三四五六七八九]成(?!以))",
        r"(?P<halfday>半个工作日|半个多小时|半个?小时(?=[,。;、就可内之以的左车高即到])(?![的]?[一-鿿]{0,4}圈)|(?:(?<=至)|(?<=到)|(?<=需)|(?<=仅用)|(?<=最快))半天(?=[,。;、]|以内|之内|内|办))",
        r"(?P<andhalf>(?<![0-9])[0-9]{1,2}分半钟?(?=[\u4e00-\u9fff,。;、])|[0-9]{1,2}个?小时[0-9]{1,2}分钟?(?![之0-9])|(?:[0-9]{1,2}|[一两二三四五六七八九十])个半(?:小时|月|工作日|钟头)|(?:[0-9]{1,2}|(?<![一两二三四五六七八九十百千零])[一两二三四五六七八九十])[年天]半(?![年天月])|[一两二三四五六七八九]成(?:半|[一二三四五六七八九](?![个年成十百千万名家位人]))(?!以))",
        r"(?P<half>一半|半数|过半(?=[,。;的、)]))",
        rf"(?P<range>(?<![0-9.A-Za-z])[+-]?{_ARABIC}(?:(?:{_SCALE})?(?P<same>{unit})(?={_TO}{_ARABIC}(?:{_SCALE})?[多余]?(?P=same))|(?:{_SCALE}))?(?:{_TO}| -(?=[0-9.]+元)){_ARABIC}(?:{_SCALE})?(?:多|余)?(?:{unit})(?:{_PER})?)",
        rf"(?P<quantity>(?:±|(?<![0-9A-Za-z)])[+-])?{_ARABIC}(?:[余多来](?={_SCALE}))?(?:{_SCALE})?(?:多|余|来)?(?:{unit})(?:{_PER})?)",
        rf"(?P<product>(?<![0-9.])[1-9][0-9]?[×xX*]{_ARABIC}(?:{_SCALE})?(?:(?:千瓦|千伏安|兆伏安|兆瓦|MW|吨)(?!时)|Nm3|t|立方米|公里|千米)(?:{_PER})?)",
        rf"(?P<numeral>(?<![第零〇一二两三四五六七八九十百千万亿点])(?:{_NUMERAL})(?:[多余来][万亿])?(?:多|余|来|几)?(?:{unit_n})(?:{_PER})?)",
        (
            r"(?P<big>(?<![第党零〇一二两三四五六七八九十百千万亿])(?<!党的)(?:[两三四五六七八九]|十[一二三四五六七八九]?|[0-9]{1,2})大"
            r"(?=[\u4e00-\u9fff“])(?!型|队|会|学|豆|棚|道|家|众|批|小|气|规模|量|户|连|庆|同|理|数|中|力|胆|幅|致|约|概|体|使))"
        ),
        (
            r"(?P<rank>第(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:[位名]|大)?|首位|榜首|前(?:[0-9]{1,3}|[一二三四五六七八九十两]{1,3})(?:[位名](?!以)|(?=[,。;、”]))"
            r"|头把(?=交椅)|(?<=之)冠(?=[,。;、\n]|$)|(?<=[居列之])首(?=[,。;、的\n]|$)|(?<=[居列])前列)"
        ),
        rf"(?P<bare>(?:[±]|(?<![0-9A-Za-z)])[+-])?{_ARABIC}(?:[余多]?(?:{_SCALE})(?![元吨]))?|(?<=[破超过达近])[一二两三四五六七八九]?[十百千万]?亿(?=[,。;、)\n]|大关))",
        rf"(?P<vague>(?:数|几|(?<![以迈跨登站跃])上|成)[十百千万亿]{{1,6}}(?:多|余)?(?:{unit_n}))",
    )
    return re.compile(f"(?={_HEADS})(?:{'|'.join(parts)})")


@cache
def _veto_pattern() -> tuple[re.Pattern[str], dict[str, Veto]]:
    """Return the vetoes as one pattern with a group for each, and each by the name of its group."""
    return re.compile("|".join(f"(?P<{veto.id}>{veto.pattern})" for veto in vetoes())), {veto.id: veto for veto in vetoes()}


def _veto_at(text: str, start: int) -> Veto:
    """Return the veto that holds at ``start``, where one does."""
    pattern, known = _veto_pattern()
    match = pattern.match(text, start)
    if match is None or match.lastgroup is None:
        raise InternalError("a vetoed span that no veto holds for")
    return known[match.lastgroup]


def lex(text: str) -> Iterator[Token]:
    """Yield the tokens of a normalised text in order; they do not overlap."""
    for match in _pattern().finditer(text):
        name = match.lastgroup or ""
        start, end = match.span()
        found = match[0]
        if name == "vetoed":
            veto = _veto_at(text, start)
            yield Token("veto", start, end, found, veto=veto.kind, rule=veto.id)
        elif name == "date":
            yield Token("date", start, end, found, said=spoken(found), rule="D01")
        else:
            yield _READERS[name](found, start, end)


def _scaled(text: str) -> Decimal:
    value = Decimal(1)
    for sign in text:
        value *= _SCALES[sign]
    return value


@cache
def _quantity_pattern(numerals: bool) -> re.Pattern[str]:
    number = rf"{_NUMERAL}(?:[多余来][万亿])?" if numerals else rf"[±+-]?{_ARABIC}"
    scale = "" if numerals else rf"(?P<scale>{_SCALE})?"
    return re.compile(
        rf"(?P<number>{number})(?P<over>[余多来](?={_SCALE}))?{scale}(?P<more>[多余来几])?(?P<unit>{_unit_pattern(numerals)})(?P<per>{_PER})?$"
    )


def _unit_of(token: str, per: str | None) -> tuple[Unit, str, Decimal]:
    """Return the unit, its base with the denominator, and the factor."""
    unit = units()[token]
    if not per:
        return unit, unit.base, unit.factor
    below = _PER_BASE.get(per[1:])
    if below is None or unit.kind in ("count",):
        named = f"{unit.base}/{below or per[1:]}" if unit.base != "1" else f"1/{below or per[1:]}"
        return unit, named, unit.factor * _PER_FACTOR.get(per[1:], Decimal(1))
    return unit, f"{unit.base}/{below}", unit.factor * _PER_FACTOR.get(per[1:], Decimal(1))


def _kind(unit: Unit, per: str | None) -> str:
    if unit.kind == "tenth":
        return "percent"
    return f"{unit.kind}/" if per and unit.kind != "count" else unit.kind


def _quantity(found: str, start: int, end: int, *, numerals: bool = False) -> Token:
    match = _quantity_pattern(numerals).match(found)
    if match is None:  # the guard after a unit looked beyond the span
        return Token("doubtful", start, end, found, rule="L00")
    raw = match["number"]
    value = chinese(_OVER.sub("", raw)) if numerals else arabic(raw.lstrip("±+"))  # 两千多万元
    between = _BETWEEN.fullmatch(raw) if value is None and numerals else None
    if between is not None and "两" in raw and not between[3] and units()[match["unit"]].kind != "money" and match["unit"] != "成":
        between = None  # 一两天: narration, but 一两成
    if between is not None and (value := chinese(between[1] + between[3])) is None:
        between = None
    if value is None:
        return Token("doubtful", start, end, found, rule="L00")
    scale = "" if numerals else match["scale"] or ""
    unit, base, factor = _unit_of(match["unit"], match["per"])
    token = Token("quantity", start, end, found, base=base, unit_kind=_kind(unit, match["per"]),
                  raw_value=raw, raw_unit=found[len(raw) :], rule="L02" if numerals else "L01")  # fmt: skip
    token.factor = factor * _scaled(scale)
    token.value = value * token.factor
    if between is not None and (high := chinese(between[2] + between[3])) is not None and high > value:
        token.upper, token.comparator = high * token.factor, "range"  # 六七百元
    if unit.kind == "fold" and value != value.to_integral_value() and 0 < value <= 20:
        token.value = round(Decimal(2 ** float(value)), 4)  # 翻了1.5番
    if unit.kind == "fold" and value == value.to_integral_value() and 0 < value <= 20:
        token.value = Decimal(2) ** int(value)  # 翻了5番 is 32 times
    if match["more"] or match["over"] or (numerals and _OVER.search(raw)) or unit.token.startswith("个多"):
        token.comparator = ">"
    token.extra["unit"] = unit.token
    return token


_OVER = re.compile("[多余来](?=[万亿]$)")
_BETWEEN = re.compile("([一二两三四五六七八])([二两三四五六七八九])([十百千万亿]*)")


@cache
def _range_pattern() -> re.Pattern[str]:
    unit = _unit_pattern(False)
    return re.compile(
        rf"(?P<low>[+-]?{_ARABIC})(?P<lowscale>{_SCALE})?(?P<lowunit>{unit})?(?:{_TO}| -)(?P<number>{_ARABIC})(?P<scale>{_SCALE})?[多余]?(?P<unit>{unit})(?P<per>{_PER})?$"
    )


def _range(found: str, start: int, end: int) -> Token:
    match = _range_pattern().match(found)
    low, high = (arabic(match["low"]), arabic(match["number"])) if match else (None, None)
    if match is None or low is None or high is None:
        return Token("doubtful", start, end, found, rule="L00")
    unit, base, factor = _unit_of(match["unit"], match["per"])
    if match["lowunit"] and units()[match["lowunit"]].base != unit.base:
        return Token("doubtful", start, end, found, rule="L00")
    scale = match["scale"] or ""
    low_scale = match["lowscale"] or ("" if match["lowunit"] else scale)
    below, above = low * factor * _scaled(low_scale), high * factor * _scaled(scale)
    if below > above:
        return Token("doubtful", start, end, found, rule="L00")
    return Token("quantity", start, end, found, value=below, upper=above, base=base, unit_kind=_kind(unit, match["per"]), raw_value=match["low"],
                 raw_unit=scale + match["unit"], comparator="range", rule="L03", extra={"unit": unit.token})  # fmt: skip


def _class(found: str, start: int, end: int) -> Token:
    match = re.match(
        rf"(?P<number>{_ARABIC}|[一二两三四五六七八九])?(?P<scale>[十百千万亿]*?)(?P<unit>千瓦时|千瓦|吨|元|亩|立方米|人|户|头|只|标箱|平方米|兆瓦|度|米)?级$",
        found,
    )
    number = match["number"] if match is not None else None
    value = Decimal(1) if not number else arabic(number) if number[0].isascii() else chinese(number)
    if match is None or value is None:
        return Token("doubtful", start, end, found, rule="L00")
    unit = units()[match["unit"]] if match["unit"] else None
    value *= _scaled(match["scale"]) * (unit.factor if unit else 1)
    return Token("class", start, end, found, value=value, base=unit.base if unit else "", unit_kind=unit.kind if unit else "",
                 raw_value=match["scale"], raw_unit=match["unit"] or "", comparator=">=", rule="L04")  # fmt: skip


def _ratio(found: str, start: int, end: int) -> Token:
    return Token("ratio", start, end, found, raw_value=found, rule="L05")


def _part(found: str, start: int, end: int) -> Token:
    if "/" in found:
        above, below = (Decimal(one) for one in found.split("/"))
    else:
        left, right = found.split("分之")
        if left == "千":  # 千分之八 is 8 per mille
            share = arabic(right) if right[0].isdigit() else chinese(right)
            if share is None:
                return Token("doubtful", start, end, found, rule="L00")
            return Token("quantity", start, end, found, value=share / 10, base="%", unit_kind="percent", raw_value=found, rule="L06",
                         extra={"unit": "分之"})  # fmt: skip
        names = {"百": 100, "千": 1000, "万": 10000}
        first, second = (
            (Decimal(names[left]) if left in names else chinese(left)),
            arabic(right) if right[0].isdigit() else chinese(right),
        )
        if first is None or second is None:
            return Token("doubtful", start, end, found, rule="L00")
        below, above = first, second
    if not below:
        return Token("doubtful", start, end, found, rule="L00")
    percent = above * 100 / below
    return Token("quantity", start, end, found, value=round(percent, 4), base="%", unit_kind="percent", raw_value=found, rule="L06",
                 extra={"unit": "分之"})  # fmt: skip


def _half(found: str, start: int, end: int) -> Token:
    return Token("quantity", start, end, found, value=Decimal(50), base="%", unit_kind="percent", raw_value=found, comparator=">" if found == "过半" else "≈",
                 rule="L07", extra={"unit": "半"})  # fmt: skip


def _halfday(found: str, start: int, end: int) -> Token:
    if found == "半天":
        return Token("quantity", start, end, found, value=Decimal("0.5"), base="d", unit_kind="duration", raw_value="半",
                     raw_unit="天", rule="L07", extra={"unit": "天"})  # fmt: skip
    if found.endswith("小时"):
        return Token("quantity", start, end, found, value=Decimal("0.5"), base="h", unit_kind="duration", raw_value="半",
                     raw_unit=found[1:], rule="L07", extra={"unit": "小时"})  # fmt: skip
    return Token("quantity", start, end, found, value=Decimal("0.5"), base="workday", unit_kind="duration", raw_value="半",
                 raw_unit="个工作日", rule="L07", extra={"unit": "工作日"})  # fmt: skip


def _and_half(found: str, start: int, end: int) -> Token:
    """一个半小时 is 1.5 hours, 一成半 and 一成五 are 15 per cent, 1小时20分 is 80 minutes."""
    if "分半" in found:
        return Token("quantity", start, end, found, value=Decimal(found.split("分")[0]) + Decimal("0.5"), base="min", unit_kind="duration",
                     raw_value=found, rule="L07", extra={"unit": "分钟"})  # fmt: skip
    if "分" in found:
        hours, minutes = re.findall("[0-9]+", found)
        return Token("quantity", start, end, found, value=Decimal(hours) * 60 + Decimal(minutes), base="min", unit_kind="duration", raw_value=found,
                     rule="L07", extra={"unit": "分钟"})  # fmt: skip
    if "成" in found:
        tenths = (chinese(found[0]) or Decimal(0)) * 10 + (5 if found[2] == "半" else chinese(found[2]) or 0)
        return Token(
            "quantity",
            start,
            end,
            found,
            value=tenths,
            base="%",
            unit_kind="percent",
            raw_value=found,
            rule="L07",
            extra={"unit": "成"},
        )
    if found.endswith(("年半", "天半")):
        raw, unit = found[:-2], found[-2]
    else:
        raw, unit = found.split("个半")
    value = Decimal(raw) if raw.isascii() else chinese(raw)
    base = {"月": "month", "工作日": "workday", "年": "a", "天": "d"}.get(unit, "h")
    return Token("quantity", start, end, found, value=(value or Decimal(0)) + Decimal("0.5"), base=base, unit_kind="duration", raw_value=found,
                 raw_unit=unit, rule="L07", extra={"unit": unit})  # fmt: skip


def _fold(found: str, start: int, end: int) -> Token:
    power = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}[found[-2]]
    return Token("quantity", end - 2, end, found[-2:], value=Decimal(2) ** power, base="1", unit_kind="fold", raw_value=found[-2],
                 raw_unit="番", rule="L08", extra={"unit": "番"})  # fmt: skip


def _told(found: str, start: int, end: int) -> Token:
    """两块三 is 2.30 yuan, 一块零五 1.05, 七毛五 0.75, 8毛 0.80, 3分 0.03; 一斤二两 is 0.6 kg, 两吨三 is 2.3 t."""
    found_in = found.replace("元", "块").rstrip("角")
    unit = next(one for one in "块毛分斤吨" if one in found_in)
    first, _, rest = found_in.partition(unit)
    whole = Decimal(first) if first.isdigit() else chinese(first)
    tenths = Decimal(0)
    if rest[:1] == "零":
        tenths = (chinese(rest[1]) or Decimal(0)) / 100
    elif rest[:1] and rest[0] not in "钱":
        tenths = (Decimal(rest[0]) if rest[0].isdigit() else chinese(rest[0]) or Decimal(0)) / 10
    if whole is None:
        return Token("doubtful", start, end, found, rule="L00")
    base, kind, factor = {
        "块": ("CNY", "money", Decimal(1)), "毛": ("CNY", "money", Decimal("0.1")), "分": ("CNY", "money", Decimal("0.01")),
        "斤": ("t", "mass", Decimal("0.0005")), "吨": ("t", "mass", Decimal(1)),
    }[unit]  # fmt: skip
    return Token("quantity", start, end, found, value=(whole + tenths) * factor, base=base, unit_kind=kind, raw_value=found, rule="L02",
                 extra={"unit": "元" if kind == "money" else unit})  # fmt: skip


def _earned(found: str, start: int, end: int) -> Token:
    """四千八 is 4 800 yuan, 两三万 two to three times 10 000, 一千五六 1 500 to 1 600."""
    text = found.removesuffix("元")
    upper: Decimal | None = None
    if text[-1] == "万":
        tens, digits = (Decimal(10), text[1:-1]) if text[0] == "十" else (Decimal(0), text[:-1])
        low, high = (chinese(one) or Decimal(0) for one in digits)
        value, upper = (tens + low) * 10000, (tens + high) * 10000
    else:
        size = Decimal(1000) if text[1] == "千" else Decimal(10000)
        head = (chinese(text[0]) or Decimal(0)) * size
        value = head + (chinese(text[2]) or Decimal(0)) * size / 10
        upper = head + (chinese(text[3]) or Decimal(0)) * size / 10 if len(text) > 3 else None
    if upper is not None and upper <= value:
        return Token("doubtful", start, end, found, rule="L00")
    return Token("quantity", start, end, found, value=value, upper=upper, base="CNY", unit_kind="money", raw_value=found, rule="L02",
                 comparator="range" if upper is not None else "", extra={"unit": "元"})  # fmt: skip


def _pieces(found: str, start: int, end: int) -> Token:
    """2块8 is 2.80 yuan."""
    return Token("quantity", start, end, found, value=Decimal(found.replace("块", ".")), base="CNY", unit_kind="money", raw_value=found,
                 rule="L01", extra={"unit": "元"})  # fmt: skip


def _tenths(found: str, start: int, end: int) -> Token:
    """三到五成 is 30 to 50 per cent."""
    low, high = (chinese(one) or Decimal(0) for one in found[:-1].split("到"))
    if low >= high:
        return Token("doubtful", start, end, found, rule="L00")
    return Token("quantity", start, end, found, value=low * 10, upper=high * 10, base="%", unit_kind="percent", raw_value=found, comparator="range",
                 rule="L03", extra={"unit": "成"})  # fmt: skip


def _doubled(found: str, start: int, end: int) -> Token:
    return Token("quantity", start, end, found, value=Decimal(2), base="1", unit_kind="fold", raw_value=found, raw_unit="番", rule="L08",
                 extra={"unit": "番"})  # fmt: skip


def _big(found: str, start: int, end: int) -> Token:
    raw = found[:-1]
    value = arabic(raw) if raw[0].isdigit() else chinese(raw)
    return Token("quantity", start, end, found, value=value, base="1", unit_kind="count", raw_value=raw, raw_unit="大", rule="L09",
                 extra={"unit": "大"})  # fmt: skip


def _rank(found: str, start: int, end: int) -> Token:
    token = Token("rank", start, end, found, base="rank", unit_kind="rank", raw_value=found, rule="L10")
    if found[0] in "首榜冠头" or re.fullmatch("第一(?:个|家|座|条|例|台套|台|套)", found):
        token.value = Decimal(1)
        return token
    inside = found.lstrip("第前").rstrip("位名大个家座条例台套")
    token.value = arabic(inside) if inside.isdigit() else chinese(inside)
    if found[0] == "前":
        token.comparator = "<="
    if token.value is None:
        token.kind = "doubtful"
    return token


def _bare(found: str, start: int, end: int) -> Token:
    if found[-1] == "亿" and found[0] in "一二两三四五六七八九十百千万亿":
        first = "" if found[0] in "十百千万亿" else found[0]  # 突破三万亿
        many = (chinese(first) if first else None) or Decimal(1)
        return Token("bare", start, end, found, value=many, raw_value=first, raw_unit=found[len(first) :], rule="L11",
                     factor=_scaled(found[len(first) :]))  # fmt: skip
    scale = re.search(rf"(?:{_SCALE})$", found)
    raw = (found[: scale.start()] if scale else found).rstrip("余多")
    value = arabic(raw.lstrip("±+"))
    token = Token(
        "bare",
        start,
        end,
        found,
        value=value,
        raw_value=raw,
        raw_unit=scale[0] if scale else "",
        rule="L11",
        comparator=">" if len(raw) + len(scale[0] if scale else "") < len(found) else "",
    )
    token.factor = _scaled(scale[0]) if scale else Decimal(1)
    return token


def _product(found: str, start: int, end: int) -> Token:
    times, one = re.split("[×xX*]", found, maxsplit=1)
    token = _quantity(one, start, end)
    token.text, token.rule = found, "L14"
    if token.value is not None:
        token.value *= Decimal(times)
    return token


def _vague(found: str, start: int, end: int) -> Token:
    above = re.fullmatch("上([十百千万亿]{1,6})[多余]?(.+)", found)
    if above is not None and above[2] in units() and not above[1].startswith("十"):
        unit = units()[above[2]]
        token = Token("quantity", start, end, found, value=_scaled(above[1]) * unit.factor, base=unit.base, unit_kind=unit.kind,
                      raw_value=above[1], raw_unit=unit.token, comparator=">=", rule="L16", factor=unit.factor)  # fmt: skip
        token.extra["unit"] = unit.token
        return token
    return Token("doubtful", start, end, found, rule="L12")


_READERS = {
    "quantity": _quantity, "numeral": lambda found, start, end: _quantity(found, start, end, numerals=True), "range": _range, "class": _class,
    "class2": _class, "ratio": _ratio, "fraction": _part, "parts": _part, "half": _half, "halfday": _halfday, "andhalf": _and_half, "times2": _fold, "folded": _doubled, "change2": _pieces, "told": _told, "tenths": _tenths, "earned": _earned, "big": _big, "rank": _rank,
    "bare": _bare, "vague": _vague, "first": _rank, "product": _product,
}  # fmt: skip
