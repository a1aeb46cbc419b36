"""Who made this page, going by the credits that it prints and by what its markup declares?

A byline names the authors first, then whoever else is credited, each behind the role as it is printed:
`四大; 編輯: 江江; 来源: 新华网`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

SPACE: Final = re.compile(r"\s+")
EDGES: Final = " \t-–—·•|｜丨/／,，、;；:："
BRACKETS: Final = {")": "(", "）": "（", "]": "[", "】": "【", "〕": "〔"}
# When it was: that goes to another column.
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH: Final = r"[^\W\d_]{3,12}\.?"
WHEN: Final = re.compile(
    r"(?i)(?:[^\s:：|]{0,6}(?:时间|時間|日期|[发發][布佈表]于?|date|on) ?[:：]? ?)?"
    r"(?:(?:19|20)\d\d ?[-/.年 ] ?\d{1,2} ?[-/.月] ?\d{1,2} ?日?"
    rf"|(?:{_MONTH} {_DAY},?|{_DAY}\.? (?:of |de )?{_MONTH},?) (?:de )?(?:19|20)\d\d"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d)"
    r"(?: ?\(?(?:周|星期|[礼禮]拜)[一二三四五六日天]\)?)?"
    r"(?:[T ,|]{0,3}\d{1,2} ?[:：时時] ?\d{2}分?(?:[:：]?\d{2}秒?)?(?: ?[ap]\.?m\b\.?| uhr\b)?)?"
)
_AUTHORS: Final = (
    r"作者|撰文|[采採][写寫]|撰稿人?|主[笔筆]|文字?|(?:本[报報刊网網台]|特[约約]|[实實][习習])?[记記]者|[采採]写记者"
    r"|(?:words|written|posted|reported|story) by|by|authors?|writer|reporter"
    r"|autor(?:a|es|in|en)?|auteure?s?|autrice|autor[ei]|text[eo]?|testo|tekst|von|par|por|door|oleh|penulis|yazar"
    r"|tác giả|автор[ыи]?|текст|取材・文|[著筆]者|執筆者?|글|기자|작성자"
)
_OTHERS: Final = (
    r"[^\s:：|丨/／()（）\[\]【】]{0,4}(?:[编編][辑輯译譯审審校导導]?|[来來]源|出[处處]|[责責][编編校]|主[编編]|翻[译譯]"
    r"|[译譯]者?|校[对對订]?|[审審][校核]|[监監]制|策[划劃]|[统統]筹|制作|出品|排版|[设設][计計]|封面|[图圖]片?|供[稿图圖]|整理"
    r"|[摄攝]影?|[视視][频頻]|剪[辑輯]|运营)"
    r"|(?:edited|photos?|illustrations?|translated) by|editors?|source|photo(?:grapher)?|credit"
)
_CAPITAL: Final = r"(?-i:[A-ZÀ-ÞĀ-ŽА-Я])"
# A role and what parts it from the names; before a colon any short word is one. Von Miller is a name, Von Anna Schmidt
# says whose the text is; and a writer is no role where one is named before.
LABEL: Final = re.compile(
    rf"(?i)(?:^|(?<=[\s)）(（\[【\]】,，;；、|:：]))(?P<role>{_AUTHORS}|{_OTHERS})"
    r"(?: ?[:：] ?|(?<! writer)(?<! reporter)(?<! editor) ?[|丨/／] ?|(?<=by) (?=\S)|(?-i:(?<=By)(?=[A-Z]))"
    r"|(?<=[记記]者) (?=\S)|(?<=기자) (?=\S)"
    rf"|(?-i:(?<=^Von)|(?<=^Par)|(?<=^Por)|(?<=^Door)) (?={_CAPITAL}\S* {_CAPITAL}))"
    r"|(?:^|(?<=[\s)）(（\[【\]】,，;；、|]))(?P<word>[^\s\d:：|丨/／,，。()（）\[\]【】]{2,8}) ?[:：] ?(?!//)"
)
PICTURE: Final = re.compile(
    r"((?:[图圖]片?|配[图圖]|[题題][图圖]|素材|本文)均?(?:[来來]自|源自|[来來]源[于於]?|源[于於])) ?[:：]? ?"
)
IS_EDITOR: Final = re.compile("(?i)[编編审審校]|选稿|edit")
# Reporters whose place stands behind them, as 記者王小明／台北報導; and as Korean names them, 글 홍길동 기자.
REPORTER: Final = re.compile(r"^[^\w]*[记記]者 ?([^\s/／]{2,12}) ?[/／∕] ?\S{0,6}(?:[报報][导導道]|[摄攝]影?)\W*$")
KOREAN: Final = re.compile(r"^(?:글[:：]? )?([가-힣]{2,4}) 기자\b")
IS_AUTHOR: Final = re.compile(rf"(?i)(?:{_AUTHORS})")
# What stands among credits and credits nobody.
_TOOLS: Final = (
    r"[阅閱][读讀][数數]?量?|[浏瀏][览覽](?:人次|次[数數]|量)?|[点點][击擊](?:[数數量])?|[评評][论論][数數]?|字[号號體体]|[举舉][报報]"
    r"|分享|收藏|打印|列印|[关關]注|[订訂][阅閱]|人[气氣]|热度|views?|comments?|share|follow"
)
TOOL: Final = re.compile(rf"(?i)(?:{_TOOLS})")
TOOLS: Final = re.compile(rf"(?i)(?:^|\s)(?:(?:{_TOOLS})(?:[\s\d].*)?|A-? A\b.*)$")
# Declared, and nobody's name: what a template left blank, and words for whoever keeps a site.
BLANKS: Final = frozenset((
    "about", "admin", "administrator", "anonymous", "author", "authors", "blog", "com", "contact", "contributor",
    "contributors", "default", "demo", "desk", "editor", "editorial", "editors", "first", "full", "guest", "journalist",
    "last", "me", "moderator", "n/a", "nachrichten", "name", "nan", "news", "newsroom", "nil", "none", "null",
    "profile", "redaktion", "root", "site", "staff", "submitted", "system", "team", "test", "title", "undefined",
    "unknown", "user", "username", "view", "web", "webmaster", "writer", "your", "作者", "佚名", "匿名", "原创", "小编",
    "本站", "未知", "管理员", "管理員", "系统管理员", "系統管理員", "网站管理员", "超级管理员", "站长", "编辑", "編輯",
    "编辑部", "無", "无",
))
# An address reaches us torn into words, as in Email Example and Www Example Com.
TEMPLATE: Final = re.compile(r"(?i)\{\{|\}\}|\$\{|<%|%>|\[\[|%\w+%|@|\b(?:e-?mail|gmail|mailto|https?|www)\b")
# What a page says to its reader, or of one: a button, a call, a comment's head.
SPOKEN: Final = re.compile(
    r"(?i)[。！？!?，]|^我|[关關]注|下[载載]|登[录錄入]|[注註][册冊]|[点點][击擊]|授[权權]|版[权權]|[收订訂][藏阅閱]|[举舉][报報]"
    r"|[评評][论論]|支持|查看|更多|[网網][友民]|游客|[楼樓]主"
    r"|\b(?:download|subscribe|follow|sign (?:in|up)|log ?in|click|read more|copyright|all rights|repl(?:y|ied)"
    r"|comments?)\b"
)
FORMS: Final = re.compile("本文|文章|稿件|信息|新[闻聞]|[内內]容|消息")  # of one role: what the source is the source of
TRAILS: Final = re.compile(
    r"(?i)(?:版[权權]所有|官方?[网網]站?|[网網]站|\.(?:com|net|org|cn)|\b(?:inc|ltd|llc|gmbh))\W*$"
)
LONGEST: Final = 60  # characters of a name, or of some
SEPARATOR: Final = "; "


class Credit(NamedTuple):
    """Whom a page credits, and as what; "" where it does not say, as of authors."""

    role: str
    names: str
    is_author: bool

    def __str__(self) -> str:
        """Write it as in a byline."""
        return f"{self.role}: {self.names}" if self.role else self.names


def credits_of(line: str) -> list[Credit]:
    """Read a line of credits.

    >>> [str(credit) for credit in credits_of("2019-09-18 06:23 来源：山西日报  责任编辑：李一 阅读：12")]
    ['来源: 山西日报', '责任编辑: 李一']
    >>> credits_of("By Jane Doe"), credits_of("2024-05-20 阅读 12")
    ([Credit(role='', names='Jane Doe', is_author=True)], [])
    """
    text = SPACE.sub(" ", WHEN.sub(" ", SPACE.sub(" ", line)))
    text = PICTURE.sub(r" \1：", KOREAN.sub(r"기자 \1", REPORTER.sub(r"記者 \1", text))).lstrip(EDGES)
    labels = list(LABEL.finditer(text))
    ends = [*(label.start() for label in labels), len(text)]
    found = [Credit("", _names(text[: ends[0]]), is_author=False)]
    for label, end in zip(labels, ends[1:], strict=True):
        role, is_author = label["role"] or label["word"], False
        if IS_AUTHOR.fullmatch(role):
            role, is_author = "", True
        if not TOOL.fullmatch(role):
            names = _names(text[label.end() : end])
            found.append(Credit(role, re.sub(r"^[记記]者(?=\S)", "", names) if is_author else names, is_author))
    return [credit for credit in found if any(map(str.isalpha, credit.names)) and not TOOL.fullmatch(credit.names)]


def _names(text: str) -> str:
    """Return the names without what stands around them."""
    names = TOOLS.sub("", text.rstrip(EDGES)).strip(EDGES)
    for closing, opening in BRACKETS.items():  # of the whole line, or of the next credit; a name's own stay
        names = names.removesuffix(opening)
        names = names if opening in names[1:] else names.removesuffix(closing)
        names = names if closing in names else names.removeprefix(opening)
    return names.strip(EDGES)


def declared(byline: str | None, site: str | None) -> list[Credit]:
    """Return whom the markup credits, as far as that is somebody: not the site, a template's blank, or a reader.

    >>> declared("Name; Email Com", None), declared("网易", "网易版权所有"), declared("我已授权", None)
    ([], [], [])
    >>> [str(credit) for credit in declared("责任编辑：张申; Jane Doe", None)]
    ['责任编辑: 张申', 'Jane Doe']
    """
    found = (credit for part in (byline or "").split(SEPARATOR.strip()) if _is_name(part, site)
             for credit in credits_of(part))
    return [credit._replace(is_author=not credit.role) for credit in found]


def _is_name(part: str, site: str | None) -> bool:
    """Claim that a part of a declared byline may be a name."""
    words = re.split(r"[\s.,_]+", part.strip().lower())
    if len(part) > LONGEST or TEMPLATE.search(part) or SPOKEN.search(part) or BLANKS.issuperset(filter(None, words)):
        return False
    heads = re.split(r"\s*[|,，_–—]\s*|\s-\s", site)[:1] if site else []
    return _bare(part).isdisjoint(bare for name in (site, *heads) if name for bare in _bare(name))


def _bare(name: str) -> set[str]:
    """Return what tells the name of one site from another's, and that without what trails it."""
    return {re.sub(r"\W+", "", form.lower()) for form in (name, TRAILS.sub("", name))} - {""}


def merged(printed: Iterable[Credit], told: Iterable[Credit]) -> str | None:
    """Write the byline of a page; None where nobody is credited. Printed authors are believed before declared ones.

    >>> merged(credits_of("来源：新京报 编辑：杜一"), declared("林一川", None))
    '林一川; 来源: 新京报; 编辑: 杜一'
    """
    printed, told = list(printed), list(told)
    others = [credit for credit in (*printed, *told) if not credit.is_author]
    editors = {credit.names for credit in others if IS_EDITOR.search(credit.role)}
    believed = [credit for credit in told if credit.is_author and credit.names not in editors]
    authors = [credit for credit in printed if credit.is_author] or believed
    return SEPARATOR.join(map(str, _distinct([*authors, *others]))) or None


def _distinct(found: list[Credit]) -> Iterator[Credit]:
    """Yield each credit once; a name without a role not where it has one."""
    said: set[tuple[str, str]] = set()
    named = {credit.names for credit in found if credit.role or credit.is_author}
    for credit in found:
        key = (FORMS.sub("", credit.role), credit.names)
        is_known = key in said or (credit.names in named and not credit.role and not credit.is_author)
        said.add(key)
        if not is_known:
            yield credit
