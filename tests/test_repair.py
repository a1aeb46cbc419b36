"""Is crawl damage undone, and nothing else touched?"""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaners.errors import BadFrame
from cleaners.repair import GRAVITY, STEPS, repair
from cleaners.schema import LINES, REASONS
from tests.damage import WIDE, damage
from tests.test_readings import PAGE, TRADITIONAL, list_of

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


def frame_of(*pages):
    """Build a frame of lines from pages, each a list of lines."""
    rows = [(d, n, text) for d, page in enumerate(pages) for n, text in enumerate(page)]
    return pl.DataFrame(rows, schema=LINES, orient="row")


def texts(*pages):
    return repair(frame_of(*pages))["text"].to_list()


def fix(line):
    """Repair one line that is a page of its own."""
    return texts([line])[0]


DAMAGED = [damage(line.translate(WIDE), list_of(TRADITIONAL)) for line in PAGE]

MENDED = [
    # references
    ("&ldquo;开放&rdquo;&mdash;&mdash;他说", "“开放”——他说", "entities"),
    ("AT&amp;T 与 R&amp;D", "AT&T 与 R&D", "entities"),
    ("第一段&nbsp;&nbsp;第二段", "第一段 第二段", "entities"),
    ("&nbsp;&nbsp;&nbsp;&nbsp;段首缩进", "段首缩进", "entities"),
    ("句子结束。&nbsp;", "句子结束。", "entities"),
    ("&nbsp;", "", "entities"),
    ("二次转换&amp;nbsp;的空格", "二次转换 的空格", "entities"),
    ("三次 &amp;amp;amp; 转换", "三次 & 转换", "entities"),
    ("It&#39;s 5 &gt; 3, isn&#x2019;t it", "It's 5 > 3, isn’t it", "entities"),
    ("price: &#128;5 &#150; &#151;", "price: €5 – —", "entities"),
    ("上行&#10;下行&#13;", "上行 下行 ", "entities"),
    ("a * b = &pi;", "a * b = π", "entities"),
    ("若 x = 3&lt;=y,则 y = &alpha;", "若 x = 3<=y,则 y = α", "entities"),
    ("见 http://a.example/?a=1&amp;b=2 一页", "见 http://a.example/?a=1&b=2 一页", "entities"),
    ("两条直线的夹角记作&alpha;,另一个角写成 &beta;。", "两条直线的夹角记作α,另一个角写成 β。", "entities"),
    ("I write &amp; edit, and use &lt;3 a lot", "I write & edit, and use <3 a lot", "entities"),
    ("他的专长是&nbsp;", "他的专长是", "entities"),
    ("首都是 &nbsp;。海洋是 &emsp;。", "首都是 。海洋是 。", "entities"),
    ("创意写作&nbsp;课程用&ldquo;新&rdquo;教材", "创意写作 课程用“新”教材", "entities"),
    ("小于号要写成 &amp;lt;", "小于号要写成 &lt;", "entities"),
    ("首页 &gt; 新闻 &gt; 正文", "首页 > 新闻 > 正文", "entities"),
    ("Caf&eacute; &agrave; la carte", "Café à la carte", "entities"),
    ("Office space &nbsp; to rent", "Office space to rent", "entities"),
    ("按&nbsp;空格键", "按 空格键", "entities"),
    ("空格 &nbsp; &nbsp; 键", "空格 键", "entities"),
    ("Cats &lt; dogs, and less than ever", "Cats < dogs, and less than ever", "entities"),
    ("Hello&nbsp;world", "Hello world", "entities"),
    ("``So &amp; so,'' he said", "``So & so,'' he said", "entities"),
    ("Vraiment&nbsp;?", "Vraiment\u00a0?", "entities"),
    ("Vraiment&nbsp;?", "Vraiment\u00a0?", "entities"),
    ("&#12288;&#12288;段首用全角空格", "\u3000\u3000段首用全角空格", "entities"),
    # wrong encodings
    ("weâ€™re â€œhereâ€\x9d", "we’re “here”", "mojibake"),
    ("CafÃ© crÃ¨me", "Café crème", "mojibake"),
    ("æˆ‘ä»¬åœ¨è¿™é‡Œ", "我们在这里", "mojibake"),
    ("浠栦滑鍦ㄨ繖閲岀湅鍒伴奔", "他们在这里看到鱼", "mojibake"),
    # what nobody sees
    ("中\u200b文\ufeff里\u2060的\u00ad字", "中文里的字", "invisible"),
    ("\ufeff开头", "开头", "invisible"),
    ("a\x00b\x08c\x7f", "abc", "invisible"),
    ("一页\x0c下一页", "一页 下一页", "invisible"),
    ("图\ufffc片", "图片", "invisible"),
    ("路径\u202aC:\\x\u202c", "路径C:\\x", "invisible"),
    ("中\u200d文", "中文", "invisible"),
    ("\x1b[31m错误\x1b[0m: 3 处", "错误: 3 处", "invisible"),
    ("\x1b[38;5;196mred\x1b[m\x1b[K\x1b(B done\x1b[?25h", "red done", "invisible"),
    ("\x1b]0;make all\x07make \x1b]8;id=1;http://a.example/b\x1b\\here\x1b]8;;\x1b\\", "make here", "invisible"),
    ("cut off \x1b[1;3", "cut off ", "invisible"),
    ("\x1b]0;without an end", "]0;without an end", "invisible"),
    # spaces
    ("据 \u00a0The Times\u00a0消息", "据 The Times 消息", "odd-spaces"),
    ("微软\u2003谷歌\u202f苹果", "微软 谷歌 苹果", "odd-spaces"),
    ("句子。\u00a0 ", "句子。", "odd-spaces"),
    ("two \u00a0spaces", "two spaces", "odd-spaces"),
    ("New\u3000York", "New York", "odd-spaces"),
]


