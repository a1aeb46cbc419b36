"""Are the items of a notice its text, and the site around it chrome?"""

import polars as pl

from cleaners import lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES

ABOVE = ["首页", "政务公开", "办事大厅", "互动交流", "当前位置:首页 > 公告公示"]
TITLE = "县立图书馆书架采购项目成交公告"
DATED = "发布时间:2021-04-09 来源:县采购中心 浏览次数:318"
ITEMS = [
    "一、项目编号:CG-2021-0407", "二、项目名称:县立图书馆书架采购项目", "三、成交信息", "供应商名称:青山木器厂",
    "供应商地址:青山镇东街12号", "成交金额:18.6万元", "四、主要标的信息", "(1)双面木书架 40组", "(2)期刊架 6组",
    "(3)阅览桌 12张", "五、评审专家名单:赵一鸣、钱小红、孙立", "六、公告期限:自本公告发布之日起1个工作日",
    "七、凡对本次公告内容提出询问,请按以下方式联系", "1.采购人信息", "名称:县立图书馆", "地址:文庙路3号",
    "2.采购代理机构信息", "名称:县采购中心", "地址:人民路88号",
]
BELOW = ["分享到:", "微信", "微博", "打印本页", "关闭窗口", "上一篇:关于暂停办理业务的通知", "下一篇:县立中学课桌椅采购公告",
         "友情链接", "版权所有 县人民政府办公室"]


def test_a_notice_without_a_sentence():
    """Of a tender, item by item and field by field, nothing goes; what is around it is known by where it stands."""
    page = [*ABOVE, TITLE, DATED, *ITEMS, *BELOW]
    split = lines.split(pl.Series(["\n".join(page)])).select(list(LINES))
    for policy in ("rules", "balanced"):
        judged = steps.clean(split, ChromeSettings(policy=policy), RepeatSettings())
        gone = set(judged.filter(pl.col("action").is_not_null())["raw"])
        assert gone.isdisjoint([TITLE, *ITEMS])
        assert gone >= {DATED, *BELOW[:-1], ABOVE[-1]}


def test_a_list_of_links_is_no_outline():
    """Numbers alone make no item, nor does a number that counts something, nor one item by itself."""
    story = "老船匠说,造一条船要先看木头,再看天气,最后看人,三样里缺了哪一样,船都下不了水。"
    links = ["相关阅读", "1.桐油怎样熬", "2.麻丝怎样捻", "3.怎样挑杉木", "三、四年级的孩子学造船", "二、三月里的海风"]
    judged = steps.clean(lines.split(pl.Series(["\n".join([story, story[::-1] + "。", *links])])).select(list(LINES)),
                         ChromeSettings(), RepeatSettings())
    assert set(links) <= set(judged.filter(pl.col("action").is_not_null())["raw"])
