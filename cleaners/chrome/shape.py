"""What is each line, by its shape and its words: prose, or a line some rule knows?"""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome import codes, cues
from cleaners.chrome.form import FULL_STOP, INNER_END, SENTENCE_END, UNSPACED, folded
from cleaners.chrome.known import NONE, first_known
from cleaners.chrome.pages import Bools, Columns, Ints
from cleaners.chrome.rules import BAR_WORDS, RULES
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.signs import holds, number

# Words of which a notice has at least one, in the scripts it may come in: most paragraphs need no closer look.
_NOTICE_WORDS: Final = (
    "©", "(c)", "opyright", "OPYRIGHT", "ights reserved", "ights Reserved", "版权", "版權", "著作权", "著作權",
    "転載", "전재", "转载", "轉載", "转发", "轉發", "侵权", "侵權", "授权", "授權", "投稿", "稿件", "声明", "聲明",
    "免责", "免責", "不代表", "仅代表", "僅代表", "参考", "參考", "异议", "異議", "提示", "有风险", "有風險", "据此",
    "據此", "许可", "許可", "备案", "備案", "ICP", "举报", "舉報", "网安备", "作者", "勿", "permission", "consent",
    "prohibited", "reproduced", "published", "icense", "ommons", "views", "Views", "opinions", "Opinions",
    "isclaimer", "responsible for", "endorse", "advice", "informational", "commission", "affiliate", "cookies",
    "reCAPTCHA", "you agree", "you consent", "you acknowledge", "About the author", "About the Author",
    "Terms of Service", "official website", "信息存储", "資訊存儲", "information storage",
    "关心", "關心", "提醒",
)

_WORD: Final = r"[^\s|·•/\d][^\s|·•/]*"
_BAR_RULES: Final = tuple(i for i, rule in enumerate(RULES) if rule.id in BAR_WORDS)
_SECTIONS: Final = tuple(codes.rule(name) for name in ("section-name", "topic-name"))
_OPENS_TEXT: Final = r"^[\"“„「『‘]|^第[〇零一二三四五六七八九十百千\d]+[条條]"


def look(lines: pl.DataFrame, settings: ChromeSettings) -> tuple[pl.DataFrame, Columns]:
    """Return the lines that are not blank (row of the input, document, line, text, stripped), and what shape tells.

    That is: `like` (one number for lines that read alike), `size` (bytes), `prose`, `rule` (index in RULES, -1: none),
    whether the line is a `bar`, and its `cue` (`cues.told`). Of like lines each is looked at once: chrome comes often.
    """
    text = pl.col("text")
    rows = lines.with_row_index("row").with_columns(text.str.strip_chars()).filter(text != "")
    like, firsts = number(rows["text"])
    size = rows["text"].str.len_bytes().to_numpy().astype(np.int64)
    texts, sizes = rows["text"][firsts], size[firsts]
    rule, bar, cue = _named(texts, sizes, settings)
    return rows, {"like": like, "size": size, "prose": _prose(texts, sizes, settings)[like], "rule": rule[like],
                  "bar": bar[like], "cue": cue[like]}


def _prose(texts: pl.Series, sizes: Ints, settings: ChromeSettings) -> Bools:
    """Return which texts are sentences long enough for a body, or paragraphs."""
    found = holds(texts, sizes >= settings.min_sentence, FULL_STOP)
    for end in (SENTENCE_END, INNER_END):
        found |= holds(texts, ~found & (sizes >= settings.min_paragraph), end)
    return found | holds(texts, ~found & (sizes >= settings.min_unspaced), UNSPACED)


def _named(
    texts: pl.Series, sizes: Ints, settings: ChromeSettings
) -> tuple[NDArray[np.int16], Bools, NDArray[np.int8]]:
    """Return the first rule that knows each text, which texts are bars, and of what the short ones speak.

    A line that opens with a quotation mark is quoted, one that opens with an article's number is law.
    """
    may = sizes <= settings.max_long
    may &= ~holds(texts, may, _OPENS_TEXT)
    is_short = sizes <= settings.max_short
    short, long = np.flatnonzero(may & is_short), np.flatnonzero(may & ~is_short)
    long = long[texts[long].str.contains_any(list(_NOTICE_WORDS)).to_numpy()]
    folds = folded(texts[np.concatenate([short, long])])
    keys = folds[: short.size]
    found = np.full(sizes.size, NONE, np.uint8)
    found[short] = np.minimum(first_known(keys, _which(long=False, cased=False)),
                              first_known(texts[short], _which(long=False, cased=True)))
    found[long] = first_known(folds[short.size :], _which(long=True, cased=False))
    rest = np.flatnonzero(found[short] == NONE)
    bars = _match_bars(keys[rest], settings)
    found[short[rest]] = bars
    bar = np.zeros(sizes.size, np.bool_)
    bar[short[rest]] = bars != NONE
    cue = np.zeros(sizes.size, np.int8)
    brief = np.flatnonzero(sizes[short] <= cues.LONGEST)
    cue[short[brief]] = cues.told(keys[brief])
    return np.where(found == NONE, np.int16(-1), found.astype(np.int16)), bar, cue


def _match_bars(keys: pl.Series, settings: ChromeSettings) -> NDArray[np.uint8]:
    """Return a rule of each line whose words rules know one by one, as "Home Recipes About Shop".

    Where spaces alone part the words of a script that parts its words anyway, all of them must be known.
    """
    found = np.full(keys.len(), NONE, np.uint8)
    at = np.flatnonzero((keys.str.contains(r"[ |·•/]") & ~keys.str.contains(r"[。.!?,;:]")).to_numpy())
    parted = keys[at].str.contains(r"[|·•/\p{Han}\p{Kana}\p{Hangul}]").to_numpy()
    may = parted | (_bar_rules(keys[at].str.extract(_WORD, 0).fill_null("")) != NONE)
    at, parted = at[may], parted[may]
    words = keys[at].str.extract_all(_WORD)
    sizes = words.list.len().to_numpy()
    may = (sizes >= 2) & (sizes <= settings.max_bar)  # noqa: PLR2004  a bar has two words at least
    at, parted, sizes = at[may], parted[may], sizes[may]
    if not at.size:
        return found
    rule, line = _bar_rules(words.filter(pl.Series(may)).explode()), np.repeat(np.arange(at.size), sizes)
    many = sizes >= settings.min_bar
    known = np.bincount(line, (rule != NONE) & (many[line] | ~np.isin(rule, _SECTIONS)))
    votes = np.zeros((at.size, len(_BAR_RULES)), np.int32)
    np.add.at(votes, (line[rule != NONE], np.searchsorted(_BAR_RULES, rule[rule != NONE])), 1)
    is_bar = (known / sizes >= np.where(parted & many, settings.min_bar_share, 1.0)) & votes.any(axis=1)
    found[at[is_bar]] = np.array(_BAR_RULES)[votes[is_bar].argmax(axis=1)]  # the one that knows most of its words
    return found


def _bar_rules(words: pl.Series) -> NDArray[np.uint8]:
    """Return the first rule of bars that knows each word."""
    like, firsts = number(words)
    return first_known(words[firsts], _BAR_RULES)[like]


@cache
def _which(*, long: bool, cased: bool) -> tuple[int, ...]:
    """Return the numbers of the rules for long or short lines, folded or not."""
    return tuple(i for i, rule in enumerate(RULES) if (rule.long or not long) and rule.cased == cased)
