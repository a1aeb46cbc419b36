"""What does the rest of the page, and the language, say about a character that bytes alone cannot settle?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cleaners.repair.evidence import COMMON, IDEOGRAPH, MIN_TRADITIONAL
from cleaners.repair.pinyin import behind, is_traditional, is_usual, simplified, word_followers, word_pairs, word_starts

# Further common characters, which need no neighbour to be believed.
FREQUENT: Final = COMMON | frozenset(
    "首钱往写李远随热足红黑音京快半极未流早乐语亲识示离师包约故服份始春夏秋冬投失苦仅双找哪坐站跑送买卖吃喝睡房"
    "室屋车船飞鱼鸟花草树林风雨雪云河湖江石土火木金银铁药病医院校班课读纸笔字词句章史诗歌曲舞画球赛票价店商货银账"
    "税费律法官员兵警察民族村镇县区街路桥楼层窗床桌椅灯衣裤鞋帽布饭菜肉蛋米油盐糖茶酒杯碗刀枪弹炮箭父母兄弟姐妹儿"
    "孙夫妻男友客朋邻居谁怎啊吧呢吗呀哦嗯喂左右前左旁周围内部里外南北西左千亿零二三四五六七八九十两双副支张条片块"
    "段首批份套组队届跟被让给叫请使令派陪帮替按照据依靠凭由离距朝沿越逐渐突忽居竟究仍曾才刚终尚甚颇稍略既虽尽愿肯"
    "敢该须需宜欲希盼怕恐怒喜爱恨忧愁哭笑唱喊叫骂哥弟爸妈爷奶叔姑"
)
SIGNS: Final = frozenset("、。,，！!？?：:；;（()）“”‘’《》〈〉「」『』【】…—·")
WIDE: Final = {chr(code): chr(code + 0xFEE0) for code in b",!?:;"}
RARE: Final = 1.5  # what an ideograph outside the everyday ones costs a reading
UNSEEN, UNLIKELY = 0.5, 1.5  # what it costs that a listed character is annotated nowhere else, or is not common
STRANGE: Final = 4.0  # what anything else costs: kana, boxes, letters of other scripts


@dataclass(frozen=True, slots=True)
class Page:
    """What a page tells of its runs: its list, its pairs of characters, its way of setting signs."""

    on_list: frozenset[str]
    pairs: Counter[str]
    seen_behind: dict[str, frozenset[str]]
    is_folded: bool  # full-width ASCII was made ordinary ASCII, after the damage
    is_whole: bool  # user-defined characters are still there, so no byte was dropped
    is_converted: bool  # from simplified script: the list holds traditional characters, which lose few bytes
    is_spaced: bool  # a space stands between ideographs and Latin words

    def cost_of_listing(self, character: str) -> float:
        """Return what it costs to believe that a character was on the list."""
        if character in self.on_list:
            return 0.0
        return UNSEEN if is_traditional(character) or character in COMMON else UNLIKELY

    def count(self, first: str, second: str) -> int:
        """Return how often two characters stand together on the page, or 1 if they begin a word."""
        pair = simplified(WIDE.get(first, first)) + simplified(second)
        return max(self.pairs[pair], int(pair in word_starts()))

    def is_word(self, first: str, second: str) -> bool:
        """Tell whether two characters begin a word."""
        return simplified(first) + simplified(second) in word_starts()

    def joins(self, first: str, second: str) -> bool:
        """Tell whether two characters begin a word, or stand together elsewhere on the page."""
        return self.count(first, second) > 0

    def misfits(self, text: str, before: str, after: str) -> list[int]:
        """Return the places of a run's characters that are not common and make no word with a neighbour.

        A pair of bytes lost on the way shows here: what is left of two characters makes a third that fits nowhere.
        """
        around = before + text + after
        found = []
        for place in range(len(before), len(before) + len(text)):
            here = around[place]
            if not IDEOGRAPH.match(here) or (simplified(here) in FREQUENT and is_usual(here)):
                continue
            left, right = around[place - 1 : place], around[place + 1 : place + 2]
            fits = (left and self.goes_with(left, here)) or (right and self.goes_with(here, right))
            if not (fits and is_usual(here)):
                found.append(place - len(before))
        return found

    def followers(self, first: str) -> frozenset[str]:
        """Return the characters (simplified) that begin a word behind this one, or follow it on the page."""
        plain = simplified(first)
        return word_followers().get(plain, frozenset()) | self.seen_behind.get(plain, frozenset())

    def goes_with(self, first: str, second: str) -> bool:
        """Tell whether two characters stand together in any word or phrase, or elsewhere on the page."""
        pair = simplified(first) + simplified(second)
        return self.pairs[pair] > 0 or pair in word_pairs()

    def as_set(self, character: str) -> str:
        """Return full-width ASCII as the page sets it."""
        code = ord(character)
        return chr(code - 0xFEE0) if self.is_folded and 0xFF01 <= code <= 0xFF5E else character  # noqa: PLR2004


def describe(lines: Sequence[str], on_list: frozenset[str]) -> Page:
    """Gather what a page's sound lines tell of its runs."""
    text = "\n".join(lines)
    pairs = Counter(
        simplified(WIDE.get(a, a)) + simplified(b)
        for a, b in pairwise(text)
        if (a in SIGNS or IDEOGRAPH.match(a)) and IDEOGRAPH.match(b)
    )
    spaced = len(re.findall(r"[\u4e00-\u9fff] [A-Za-z0-9]", text))
    tight = len(re.findall(r"[\u4e00-\u9fff][A-Za-z0-9]", text))
    return Page(
        on_list=on_list,
        pairs=pairs,
        seen_behind=behind(pairs),
        is_folded=not re.search("[，！？：；]", text),
        is_whole=bool(re.search("[\ue000-\uf8ff]", text)),
        is_converted=sum(map(is_traditional, on_list)) >= MIN_TRADITIONAL * len(on_list),
        is_spaced=spaced > tight,
    )


def strangeness(character: str) -> float:
    """Return what a character costs a reading: nothing where it is an everyday one or an ordinary sign."""
    if character in SIGNS or is_usual(character):
        return 0.0
    return RARE if IDEOGRAPH.match(character) else STRANGE
