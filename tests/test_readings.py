"""Do inserted readings go and the shifted bytes come back, while readings that a writer meant stay?"""

import random
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import Style, pinyin

from cleaners.repair.evidence import ALIGNED, SHIFTED, find_aligned, listed, take_account
from cleaners.repair.pinyin import is_everyday, is_reading, is_traditional, parse
from cleaners.repair.readings import mend_page
from tests.damage import NARROW, WIDE, Manner, annotate, damage

SEED = Path(__file__).parents[1] / "seeds" / "003_cd9d5f072a7aac9e.txt"

PAGE = """\
港口鎮的舊書店開了三十年,最近終於決定關門。
店主說,現在的年輕人買書都在網上買,實體店的業務越來越難做。
開業那年,這條街還很熱鬧,對面就是電影院,每個週末都擠滿了人。
當時他從報社辭職,帶著全部積蓄租下這個門面,家裡人都認為他瘋了。
「書店會教人怎麼等待,」他說,「一個讀者站在架子前面,可能會站一個下午。」
後來電影院關了,學校也搬到新區,來的人一年比一年少。
去年夏天的颱風把屋頂掀開一個洞,雨水淹了半個倉庫,許多舊書都發霉了。
附近的居民發起捐款,三天之內就籌到了修理的錢,這讓他又堅持了一年。
不過房東今年要把樓收回去,改建成民宿,談判進行了兩個月,結果還是沒有轉機。
消息傳開之後,很多老讀者從外地趕回來,有人帶著二十年前在這裡買的詩集,請他簽名。
一位數學老師告訴記者,他第一次讀到幾何學的歷史,就是在這個書店的地板上。
店裡最後一天的營業時間到晚上十點,當地的學生組織了一場讀書會,討論的題目是記憶。
他把剩下的書分成三份,一份送給圖書館,一份送給醫院,還有一份自己留下來。
記者問他關店之後有什麼打算,他笑著說,先睡一個月,然後學做麵包。
隔壁的理髮師傅認為,書店的問題不是沒有人讀書,而是沒有人願意等。
鎮政府表示,將會研究如何保護這些有歷史的小店,並且給它們一些稅務上的優惠。
可是對於這個書店來說,所有的優惠都來得太遲了。
關門的那個晚上,街燈照著空空的架子,幾個孩子還在門口不願意離開。
""".splitlines()

HARBOUR = """\
漁船清晨四點離開碼頭,船長檢查了發動機,又檢查了一次雷達。
這幾年近海的魚越來越少,船隊必須開到更遠的漁場,油價卻漲了兩倍。
他的兒子在城裡當程式員,每個月寄錢回來,勸他把船賣掉。
「海上的事情,電話裡說不清楚,」船長說,「你要親自聞一聞風。」
當天的風從東北方向來,浪高不到一米,對於這個季節來說算是好天氣。
中午他們在機艙旁邊吃飯,飯是早上做好的,菜只有鹹魚和豆腐。
下午三點,聲納顯示下面有魚群,所有人都站起來準備下網。
結果拉上來的大多是水母,真正能賣錢的魚還不到二十公斤。
實際上,這樣的結果在今年已經是第五次了,誰都沒有說話。
回港的路上,對講機裡傳來鄰船的消息,說南邊的漁場發現了帶魚。
船長看了看油表,又看了看天,最後決定回家,因為明天還要送孫女去學校。
碼頭上的燈一個接一個亮起來,買魚的人早就走了。
""".splitlines()

TRADITIONAL = "會個時發網現轉實當業對據內測經隊創務導場進認評團請勢價數聯臺領態預結強穩關調學達應項爭風絡細準機擔點嚴續驗號動復報規標補"


def spelled(character, style=Style.TONE):
    return pinyin(character, style=style)[0][0]


def list_of(characters, style=Style.TONE):
    return {character: spelled(character, style) for character in characters}


