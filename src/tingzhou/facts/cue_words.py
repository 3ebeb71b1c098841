"""The words that the walk over a text looks for around a number: plans, ranks, plants, tasks, flows and the like."""

from __future__ import annotations

import re

from tingzhou.facts.fact import Measure
from tingzhou.facts.frames import Words

__all__ = [
    "AND",
    "BETWEEN",
    "BIG_CLASS",
    "CLIMATE",
    "COUNTED",
    "COUNTED_THINGS",
    "DONE",
    "FLOW",
    "FORECAST",
    "GREAT",
    "HEADS_OF_MONEY",
    "HEADS_OF_PEOPLE",
    "ITEM",
    "KIND_OF_RATE",
    "MAKES",
    "MEMBERS",
    "NATIONAL",
    "ONCE_DONE",
    "OTHER_MONEY",
    "PEOPLE",
    "PLAN",
    "PLANT",
    "RANKED",
    "RANKING",
    "SIZED",
    "TASKS",
    "TO_CLASS",
    "TYPED",
    "YEARLY",
    "annual",
]

PLAN = re.compile(
    "力争|(?<!年度)(?<!年)计划|(?<!空间)规划(?!面积|[用]地|总)|(?<!考核)(?<!年度)目标(?!任务的|的)|拟(?!合|定)|争取|确保|将(?![军近来])|到20[2-9][0-9]年|奋斗|实现.{0,6}目标|要达到"
)
FORECAST = re.compile("预计|有望|预测|预期")
RANKED = re.compile(
    r"(?:双|居|列|排|排名|排在|升至|升到|升|跃至|跃升|跃升至|稳居|保持|继续|全国|中国|我国|全省|全区|全疆|全州|全市|世界|全球|亚洲|欧洲|东盟|国际|同?行业|业内|同类|华[东北南中]|长三角|珠三角|京津冀|西南|东北|西北|西北地区|西部|东部|中部|省内|国内|疆内|区内|自治区|地州|市州|地州市|县市|旗县|旗区|盟市|县区|县市区|并列|分列|分别列|名列|位次|位次为|位列|为|同类城市|省份|省市|地级市|城市|中西部|(?<![0-9])[0-9]{2,4}强|百强[县区市镇]?|[县市区州]○+)(?:了|第)?$"
)
PEOPLE = re.compile(
    "(?:名)?(?:建档立卡|农村|城镇|城乡|贫困|产业|各族|常住|户籍|流动|外来|返乡|技术|留守|老年|适龄|参保|注册|从业|在校|国内外?|境外|入境|当地|广大|周边)*(?:居民|群众|农户|农民|牧民|职工|市民|村民|学生|游客|旅客|人口|用户|网民|师生|老百姓|[果茶菜棉药花蔗瓜蚕]农|牧户|就业|劳动力|贫困|工人|农民工|员工|务工人员|从业人员|消费者|观众|人才|产业大军)"
)
MEMBERS = re.compile("等(?:地区?的?)?(?:[0-9]{1,4}|[两三四五六七八九十]{1,3})个?(?:省|市|州|县|区|地|国|城|盟|旗|乡|镇)")
BETWEEN = re.compile("[^■,。;]{0,12}[、和与及]")
GREAT = re.compile(
    "(?:货物|商品|服务|大宗|贸易|出口|进口|产煤|产油|产粮|用电|大(?=[国省市县])|能源|农业|工业|制造|经济|人口|外贸|消费|生产|增长|支柱)*(?:国|省|市|县|经济体|市场|来源国|来源地|贸易伙伴|目的地|支柱产业|产业|引擎|电源|港|机场|产地|城市)(?![内际营有])"
)
NATIONAL = re.compile(
    "(?:全国|我国|中国|全州|全市|全县|省内|全省|全区|全疆|世界|全球|亚洲|西北|国内|西部|中部|东部|西南|东北|华[东北南中]|长三角|珠三角|[\u4e00-\u9fff][省市州])$"
)
TYPED = frozenset((Measure.LEVEL, Measure.CAPACITY, Measure.COUNT, Measure.INVESTMENT))
BIG_CLASS = re.compile("[^,。;]{0,40}?(?:投资|赛道|产业|集群|园区|企业|市场|板块|经济|产值|县|项目|平台|谷|走廊|高地|港)")
TO_CLASS = re.compile(
    "(?:产业|集群|园区|企业|经济|产值|规模|产业链)[^,。;0-9]{0,6}(?:向|迈[向入进]|跃[上入]|跨[上入]|冲刺|突破|达到?)了?$"
)  # 产业集群向千亿级迈进


