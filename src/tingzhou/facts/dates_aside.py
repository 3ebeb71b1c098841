"""Dates that are no time of figures: what is compared with, when something was told or seen, what is paid for."""

from __future__ import annotations

import re

from tingzhou.facts.lexer import Token

__all__ = ["BASE_AFTER", "BASE_BEFORE", "EVENT_AFTER", "RATE_OF_MONTH", "TIMES_AFTER", "WAS", "beside_the_point", "names_a_base"]

BASE_BEFORE = re.compile("(?:比|较|与|同|于|按|和|超过|超出|超了|追平|不及|相当|以)$")
BASE_AFTER = re.compile(
    "(?:全年|全月|整年)?(?:的)?(?:同期|相比|持平|(?:[较高]?[高快]速?增长|高位增长|高基数|较高基数|低基数)?的?基础上|较?[高低]基数[上下]|不变价|可比价|价格计算|(?:总量|总体|平均)?水平|为(?:基期|基数|100))"
)
TIMES_AFTER = re.compile("的(?:近|约|超过?)?(?:[0-9.]+|[两二三四五六七八九十]{1,2})(?:多|余)?倍")
EVENT_AFTER = re.compile(
    "(?:的|,)?(?:首次|成功|正式|全面|全部|同步|如期|陆续|已|前|实现|计划|集中|首台机组|全容量|顺利|点火|可|将|有望)*(?:开工|试产|投料试车|投料|试车|首航|点火|过货|浇筑|开通|开港|通航|打通全流程|投产|建成|并网|启动|动工|竣工|完工|投运|获批|成立|发电|投入使用|投入运营|开工建设|通车|交付|投用|封顶|开业|试运营|开放|亮相|运营|核准|批复|印发|出台|前)+(?:成功)?(?:[,。、;的以]|$)"
)
RATE_OF_MONTH = re.compile(
    "(?:[\u4e00-\u9fff]{0,6}(?:还是|仍是|则是)|转为)?(?:同比)?(?:(?:增速|增幅|降幅)?为|上涨|增速|增长|下降)(?:同比)?(?:增长|下降)?-?[0-9.]+%"
)
WAS = re.compile(
    "(?:[\u4e00-\u9fff]{2,10}?还?是|(?:亏|赚|卖)了?)(?:同比)?(?:增长|下降)?-?[0-9]|(?:还|仅|只|尚)(?:不足|不到|有|为|是)?(?:约)?[0-9]|[为是](?:同比)?(?:增长|下降|亏损|净亏损?|盈利)?-?[0-9]"
)
_PUBLISHED_AFTER = re.compile(
    "(?:上午|下午|晚|晚间)?(?:通报|发布|消息|[电讯](?![力子能网])|公布|介绍|获悉|透露|报道|披露|公告|宣布|发布公告|在互动平台|对外|从[^,。]{2,16}获悉|在?[^,。]{0,16}(?:新闻)?发布会上)"
)
_NAMES_AN_EVENT = re.compile(
    "(?:全[市省县区州])?(?:重点|重大)(?:产业)?项目(?:建设)?(?:现场)?(?:集中)?(?:观摩|推进|调度)(?:活动|会)"
)
_PAPERS = tuple("报网端心台社媒号刊")  # the last characters of names of papers, sites and media centres
_NARRATED_AFTER = re.compile(",?(?:[\u4e00-\u9fff]{0,6})(?:记者|采访|[市省县区州]委(?:书记|副?书记|常委)|副?[市省县区州]长)")


def names_a_base(text: str, start: int, end: int) -> bool:
    """Tell whether a date at ``start`` to ``end`` only names what is compared with, or when something began."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 14]
    return (
        BASE_BEFORE.search(before) is not None
        or BASE_AFTER.match(after) is not None
        or TIMES_AFTER.match(after) is not None
        or EVENT_AFTER.match(after) is not None
        or before.endswith(("自", "由", "从", "“", "《", "峰时", "峰期"))
    )


def beside_the_point(token: Token, before: str, after: str) -> bool:
    """Tell whether a date is not of the figures: when it was told or seen, what is paid for, a record it prolongs."""
    if token.said is not None and token.text.endswith(("月初", "旬")) and re.match(",?记者(?!从)", after):
        return True  # 12月初,记者走进…
    if before.endswith("早在") and token.said is not None and token.said.kind == "year":
        return True  # 早在1997年,这里就建立了保护区
    if token.text in ("今年以来", "年初以来") and re.match("的?最[高低快慢大小多少好]", after):
        return True  # 9月份增长7.3%,为今年以来最高
    if token.text == "今年" and re.match("首次|第[一二三四五六]次", after):
        return True  # 7月8日,负荷达861.5万千瓦,今年首次刷新纪录,比…
    if _NAMES_AN_EVENT.match(after) is not None:
        return True  # 组织开展三季度重点项目观摩活动
    if token.said is not None and token.said.kind == "day" and (_PUBLISHED_AFTER.match(after) or _NARRATED_AFTER.match(after)):
        return True  # 8月19日消息; 6月10日,记者驱车来到…
    if token.said is not None and token.said.kind == "day" and before[-1:] in _PAPERS and re.match(" +[^ 0-9]", after):
        return True  # 某某日报2022年7月8日 全县…: a dateline
    if before.endswith(("实施", "开展", "打好", "推进")) and re.match("(?:良好开局|开门红|开局|[一-鿿]{0,2}攻势|攻坚|行动)", after):
        return True  # 接续实施一季度良好开局行动: a name
    if before.endswith(("延续", "持续", "保持")) and after.startswith("以来"):
        return True  # 延续上年四季度以来的回升态势
    if before.endswith(("到了", "排到", "排至")) and token.said is not None and token.said.kind in ("month", "year", "point"):
        return True  # 订单排到了7月, 排到2025年年中
    if before.endswith(("间为", "期为", "翌年", "次年", "来年")):
        return True  # 上市时间为10月中旬至翌年4月
    if before.endswith("对") and not after.startswith(","):
        return True  # 对2021年度…的项目给予奖补
    if before.endswith(("受", "因")) and re.match("[^,。;0-9]{2,12}(?:影响|冲击|拖累|偏高|偏低|,)", after):
        return True  # 受8月上旬干旱影响: a cause
    if token.text in ("去年", "上年", "前年") and after.startswith("以来"):
        return True  # 去年以来: since when
    if re.match(
        "(?:第[一二三四]批|全[省市县区州])?(?:重大|重点|产业|招商)*项目(?:集中|视频)*(?:开工|签约|竣工|推进)(?:活动|仪式|大会|会)",
        after,
    ):
        return True  # 2024年一季度重大项目集中开工活动: its name
    if token.said is not None and token.said.kind == "point" and before.endswith(("距离", "距")):
        return True  # 距离年底仅剩60余天
    if before.endswith("五末") and token.said is not None and token.said.kind == "year":
        return True  # 较十三五末2020年88亿元增加
    if token.text == "年内" and after.startswith(("第", "首次", "多次", "再次")):
        return True  # 年内第三次刷新纪录
    announced = (
        re.match("的?(?:预期|主要)?目标(?:不变|不动摇|也已敲定|是|为|定为)?[:,]", after) is not None
    )  # 全年目标不变:GDP增长7%
    if token.text == "全年" and re.match("的?(?:目标|任务|计划|预期|预算)", after) and not announced:
        return True
    return (
        token.text.endswith("以来") and re.search("(?:持续|延续|保持|创|扭转|结束)了?$", before) is not None
    )  # 持续今年以来…的态势