@pytest.mark.parametrize(("came", "wanted", "reason"), MENDED)
def test_damage_is_undone_and_named(came, wanted, reason):
    """The text is what was written; the reason is what was found, the ledger's raw is what came."""
    row = repair(frame_of([came])).row(0, named=True)
    assert (row["raw"], row["text"], row["reason"]) == (came, wanted, reason)


KEPT = [
    # about references
    "用 &lt; 表示 <,用 &gt; 表示 >。",
    "写 <b>&amp;</b> 就能显示这个符号",
    "`&nbsp;` 是不换行空格",
    "在 HTML 里,&nbsp; 是空格",
    "字符“&amp;”需要转义",
    "见 http://a.example/?a=1&copy=2&lt=3",
    "?x=1&region=2&para=3",
    "AT&T; R&D; &unknown; & ; &;",
    "把游标指到当前节点 &current; 所在的 &region; 上,见 &notes;、&section; 和 &parameter;",
    "node->next = &current;",
    "char *s = &copy;",
    "reader.head = &sect;  // where it stopped",
    "打开 list?id=5&sect;=2 就能看到",
    "&#xD800; &#0;",
    "print('a &amp;&amp; b') <br/>",
    "小于号要写成 &lt;",
    "不间断空格写成 &nbsp;。",
    "&lt; 表示小于号,&gt; 表示大于号。",
    "The ampersand itself is written &amp;.",
    "Write &quot; for the mark that ends a value.",
    "& は &amp; と書きます",
    "数组写成 a[31m] 或 [0m",
    "使用 &nbsp; 可以插入空格",
    "要使連續的空格都顯示,可以插入 &nbsp; 佔位",
    "小于号 &lt; 不写成这样,浏览器就当它是标签",
    "半角スペースを続けて入れたいときは &nbsp; を並べます。",
    "You can insert an extra space with &nbsp; anywhere in the text.",
    "Has a less-than sign come through as &lt; or as a tag?",
    "Für ein Leerzeichen schreibt man &nbsp; statt der Leertaste.",
    "&lt; steht für ein Zeichen.",
    "Utilisez &eacute; pour cette lettre.",
    "Чтобы слова не разошлись, неразрывный пробел &nbsp; ставят между ними.",
    # letters that only look wrong
    "SÃO PAULO, NÃO É MAÇÃ",
    "Đã được, mà sao câu này â ê ô",
    "L’été à la plage « bientôt »",
    "Ångström ½ “quoted” – naïve…",
    "锟斤拷烫烫烫",
    "涓",
    # what scripts need
    "می‌خواهم به خانه بروم",
    "क्‍ष और क्‌ष",
    "👨‍👩‍👧‍👦 和 ❤️",
    "שלום\u200f (hello)\u200e עולם",
    "ภาษา\u200bไทย\u200bตัด\u200bคำ",
    "ភាសា\u200bខ្មែរ",
    "བོད་\u200bཡིག",
    "葛\U000e0100飾区",
    "\ue000私用区",
    # spaces that are typography
    "Ça va\u202f? Oui\u00a0! «\u00a0bien\u00a0»",
    "1\u00a0000\u202fkm, 10\u2009%",
    "\u3000\u3000段首缩进两格",
    "春眠不覺曉\u3000處處聞啼鳥",
    "张\u3000三\u3000李\u3000四",
    "姓名\u3000年龄\u3000\u3000城市",
    "单价\u300012\u3000元",
    "\u00a0\u00a0缩进",
    "\u00a0",
    "\u3000\u3000",
    "",
    "a  b\tc   d",
    "    return x  # code",
]