def similarity(one, other):
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_the_seed_is_what_the_mechanism_makes_of_its_repair():
    """Damaged again, the repaired seed is the seed, byte for byte: nothing was guessed."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    mended = mend_page(lines)
    on_list = {m["character"]: m["near"] for m in ALIGNED.finditer("\n".join(lines)) if m["near"]}
    on_list = {c: r for c, r in on_list.items() if is_reading(r, c)} | {"優": "yōu", "驅": "qū", "責": "zé"}
    assert sum(a != b for a, b in zip(lines, mended, strict=True)) == 73
    for raw, text in zip(lines, mended, strict=True):
        source = text.replace("\u00a0", "&nbsp;").translate(WIDE)
        assert damage(source, on_list) == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("因?yàn)槿诓坏藉X, OpenAI", "因為融不到錢, OpenAI"),
        ("因?yàn)樯虡I(yè)化問題,鬧掰的合伙人有太多太多。", "因為商業化問題,鬧掰的合伙人有太多太多。"),
        ("至于他們?yōu)樯稌?huì)被 “ 失業(yè) ”", "至于他們為啥會被 “ 失業 ”"),
        ("罪魁禍?zhǔn)祝蛟S是今年大熱的", "罪魁禍首,或許是今年大熱的"),
        ("因?yàn)?GPT 在他手里可能失控。", "因為 GPT 在他手里可能失控。"),
        ("值得我們?nèi)ハ胂蟆?nbsp;", "值得我們去想象。\u00a0"),
        ("TMT觀察網(wǎng)或?qū)⒆肪控?zé)任;", "TMT觀察網或將追究責任;"),
    ],
)
def test_shifted_runs_of_the_seed_are_read(raw, text):
    """Also those that lost a pair of bytes, a space or an ampersand."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    place = next(n for n, line in enumerate(lines) if raw in line)
    assert text in mend_page(lines)[place]


SOME = random.Random
STYLES = st.sampled_from([Style.TONE, Style.TONE3, Style.NORMAL])
MANNERS = st.sampled_from(
    [
        Manner(),
        Manner(folds=False),
        Manner(folds=False, drops_user_defined=False),
        Manner(lost="\ufffd", eats=False),
        Manner(opening=" ("),
        Manner(opening="( ", closing=" )"),
        Manner(opening="(", closing=" )", lost="？", folds=False),
        Manner(opening="（", closing="）", folds=False),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([PAGE, HARBOUR, PAGE + HARBOUR]), st.integers(0, 2**16), STYLES, MANNERS)
def test_damage_undone_and_never_made_worse(page, seed, style, manner):
    """Where readings fell on whole characters the text comes back; elsewhere a line never gets further from it."""
    everyday = sorted({c for c in "".join(page) if is_everyday(c) and is_traditional(c)})
    chosen = SOME(seed).sample(everyday, 50)
    sources = [line.translate(WIDE) for line in page]
    damaged = [damage(line, list_of(chosen, style), manner) for line in sources]
    for source, came, mended in zip(sources, damaged, mend_page(damaged), strict=True):
        want = source.translate(NARROW) if manner.folds else source
        if came == annotate(source, list_of(chosen, style), manner):
            assert mended == want
        elif mended != want:
            assert similarity(mended, want) >= similarity(came, want)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**16))
def test_simplified_pages_too(seed):
    """A list of simplified characters is undone where it fell on whole characters, given a page of prose."""
    simplify = OpenCC("t2s").convert
    page = [simplify(line).translate(WIDE) for line in PAGE + HARBOUR]
    chosen = "的一个了在是有人说他这这年不书店来上到们时会里"
    rest = sorted({c for c in "".join(page) if is_everyday(c)})
    on_list = list_of(set(chosen) | set(SOME(seed).sample(rest, 20)))
    damaged = [damage(line, on_list, Manner(folds=False)) for line in page]
    for want, came, mended in zip(page, damaged, mend_page(damaged), strict=True):
        if came == annotate(want, on_list, Manner(folds=False)):
            assert mended == want
        elif mended != want:
            assert similarity(mended, want) >= similarity(came, want)


@pytest.mark.parametrize(("manner", "least"), [(Manner(folds=False, drops_user_defined=False), 0.8), (Manner(), 0.5)])
def test_how_many_shifted_lines_come_back(manner, least):
    """Most, where all bytes are there; about half, where the user-defined ones were dropped."""
    shifted = exact = 0
    for seed in range(12):
        chosen = SOME(seed).sample(sorted({c for c in "".join(PAGE) if is_traditional(c)}), 30)
        page = [line.translate(WIDE) for line in PAGE + HARBOUR]
        damaged = [damage(line, list_of([*chosen, *TRADITIONAL]), manner) for line in page]
        for want, came, mended in zip(page, damaged, mend_page(damaged), strict=True):
            if SHIFTED.search(came):
                shifted += 1
                exact += mended == (want.translate(NARROW) if manner.folds else want)
    assert shifted >= 12
    assert exact / shifted >= least


