"""Which HTML character references were left in the text, and which are its subject?"""

import html
import re
from html.entities import html5
from typing import Final

import polars as pl

REFERENCE: Final = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
FOUND: Final = re.compile(REFERENCE)
# Markup or code stands here, so a reference may be meant: tags, back quotes, comments, the lines of a program,
# among them those that give a pointer an address, char *s = &copy; where a * b = &pi; is a formula.
MARKUP: Final = (
    r"</?[A-Za-z][^<>]*>|<!--|<!DOCTYPE|<\?|`[^`\s][^`]*`|\bfunction ?\(|=> ?\{|\{\{|\};|^\s*#include\b"
    r"|[A-Za-z0-9_](?: \*+|\*+ )[A-Za-z0-9_]+ ?= ?&[A-Za-z_]"
    r"|^\s*[A-Za-z_][A-Za-z0-9_.>\[\]-]+ ?= ?&[A-Za-z_][A-Za-z0-9_]*;\s*(?://|/\*|$)"
)
# Words of a page that explains references; on such a page they are all its subject.
EXPLAINS: Final = (
    r"(?i)转义|轉義|字符实体|字符實體|实体(?:字符|编码|引用)|實體(?:字元|編碼)|エスケープ|文字参照|実体参照"
    r"|html ?(?:实体|實體|entit|escap)|xml ?(?:实体|entit|escap)"
    r"|character (?:entit|reference)|\bescap(?:e|ed|ing) (?:char|seq|html)|named entit|html special"
)
ABOUT_MARKUP: Final = re.compile(r"(?i)\b(?:html|xhtml|xml|svg|markdown|css|javascript|php|jsp)\b")
# A reference that is told how to write, not what to say: behind such a word with nothing of its own behind it, before
# a word that says what it stands for, or quoted alone. "We write &amp; edit" and 创意写作&nbsp;课程 are damage.
ALONE: Final = (
    r" ?(?:[。，、；：！,.;:)）」”]|$|代替|替代|来|來|表示|可以|即可|就|能|[会會]|を(?:使|用)|for\b|instead\b"
    r"|to (?:get|show|display|mean|print)\b|pour\b|für\b|вместо\b|для\b)"
)
TAUGHT: Final = re.compile(
    rf"(?:[写寫][成作为為]?|表示[为為]|[记記][作为為]|[输輸]入|[换換]成|替[换換][为為成]|用|通[过過]|是"
    rf"|\b(?i:writt?en?(?: as)?|types?|means?|us(?:e|ing)|becomes?|écri(?:re|vez|t)|utilise[rz]?|schreibt?"
    rf"|verwende[nt]?(?: Sie)?|пиш(?:ите|ут|ется)|использу(?:йте|ют))) ?(?P<told>{REFERENCE})(?={ALONE})"
    rf"|(?:^|(?<=[\s,，、；。;:：(（]))(?P<said>{REFERENCE})"
    r"(?= ?(?:表示|代表|代替|と書|と表|を[表使用]|means?\b|stands? for\b|signifie\b|représente\b|steht für\b"
    r"|bedeutet\b|означает\b|обозначает\b))"
    rf"|(?<=[“‘「『])(?P<quoted>{REFERENCE})(?=[”’」』])"
    rf"|(?:^|(?<=[\s:：(（]))(?P<mark>[\"'])(?P<cited>{REFERENCE})(?P=mark)(?=$|[\s,.;:)，。、；）])"
)
# A space that is taught is named; else it is a blank to be filled in, or crawl damage.
NAMES_SPACE: Final = re.compile(
    r"空格|空白|スペース|띄어|(?i:\b(?:spaces?|blanks?|indent|espaces?|\w*leerzeichen|пробел))"
)
# Standing by itself in a line that names its character, a reference is told of, whatever the verb. An English space
# may be an office's.
APART: Final = re.compile(rf"(?:^|(?<=[\s(（,，:：])(?<!; )){REFERENCE}(?=$|[\s)）,，.。;；](?! ?&))")
NAMES: Final = {
    "\u00a0": re.compile(
        r"空格|空白(?:文字|字符|字元)|スペース|띄어|(?i:\b(?:(?:an?|one|extra|blank|hard|more) (?:\w+ )?|breaking[ -])"
        r"spaces?\b|espaces? (?:insécable|supplémentaire)|leerzeichen|пробел)"
    ),
    "<": re.compile(
        r"[小少][于於]符?[号號]|小なり|(?i:less[ -]than[ -](?:sign|symbol)|kleiner-|знак «?меньше|signe inférieur)"
    ),
    ">": re.compile(
        r"大[于於]符?[号號]|大なり|(?i:greater[ -]than[ -](?:sign|symbol)|größer-|знак «?больше|signe supérieur)"
    ),
    "&": re.compile(r"和号|与号|アンパサンド|(?i:ampersand|esperluette|амперсанд)"),
}
LAST_TAUGHT: Final = "\u00ff"  # a Greek letter or a sign of mathematics is written of itself: 夹角记作 &alpha;。
ODD: Final = "\u00a0\u2000-\u200a\u202f\u205f"
# References to spaces, with those around them. An ideographic space (&#12288;) is typography, not meant here.
SPACES: Final = re.compile(
    rf"[ {ODD}]*(?:&(?:nbsp|NonBreakingSpace|emsp|ensp|emsp1[34]|thinsp|hairsp|numsp|puncsp"
    rf"|#0*(?:160|819[2-9]|820[0-2]|8239|8287)|#[xX]0*(?:[aA]0|200[0-9aA]|202[fF]|205[fF]));[ {ODD}]*)+"
)
# What a reference may stand for that would end a line elsewhere.
BREAKS: Final = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]+")
QUERY: Final = re.compile(r"\?[^\s?=]+=\S*$")
LONGEST_QUERY: Final = 256  # characters of it that are looked at
MAX_DEPTH: Final = 8  # &amp;amp;nbsp; was escaped thrice; nobody escapes more often