@pytest.mark.parametrize("line", KEPT)
def test_what_is_meant_stays(line):
    """Text about markup, letters of any language, joiners, marks and typographic spaces stay as they came."""
    row = repair(frame_of([line])).row(0, named=True)
    assert (row["text"], row["reason"], row["detector"]) == (line, None, None)


def test_a_page_about_markup_keeps_its_references():
    """Where one line shows tags, references elsewhere on the page may be its subject."""
    page = ["The <div> tag starts a block.", "Write &amp; for an ampersand.", "Tom &amp; Jerry"]
    assert texts(page, ["Tom &amp; Jerry"]) == [*page, "Tom & Jerry"]


def test_a_page_that_teaches_references_keeps_them():
    """Where two references are told how to write, one by the way is another example; where one is, it stays alone."""
    page = ["小于号要写成 &lt;", "大于号要写成 &gt;", "A &amp; B 也一样"]
    assert texts(page, page[1:]) == [*page, "大于号要写成 &gt;", "A & B 也一样"]


def test_several_repairs_name_the_gravest_and_list_all():
    """The reason is the gravest, the detector names each repair once, in order."""
    page = [*DAMAGED[:-1], DAMAGED[-1] + "&mdash;\u200b会\u00a0议 x\u00a0"]
    row = repair(frame_of(page)).row(-1, named=True)
    assert row["reason"] == "pinyin-annotation"
    assert row["detector"] == "entities+readings+invisible+odd-spaces"


def test_vocabulary_is_the_schema_s():
    """Every reason named here is declared, and none is forgotten."""
    assert set(GRAVITY) <= set(REASONS["repair"])
    assert len(STEPS) == 5


SNIPPETS = [
    "&", "amp;", "nbsp;", "&nbsp;", "&amp;", "&#10;", "&lt;", "<b>", "`", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u00ad",
    "\u200d", "\u2028", "\x0c", "\x85", "\r", " ", "\t", "Ã©", "â€™", "æˆ‘", "é", "浠栦滑鍦ㄨ繖", "會(huì)", "因?yàn)槿诓坏藉X", "(zhuǎn)",
    "zhu", "ǎn)", "?", "個", "的", "a", "Z", "1", "。", ",", "ا", "ไ", "«", "!", "&#xD;", "\ue000", "\U0001f600", "\x00",
]  # fmt: skip
WILD = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.characters(exclude_categories=["Cs"])), max_size=25).map(
    "".join
)
LINE = WILD.map(lambda text: text.replace("\n", " "))
PAGES = st.lists(st.lists(st.one_of(LINE, st.sampled_from(DAMAGED)), max_size=6), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(PAGES)
@example([DAMAGED, ["轉(zhu\u200bǎn)", "&am\u200bp;nbsp;"], PAGE])
def test_repairing_twice_changes_nothing_more(pages):
    """Rows and their order stay, no line gains a line end, and a repaired page is at rest."""
    lines = frame_of(*pages)
    once = repair(lines)
    assert once.columns == ["document", "line", "raw", "text", "reason", "detector"]
    assert once.select("document", "line", text="raw").equals(lines)
    again = repair(once.select("document", "line", "text"))
    assert again["text"].to_list() == once["text"].to_list()
    assert again["reason"].null_count() == again.height
    for row in once.iter_rows(named=True):
        assert (row["reason"] is None) == (row["detector"] is None) == (row["text"] == row["raw"])
        assert row["text"].count("\n") == 0
        assert row["text"] == row["raw"] or "\r" not in row["text"] or "\r" in row["raw"]


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_pages_do_not_see_each_other(pages):
    """A page is repaired alike alone and among others."""
    assert texts(*pages) == [text for page in pages for text in texts(page)]


def test_seeds_change_where_they_are_damaged():
    """Inserted readings in the fourth seed, odd spaces in the second; nothing else in the five but odd spaces."""
    pages = [path.read_text(encoding="utf-8").split("\n") for path in SEEDS]
    done = repair(frame_of(*pages)).filter(pl.col("reason").is_not_null())
    readings = done.filter(pl.col("reason").str.starts_with("pinyin"))
    assert readings["document"].unique().to_list() == [3]
    assert readings.height == 73
    assert readings.filter(pl.col("reason").str.ends_with("gbk-mojibake")).height == 10
    spaces = done.filter(~pl.col("reason").str.starts_with("pinyin"))
    assert set(spaces["reason"]) == {"odd-spaces"}
    assert spaces.filter(document=1)["line"].to_list() == [3, 12, 15, 22, 28, 39, 41]
    assert spaces.filter(~pl.col("document").is_in([1, 4])).height == 0


def test_nothing_in_nothing_out():
    """An empty frame is repaired; one with foreign columns is a fault."""
    assert repair(frame_of([])).height == 0
    with pytest.raises(BadFrame):
        repair(pl.DataFrame({"text": ["a"]}))