@pytest.mark.parametrize("lines", [10, 12, 18])
def test_short_pages_show_it_too(lines):
    """A dozen lines are enough."""
    page = [line.translate(WIDE) for line in PAGE[:lines]]
    damaged = [damage(line, list_of(TRADITIONAL)) for line in page]
    wrong = [(a, b) for a, b in zip(mend_page(damaged), page, strict=True) if a != b.translate(NARROW)]
    assert damaged != page
    assert not [a for a, _ in wrong if ALIGNED.search(a)]


def test_damage_in_a_part_of_a_page():
    """Lines before and after the damaged part hold the same characters without readings."""
    damaged = [damage(line.translate(WIDE), list_of(TRADITIONAL)) for line in HARBOUR]
    mended = mend_page([*PAGE[:6], *damaged, *PAGE[6:]])
    assert mended[:6] == PAGE[:6]
    assert mended[-12:] == PAGE[-12:]
    assert not any(is_reading(m["near"], m["character"]) for line in mended for m in ALIGNED.finditer(line))


def test_only_shifted_runs():
    """A page whose list was hit across characters only."""
    page = ["他說因為海很遠,所以沒有來。", "因為沒有錢,店關了門。", "大家都知道,因為風很大。"]
    damaged = [damage(line.translate(WIDE), {"驗": "yàn"}) for line in page]
    assert all("?yàn)" in line for line in damaged)
    assert mend_page(damaged) == page


@pytest.mark.parametrize("form", ["（{}）", " ({})", "( {} )", " （{}） ", "({})"])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_forms_of_a_reading(form, case):
    """Full-width parentheses, blanks around and inside them, capitals."""
    pattern = re.compile(f"[{TRADITIONAL}]")
    damaged = [pattern.sub(lambda m: m.group() + form.format(case(spelled(m.group()))), line) for line in PAGE]
    mended = mend_page(damaged)
    assert [line.replace(" ", "") for line in mended] == [line.replace(" ", "") for line in PAGE]


def test_a_gloss_on_a_damaged_page_stays():
    """Rare characters, names and English keep their parentheses."""
    damaged = [damage(line.translate(WIDE), list_of(TRADITIONAL)) for line in PAGE]
    kept = ["所謂饕(tāo)餮(tiè),是古代的怪獸。", "穆拉蒂(Mira Murati)和愛範兒(ifanr)", "感受下 AGI(feel the AGI)"]
    assert mend_page(damaged + kept)[-3:] == kept