def mend(pages: pl.DataFrame) -> pl.DataFrame:
    """Decode the character references left in text.

    `pages` has row, document, text. Returns row, text, reason of the lines that change.
    """
    text = pl.col("text")
    hits = pages.filter(text.str.contains("&", literal=True) & text.str.contains(REFERENCE))
    if hits.height:
        suspects = pages.filter(pl.col("document").is_in(hits["document"].unique().implode()))
        spared = suspects.filter(text.str.contains(MARKUP) | text.str.contains(EXPLAINS))["document"]
        hits = _untaught(hits.filter(~pl.col("document").is_in(spared.unique().implode())))
    mended = hits.with_columns(text.map_elements(decode, return_dtype=pl.String).alias("mended"))
    changed = mended.filter(pl.col("mended") != text)
    return changed.select("row", text=pl.col("mended"), reason=pl.lit("entities"))


def decode(text: str) -> str:
    """Return a line with its references decoded, or as it is where they are meant.

    Spaces that a reference gave become one ordinary space, with those around them.

    >>> decode("A&amp;B&nbsp;&nbsp;及其"), decode("用 &lt; 表示 <"), decode("?a=1&copy=2")
    ('A&B 及其', '用 &lt; 表示 <', '?a=1&copy=2')
    """
    if ABOUT_MARKUP.search(text) or _names_its_own(text):
        return text
    after = text
    for _ in range(MAX_DEPTH):
        before, after = after, FOUND.sub(_character, SPACES.sub(_space, after))
        if after == before or (FOUND.search(after) and _taught(after)):  # 写成 &amp;lt; was escaped once too often
            break
    if after == text or re.search(MARKUP, after):
        return text
    return after


def _untaught(hits: pl.DataFrame) -> pl.DataFrame:
    """Leave out lines that teach a reference, and documents that teach two."""
    hits = hits.with_columns(taught=pl.col("text").map_elements(_taught, return_dtype=pl.List(pl.String)))
    taught = hits.filter(pl.col("taught").list.len() > 0).explode("taught")
    several = taught.group_by("document").agg(pl.col("taught").n_unique()).filter(pl.col("taught") > 1)["document"]
    return hits.filter(pl.col("taught").list.len() == 0, ~pl.col("document").is_in(several.implode())).drop("taught")


def _taught(text: str) -> list[str]:
    """Return the references that a line teaches.

    >>> _taught("小于号要写成 &lt;,大于号用 &gt; 代替"), _taught("We write &amp; edit"), _taught("夹角记作 &alpha;。")
    (['&lt;', '&gt;'], [], [])
    """
    told = [match[match.lastgroup or 0] for match in TAUGHT.finditer(text)]
    taught = [
        reference for reference in told
        if "" < (meant := _meant(reference)) <= LAST_TAUGHT and (not meant.isspace() or NAMES_SPACE.search(text))
    ]
    named = [reference for reference in APART.findall(text) if _is_named(reference, text)]
    return list(dict.fromkeys(taught + named))


def _is_named(reference: str, text: str) -> bool:
    """Claim that a line names the character that a reference stands for.

    >>> _is_named("&lt;", "页面上要显示小于号,就得 &lt; 这样写"), _is_named("&lt;", "页面上要显示大于号")
    (True, False)
    """
    name = NAMES.get(_meant(reference))
    return name is not None and name.search(text) is not None


def _names_its_own(text: str) -> bool:
    """Tell whether a line shows a reference beside the character it stands for, or quotes it."""
    for match in FOUND.finditer(text):
        meant = _meant(match.group())
        rest = FOUND.sub("", text)
        if not meant.isspace() and meant not in "&\"'·" and meant in rest:
            return True
        around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        if around in ("“”", "「」", "''", '""', "『』", "‘’", "()", "（）"):
            return True
    return False


def _space(match: re.Match[str]) -> str:
    """Return what parts the words around references to spaces: nothing at a line's ends."""
    text = match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if not before or not after:
        return ""
    is_french = before == "«" or (after in "!?;:»%€" and before.isascii()) or (before.isdigit() and after.isdigit())
    return "\u00a0" if is_french else " "


def _character(match: re.Match[str]) -> str:
    """Return what a reference stands for; itself, where that is nothing or a surrogate."""
    meant = _meant(match.group())
    if not meant or "\ufffd" in meant or _is_field(match):
        return match.group()
    return BREAKS.sub(" ", meant)


def _meant(reference: str) -> str:
    """Return what a reference stands for, nothing if its name is none.

    >>> _meant("&reg;"), _meant("&region;"), _meant("&#174;")
    ('®', '', '®')
    """
    # unescape() would find a name at the beginning of another, as in &current;
    return html.unescape(reference) if reference[1] == "#" else html5.get(reference[1:], "")


def _is_field(match: re.Match[str]) -> bool:
    """Claim that a reference is the name of a field in an address: list?id=5&sect;=2."""
    text, start = match.string, match.start()
    return text.startswith("=", match.end()) and QUERY.search(text[max(0, start - LONGEST_QUERY) : start]) is not None
