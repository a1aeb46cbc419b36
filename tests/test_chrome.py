"""Do blocks end where they should, and does the body stay?"""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.chrome import ChromeSettings, judge
from cleaners.schema import ACTIONS, LINES, REASONS, VERDICTS
from tests.strategies import TEXTS

SEEDS = sorted((Path(__file__).parent / "golden" / "seeds").glob("*.jsonl"))
NEUTRAL = {"references", "byline", "byline-metadata", "blank"}

BODY = [
    "渡口的老船工说,这条河三十年里改道两次,每一次都带走半个村子,可是人们总在第二年春天回来,把房子重新盖起来。",
    "他领我们去看旧码头的石阶,石阶一半埋在沙里,一半露在外面,上面还留着纤夫的绳子磨出来的沟,手指正好放得进去。",
    "县里的水文站记下了每一次涨水的时间,站长把本子一页一页翻给我们看,最早的一页已经发黄,字迹却还清清楚楚。",
    "傍晚的时候起了风,船都靠了岸,孩子们在岸边追着跑,老船工坐在门槛上抽烟,说明年他就不撑船了。",
]
BODY_EN = [
    (
        "The ferryman says that the river has changed its bed twice in thirty years, and that each time it took half "
        "of the village with it; yet the people came back in the following spring and built their houses again."
    ),
    (
        "He led us to the old landing, where the stone steps are half buried in the sand, and the other half still "
        "shows the grooves that the ropes of the haulers wore into them, just wide enough for a finger."
    ),
    (
        "The keeper of the gauge has written down every flood, and he turned the pages of his book for us one by one;"
        " the oldest of them has gone yellow, but the writing is as clear as on the day it was made."
    ),
    (
        "In the evening a wind came up and the boats were tied to the bank, the children ran after one another along "
        "the water, and the ferryman sat on his doorstep and said that next year he would no longer row."
    ),
]


def frame(*pages):
    """Pages, each a list of lines, as one frame of LINES."""
    rows = [(document, line, text) for document, page in enumerate(pages) for line, text in enumerate(page)]
    return pl.DataFrame(rows, schema=LINES, orient="row")


def gone(page, reason=None):
    """The lines of a page that go, or those that go for one reason."""
    judged = judge(frame(page)).filter(pl.col("action").is_not_null())
    return judged.filter(pl.col("reason") == reason)["text"].to_list() if reason else judged["text"].to_list()


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed(path):
    """Of a seed, all chrome goes and nothing else does; a repeated title keeps its first copy."""
    entries = [entry for entry in map(json.loads, path.read_text("utf-8").splitlines()) if "n" in entry]
    judged = judge(frame([entry.get("fixed", entry["text"]) for entry in entries]))
    titles = set(judged.filter(pl.col("reason") == "title-repeat")["text"])
    wrong = []
    for entry, row in zip(entries, judged.iter_rows(named=True), strict=True):
        if entry["label"] == "duplicate" or entry["reason"] in NEUTRAL or row["text"] in titles:
            continue
        if (row["action"] is not None) != (entry["label"] == "chrome"):
            wrong.append((entry["n"], entry["reason"], row["detector"], row["text"][:60]))
    assert wrong == []
    for title in titles:
        assert judged.filter(pl.col("text") == title)["action"].to_list()[0] is None


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_any_text(texts):
    """Rows come back as they went in; blank lines have no verdict; each verdict is whole and in the vocabulary."""
    lines = frame(*(text.split("\n") for text in texts))
    judged = judge(lines)
    assert judged.select(list(LINES)).equals(lines)
    assert judged.schema == {**LINES, **VERDICTS}
    spoken = judged.filter(pl.col("action").is_not_null())
    assert (spoken["text"].str.strip_chars() != "").all()
    assert set(spoken["action"]) <= {"remove", "to-metadata"} < set(ACTIONS)
    assert set(spoken["step"]) <= {"chrome"}
    assert set(spoken["reason"]) <= REASONS["chrome"].keys()
    assert spoken["detector"].null_count() == spoken["score"].null_count() == 0
    assert judged.filter(pl.col("action").is_null()).select(VERDICTS.names()).null_count().row(0) == (
        judged["action"].null_count(),) * len(VERDICTS)