COUNTED = frozenset(("count", "duration", "power", "mass", "volume", "energy", "area", "money", "voltage"))
PLANT = re.compile(
    "项目|装置|生产线|工程|基地|机组|电站|风电|光伏|产能|储能|变电站|线路|输变电|组件|电池|硅片|净水厂|处理厂|水厂|电厂|设备|风机"
)
MAKES = re.compile(
    "(?:年产|日产|年处理|日处理|年加工|日供水能力|年供应?|配套建设|建设|新建|安装|形成|建成|投运|并网|规划|年产能|[—-])$"
)
AND = re.compile("(?:及|和|与|以及)$")
TASKS = re.compile(
    "重点工作|工作重点|目标任务|主要任务|工作安排|工作打算|总体要求|预期目标|主要目标|工作思路|下一步|工作建议|抓好以下|做好以下|重点抓好"
)
DONE = re.compile("已(?!批|列|纳)|截至|累计完成|实际完成")

RANKING = re.compile("(?:排名|排在|居|位居|列)(?:■|前|全国|全省|全区)[^:]*$|(?:分别|依次|主要)?(?:是|为|有|如下|包括)$")
HEADS_OF_PEOPLE = re.compile("(?:人口|人数|游客|旅客|就业|贫困人口|户数)(?:减少|增加|净增)?$")
HEADS_OF_MONEY = re.compile(
    "(?:引资|投资|投资额|投资总额|产值|总产值|增加值|营收|营业收入|收入|利润|税收|生产总值|GDP|零售额|零售总额|销售额|进出口总额|预算收入)$"
)
CLIMATE = re.compile(
    "平均风速|年(?:均|平均)?(?:总)?(?:日照|降水|降雨|蒸发|气温|风速|有效风速|辐射|无霜)|全?年日照(?:时间|时数)|^日照(?:时间|时数)|无霜期|[春夏秋冬]季平均气?温|年(?:均)?优良(?:空气)?天数"
)
FLOW = re.compile(
    "(?:产量|产值|增加值|收入|支出|利润|利润总额|销售额|零售额|零售总额|投资|客运量|货运量|周转量|吞吐量|出栏|发电量|用电量|进出口|进出口总额|进出口总值|外送电量)$"
)
KIND_OF_RATE = re.compile("占比|比重|率|增速|增幅")
SIZED = re.compile("(?:以上|及以上)?的[\u4e00-\u9fff]{1,8}(?:有|达|达到|共|共有|为)$")
OTHER_MONEY = re.compile(
    "外资|到资|国债|基金|收入|支出|产值|增加值|GDP|生产总值|总额|总值|销售|营收|利润|税|余额|存款|贷款|资金|进口|出口|成交|合同|补贴|保费|价|成本|费|金额|额$|资产|负债|预算|利息|顺差|奖"
)
COUNTED_THINGS = re.compile("(?:省份|地区|企业|项目|城市|县|国家|乡镇|村|园区|县市|区县)(?![^,]*(?:均|都|累计|合计|各|分别))")
ITEM = re.compile("[、和]|[一二三四]期(?:工程|项目)?$")
YEARLY = re.compile(
    "年(?:送电|输电|送入|均(?:营业收入|利润|上缴|销售|产值|税)|均?发电|均?上网|可|节约|减排|减少|供|外送|输送|新增(?:产值|税收|利润|收入|销售)|上缴|缴纳?税?|增收|产值|税收|纳税|销售|营业收入|利润|产量|用电|利税)"
)
ONCE_DONE = re.compile(
    "总投资|总规模|达产|投产后|建成后|投运后|全部建成|项目建成|预计年|可实现年|将实现年|年均?(?:发电|上网)|年可|年节约|年减|年供|年外送|年输送|年均"
)


def annual(words: Words, sentence: str) -> bool:
    """Tell whether a figure is what a project gives in every year (达产后年产值)."""
    if "均年" in words.left and re.search("[户人亩]均年(?:均)?(?:增收|纯收入|可增收)(?:约|近|达|超过?)?$", words.left):
        return True
    return YEARLY.search(words.left[-30:]) is not None and ONCE_DONE.search(sentence) is not None