SHORT = "小明在河边看见一只翠鸟。它的羽毛很漂亮。爸爸说翠鸟会捉鱼。"
EVERY = "春(chūn)天(tiān)来(lái)了(le),小(xiǎo)草(cǎo)从(cóng)土(tǔ)里(lǐ)长(zhǎng)出(chū)来(lái)。"
UNTOUCHED = {
    "one reading": ["这个字(zì)怎么读?"],
    "dictionary": ["行(xíng):走。", "行(háng):排成的队。", "重(zhòng):分量大。", "重(chóng):再一次。"] * 3,
    "first occurrence only": ["蜻蜓(qīngtíng)飞过池塘(chítáng),蜻蜓点水,池塘里有青蛙(wā)。"] * 4,
    "every character": [EVERY] * 6,
    "every character, traditional": [
        "學(xué)校(xiào)門(mén)前(qián)種(zhǒng)了(le)兩(liǎng)棵(kē)樹(shù),樹(shù)上(shàng)有(yǒu)鳥(niǎo)。"
    ]
    * 5,
    "rare characters again and again": ["小蝌(kē)蚪(dǒu)找妈妈,小蝌(kē)蚪(dǒu)游啊游。"] * 6,
    "poem with glosses": ["噫(yī)吁(xū)嚱(xī),危乎高哉!", "蚕丛及鱼凫(fú),开国何茫然!", "扪参(shēn)历井仰胁息。"],
    "names": ["穆拉蒂(Mira Murati)和愛範兒(ifanr)都說「感受下 AGI(feel the AGI)」。"] * 5,
    "places": ["番禺(pān yú)、六安(lù ān)、亳州(bó zhōu)、蚌(bèng)埠、台(tāi)州。"],
    "essay on one character with two readings": [
        "「長」字有兩讀:成長(zhǎng)的長(zhǎng),長(cháng)短的長(cháng)。",
        "「樂」字也有兩讀:音樂(yuè)和快樂(lè)。長(zhǎng)大以後還會快樂(lè)嗎?",
        "「還」字:還(hái)有、還(huán)錢;「發」字:發(fā)現、頭髮(fà)。",
    ]
    * 3,
    "vocabulary list": [f"{c}({spelled(c)})" for c in TRADITIONAL[:30]] * 2,
    "word list": [
        "會(huì)議、開會(huì)、學(xué)會(huì)。",
        "時(shí)間、小時(shí)、當(dāng)時(shí)。",
        "發(fā)現、發(fā)展。",
    ]
    * 2,
    "tone numbers in a lesson": ["你(ni3)好(hao3)!我(wo3)叫(jiao4)李明。", "他(ta1)是(shi4)谁(shei2)?"] * 4,
    "quiz": ["看拼音写汉字:(huì)(gè)(shí)(fā)", "给加点的字注音:宁(níng)静、似(shì)的、薄(báo)饼。"] * 2,
    "a question in parentheses": ["「轉」字(應該怎麼讀?zhuǎn)在這裡是動詞。", "(為什麼?wèi shénme)他問。"],
    "question marks and parentheses": ["真的吗?yes)", "a)对不对?b)好不好?c)为什么?an)不知道"],
    "options after questions": ["是他吗?ta)是的,b)不是。", "这是什么?shi)书,a)笔,yi)纸。", "他说(shuō)了什么?e)没说。"]
    * 4,
    "glosses in prose": [SHORT.replace("翠", "翠(cuì)"), "翠鸟又叫鱼狗,属于佛法僧目(mù)。", SHORT],
    "a story that teaches four characters": [
        "小螞(mǎ)蟻(yǐ)在桑樹下遇見一隻蠶(cán)。",
        "蠶(cán)說:「我正在結繭(jiǎn),你幫我看著門。」",
        "螞(mǎ)蟻(yǐ)等了三天,繭(jiǎn)裡沒有聲音。",
        "後來繭(jiǎn)破了,飛出來的不是蠶(cán),是一隻白色的蛾。",
        "小螞(mǎ)蟻(yǐ)很高興,牠說:「原來你會飛!」",
    ],
    "a beginner's reader": ["我(wǒ)爱(ài)我(wǒ)家(jiā)。", "爸(bà)爸(ba)上(shàng)班(bān)。"] * 8,
    "letters as labels": ["甲(a)、乙(b)、丙(c)", "阿(a)伯和哦(o)、鵝(e)是三個聲音。"] * 3,
    "traditional words glossed once": [
        "她學(xué)會了織布,後來學會了染布,又學會了繡花。",
        "村裡的老人說這是一門手藝(yì),手藝不能丟。",
        "她在鎮(zhèn)上開店,鎮上的人都來買。",
        "客人從縣(xiàn)城來,縣城很遠。",
        "她的女兒讀(dú)大學,讀的是紡織。",
        "女兒說將來要辦(bàn)展覽,辦在省城。",
        "這個計劃(huà)她想了三年,計劃還沒有實現。",
        "報(bào)紙登了她的故事,報紙很快賣完。",
        "記(jì)者問她累不累,記者自己先笑了。",
    ],
}


@pytest.mark.parametrize("page", UNTOUCHED.values(), ids=UNTOUCHED)
def test_readings_that_a_writer_meant_stay(page):
    """No page of these changes in any line, alone or amid undamaged prose."""
    assert mend_page(page) == page
    amid = [*PAGE, *page, *HARBOUR]
    assert mend_page(amid) == amid


@given(st.lists(st.text(st.sampled_from("會個的字重轉(zhuǎn)（huì）?yàn?,。 aX槿诓坏藉"), max_size=30), max_size=8))
def test_any_lines_stay_lines(lines):
    """As many lines as came, none with a line end, whatever came."""
    mended = mend_page(lines)
    assert len(mended) == len(lines)
    assert not any(set(line) & set("\n\r") for line in mended)


def test_the_list_is_what_was_annotated():
    """The characters on the machine's list are read off the page."""
    damaged = [damage(line.translate(WIDE), list_of(TRADITIONAL)) for line in PAGE]
    found = find_aligned(damaged)
    assert take_account(damaged, found).complete == 1
    assert listed(damaged, found) <= set(TRADITIONAL)


@pytest.mark.parametrize("form", ["zhuǎn", "ZHUǍN", "zhuan3", "zhua\u030cn", "zhuɑ\u030cn"])
def test_one_reading_in_many_spellings(form):
    """Marks, numbers, capitals, combining marks and IPA letters are one reading."""
    assert parse(form) == ("zhuan", 3)