@given(st.lists(TEXTS, min_size=2, max_size=6))
@settings(max_examples=12, deadline=None)
def test_documents_are_judged_alone(texts):
    """What stands in one document changes nothing in its neighbours."""
    pages = [text.split("\n") for text in texts]
    together = judge(frame(*pages)).drop("document")
    apart = pl.concat([judge(frame(*some)).drop("document") for some in (pages[:1], pages[1:])])
    assert together.equals(apart)


def test_a_page_ends_where_the_next_begins():
    """A line that is chrome only beside prose is not beside that of the page before or behind."""
    rules = ChromeSettings(policy="rules")
    pages = BODY_EN, ["Advertisement", "Harbour lamps", *BODY_EN, "Harbour lamps", "Advertisement"], BODY_EN
    together = judge(frame(*pages), rules).filter(pl.col("document") == 1).drop("document")
    assert together.equals(judge(frame(pages[1]), rules).drop("document"))


HEADINGS = ["相关阅读", "相關閱讀:", "今日好文推荐", "为您推荐", "猜你喜欢", "延伸閱讀", "更多新聞", "Related articles",
            "You may also like", "More from Travel", "関連記事", "관련 기사", "Mehr zum Thema"]
TEASERS = ["两岸的渡船明年停运", "镇上的老钟修好了吗?", "一位读者把祖父的信寄给了我们,信里写着那年冬天的雪有多深,他走了多远的路去看她。",
           "2023-12-02 21:53", "河上的人家", "河上的人家住在船里,孩子坐船去上学,冬天河面结冰的时候就走着去。"]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("body", [BODY, BODY_EN], ids=["zh", "en"])
def test_tail(heading, body):
    """From the first heading of related pages to the end all is tail, well-formed sentences too; the body stays."""
    assert gone([*body, heading, *TEASERS, "logo"]) == [heading, *TEASERS, "logo"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_body_goes_on(heading):
    """A block of links within the body takes its links; the body behind it stays."""
    page = [*BODY, heading, "两岸的渡船明年停运", "镇上的老钟修好了吗?", *BODY_EN]
    assert gone(page) == [heading, "两岸的渡船明年停运", "镇上的老钟修好了吗?"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_no_tail_without_a_body(heading):
    """A heading above the body opens no tail: a page of links, or a sidebar, is not cut off."""
    assert set(gone([heading, *BODY])) <= {heading}
    assert set(gone(["河上的人家", heading, "两岸的渡船明年停运", "镇上的老钟修好了吗?"])) <= {heading}


@pytest.mark.parametrize("listed", [["答案", "12", "15", "3.5"], ["法律", "心理", "艺术", "历史", "摄影"],
                                    ["Science", "History", "Music", "Travel", "Food"], ["1 / 4", "无"]])
def test_numbers_and_subjects_are_no_company(listed):
    """Below a text, lines that texts list too go by no rule for standing beside their like; a site's menu goes whole."""
    judged = judge(frame([*BODY, *listed]), ChromeSettings(policy="rules"))
    assert judged["action"].null_count() == judged.height
    assert set(listed[-1:]) <= set(gone([*BODY, "首页", "登录", "更多频道", "返回顶部", listed[-1]]))


@pytest.mark.parametrize("line", ["Threads: 12", "Joined: 1995", "注册时间:2008年3月12日"])
def test_a_member_s_field_stands_beside_another(line):
    """What a forum says of a member, a machine's or a company's description says, too."""
    assert line not in gone([*BODY[:2], line, *BODY[2:]])
    assert {line, "文章: 482"} <= set(gone([*BODY[:2], line, "文章: 482", *BODY[2:]], "profile"))


def test_title_printed_twice():
    """The first copy of a title stays, the later one goes and names its twin."""
    title = "老船工说,明年他就不撑船了?"
    judged = judge(frame(["某某新闻", ">", title, "", title, "2023-11-18 10:06", "", *BODY]))
    assert judged.filter(pl.col("reason") == "title-repeat").select("line", "twin_line", "similarity").rows() == [(4, 2, 1.0)]
    assert judged["action"].to_list()[:6] == ["remove", "remove", None, None, "remove", "to-metadata"]


@pytest.mark.parametrize("page", [
    ["渡口", "月亮升起来了", "船靠在岸边", "月亮升起来了", "人都回家了"],
    ["《 三次反转 》又来了。。", "《 三次反转 》又来了。。", "《 三次反转 》又来了。。", *BODY],
    ["Row on", "Row on, row on, the night is long", "The river knows", "Row on, row on, the night is long"],
])
def test_refrains_are_no_titles(page):
    """Lines of a poem, and sentences said three times, are not titles printed again."""
    assert gone(page) == []


def test_references_move():
    """A list of sources becomes metadata, headings and addresses; what stands below it has its own verdict."""
    page = [*BODY, "参考链接", "https://example.org/a", "https://example.org/b?c=d", "© THE END", "转载请联系本公众号获得授权"]
    assert judge(frame(page))["action"].to_list() == [None] * 4 + ["to-metadata"] * 3 + ["remove"] * 2
    english = [*BODY_EN, "References", "[1] Doe, J. (1990). Rivers. A Press.", "[2] Roe, R. (2001). Boats. B Press."]
    assert judge(frame(english))["action"].to_list() == [None] * 4 + ["to-metadata"] * 3


def test_bibliography_stays():
    """Where the sources are all there is, they are the text."""
    assert gone(["References", "[1] Doe, J. (1990). Rivers. A Press.", "[2] Roe, R. (2001). Boats. B Press."]) == []


def test_menus():
    """A run of labels with enough menu words is a menu, its unknown words included; the title below it stays."""
    menu = ["首页", "新闻", "青石桥", "财经", "镇志", "体育"]
    assert gone([*menu, "老船工的最后一个春天", *BODY]) == menu
    assert gone(["Home Recipes About Shop", "The last spring of a ferryman", *BODY_EN]) == ["Home Recipes About Shop"]


@pytest.mark.parametrize("below", [
    ["2020-04-12 21:03"], ["作者:九月的雨", "2020-04-12 21:03", "阅读 1033"], ["导演:费穆", "片长:98分钟"],
    ["播报", "编辑", "江西省赣州市特产", "收藏"], ["8.6综合评分", "12034人做过这道菜", "收藏"],
], ids=["date", "author", "fields", "tools", "counters"])
@pytest.mark.parametrize("page", [
    ["首页", "新闻", "体育", "财经", "娱乐", "外婆的菜园"], ["首頁", "新聞", "體育", "財經", "娛樂", "老橋的故事"],
    ["Home", "News", "Sport", "Business", "Contact us", "The Old Mill"],
    ["ホーム", "ニュース", "政治", "経済", "スポーツ", "古い水車"],
], ids=["Hans", "Hant", "en", "ja"])
def test_a_title_below_a_menu(page, below):
    """A short title stays below a menu, whatever the site says below it of the text; the menu goes whole."""
    judged = judge(frame([*page, *below, *BODY]), ChromeSettings(policy="rules"))
    assert judged["action"].to_list()[: len(page)] == ["remove"] * 5 + [None]


def test_a_title_twice_below_a_menu():
    """Of a title that stands twice among labels the first copy stays."""
    menu, title = ["登录", "注册", "首页", "下载APP"], "外婆的菜园"
    card = [title, "九月的雨", "关注", title, "九月的雨", "2020.04.12 21:03:17"]
    judged = judge(frame([*menu, *card, *BODY]))
    assert judged.filter(pl.col("text") == title)["action"].to_list() == [None, "remove"]


def test_dates():
    """A date under the title becomes metadata; a timeline's and a letter's dates stay."""
    assert gone(["老船工的最后一个春天", "2023年11月18日", *BODY], "timestamp") == ["2023年11月18日"]
    timeline = [line for year in ("1903年5月2日", "1911年7月12日", "2006年5月25日") for line in (year, BODY[0])]
    assert gone(["青石桥大事记", *timeline]) == []
    assert gone([*BODY, "此致", "王小明", "2015年3月8日"]) == []


def test_dates_of_versions():
    """Many labelled days are a history's own; one is the page's, and a forum's posts say the minute."""
    history = [line for day in ("2021-08-16", "2021-06-30", "2021-05-11") for line in (f"更新时间:{day}", BODY[0])]
    assert gone(["潮汐手帐", *history], "timestamp") == []
    assert gone(["潮汐手帐", *history[:2], *BODY], "timestamp") == history[:1]
    posts = [line.replace("16", "16 22:40") for line in history[:2]] * 3
    assert gone(["潮汐手帐", *posts], "timestamp") == posts[::2]


def test_answers_below_buttons():
    """A button with the number of remarks below each answer opens no tail, whatever the numbers."""
    page = ["怎样在阳台上种活一盆茉莉?", "12 条评论", *BODY, "57 条评论", "分享", BODY[0], "发布于 2021-12-05 09:40", "9 条评论"]
    assert BODY[0] not in gone(page)
    assert BODY[0] in gone([line for line in page if not line.startswith(("12", "9"))])


THAI = [
    "ตลาดปลาที่ท่าเรือกลับมาเปิดอีกครั้งเมื่อวันอาทิตย์หลังปิดไปสามปี มีคนราวสองร้อยคนเข้าคิวรอก่อนตีห้า บนแผงมีปลาที่จับได้เมื่อคืน",
    "ป้าสมศรีซึ่งอยู่ใกล้ ๆ บอกว่ารอวันนี้มานาน และซื้อปูสามตัวให้หลาน ตลาดจะเปิดทุกวันอาทิตย์ตั้งแต่ตีห้าถึงแปดโมงเช้าจนถึงสิ้นเดือน",
]


def test_prose_without_stops():
    """Thai has a body too, though no full stop: what stands around it goes, and a headline is no paragraph."""
    tail = ["ข่าวที่เกี่ยวข้อง", "สามปีที่ไม่มีตลาด", "เฟซบุ๊ก", "Copyright © 2023 Example. All rights reserved."]
    judged = judge(frame(["หน้าแรก", "เข้าสู่ระบบ", *THAI, *tail]), ChromeSettings(policy="rules"))
    assert judged["action"].is_null().to_list() == [False] * 2 + [True] * 2 + [False] * 4
    assert gone([THAI[0][:60], "Facebook", "Twitter"]) == []


SONG = ["小小的船儿摇啊摇", "摇过外婆的石板桥", "桥下的鱼儿吐泡泡", "泡泡里藏着我的笑"]
FOOTER = ["关于我们", "联系我们", "Copyright © 2020 歌词网 All Rights Reserved."]


def test_a_page_without_prose_ends_too():
    """The site's last lines go below a song, its copyright among them; the song's own rights stay, and a page of them."""
    assert gone([*SONG, *FOOTER]) == FOOTER
    for song in ([*SONG, "© 1995 王小明"], [*FOOTER, *SONG], [*SONG, *FOOTER[:2]], [*SONG, *FOOTER, SONG[0]], FOOTER):
        assert judge(frame(song), ChromeSettings(policy="rules"))["action"].null_count() == len(song)


KEPT_IN_THE_BODY = [
    "用户可以扫描二维码登录。", "他写了一篇文章,题目叫《相关阅读》,谁也没有读过。", "编辑:你为什么想写这本书?",
    "「轉載請註明出處」這句話,他每天要打上百次。", "网站底部写着“版权所有”,可是没有人知道归谁所有。", "當地時間 11 月 17 日週五",
    "How do I log in?", "Editor: Why did you leave the river?", "“Subscribe to our newsletter,” said the sign on the door.",
    "The copyright to the song was sold twice before he was thirty.", "第十条 转载他人作品,应当注明作者和出处。",
]


@pytest.mark.parametrize("line", KEPT_IN_THE_BODY)
@pytest.mark.parametrize("where", [0, 2, 4])
def test_sentences_stay(line, where):
    """A sentence that speaks of such things stays, wherever it stands."""
    page = [*BODY[:where], line, *BODY[where:]]
    assert gone(page) == []


def test_interview_stays():
    """Where a label opens many lines it is a speaker."""
    page = [*BODY, "编辑:谢谢您", "船工:不客气", "编辑:明年再来看您", "船工:好的", *BODY_EN[:1], "编辑:再见"]
    assert gone(page) == []


def test_examples_stay():
    """Lines that a sentence with a colon introduces are quoted, not printed by the site."""
    assert gone([*BODY[:2], "网站常常印着这样的话:", "广告", *BODY[2:]]) == []


def test_settings_have_an_effect():
    """A number in the settings moves what it says it moves."""
    page = [*BODY, "相关阅读", *TEASERS]
    assert judge(frame(page), ChromeSettings(min_body=10**6)).filter(pl.col("detector") == "block:tail").is_empty()
