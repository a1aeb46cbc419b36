"""Are a page's lines all that it shows, in order, and does it say of itself what it says?"""

import numpy as np
import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.errors import BadRecord
from cleaners.extract import extract, parsed, presentable
from cleaners.html.about import LATEST, About, line
from cleaners.html.markup import COLUMNS
from tests import labelled
from tests.crawled import STORY, page

ARTICLE = f"""<!DOCTYPE html><html lang="zh-Hans"><head><title>老屋拆了_新镇网</title>
<meta property="og:title" content="河边的老屋拆了"><meta name="author" content="林一川">
<meta property="article:published_time" content="2024-03-05T08:00:00+08:00"><meta property="og:site_name" content="新镇网">
<link rel="canonical" href="https://news.example.com.cn/2024/house.html"></head><body>
<nav><a href="/">首页</a> <a href="/n">新闻</a></nav><article><h1>河边的老屋拆了</h1><p>{STORY}</p><h2>搬到哪里</h2><p>{STORY}{STORY}</p>
<ul><li>一楼是厨房，灶台还在原来的地方。</li><li>二楼是<b>卧室</b>，窗子朝着河。</li></ul>
<table><tr><th>年份</th><th>户数</th></tr><tr><td>二〇二二</td><td>四十</td></tr></table>
<blockquote>老人说，房子没了，河还在。</blockquote><pre><code>for house in street:
    move(house)
</code></pre><p>{STORY}</p></article><script>var x = "不是正文";</script><footer>版权所有</footer></body></html>"""


def test_structure_becomes_lines():
    """Headings, paragraphs, items, rows, quotes, menus too: a line each, in their order; scripts are none."""
    lines = extract("x", ARTICLE).lines
    wanted = [STORY, "搬到哪里", STORY * 2, "- 一楼是厨房，灶台还在原来的地方。", "- 二楼是卧室，窗子朝着河。", "年份 | 户数", "二〇二二 | 四十",
              "老人说，房子没了，河还在。", "for house in street:", STORY]
    at = [lines.index(line) for line in wanted[:-1]]
    assert at == sorted(at)
    assert (lines[0], lines[-2:]) == ("首页 新闻", [STORY, "版权所有"])
    assert not any("不是正文" in line for line in lines)


def test_a_page_says_what_it_is():
    """Title, author, date, site, canonical URL and language."""
    found = extract("x", ARTICLE, fetched="2024-05-06T00:00:00Z")
    url = "https://news.example.com.cn/2024/house.html"
    assert found.about == About("河边的老屋拆了", "林一川", "2024-03-05", "新镇网", url)
    assert found.language == "zh-Hans"


def test_no_page_was_published_after_it_was_fetched():
    """A date that lies behind the crawl is another date: an event's, say."""
    assert extract("x", ARTICLE, fetched="2023-01-01").about.published is None


AUTHORS = ["<a rel='author' class='author'>林一川 周晚</a>", "<span class='byline'>林一川 周晚</span>", "<p id='zuozhe'>林一川 周晚</p>",
           "<div data-component='MainByline'>林一川 周晚</div>", "<author>林一川 周晚</author>", "<span itemprop='author name'>林一川 周晚</span>"]


@pytest.mark.parametrize("told", [*AUTHORS, "<p class='story'>林一川 周晚</p>"])
def test_the_author_is_trafilaturas(told):
    """Wherever trafilatura would find the author, it is asked."""
    html = f"<html><head><title>老屋</title></head><body><p>{STORY}</p>{told}<p>{STORY}</p></body></html>"
    assert extract("x", html).about.byline == trafilatura.extract_metadata(html).author == ("林一川 周晚" if told in AUTHORS else None)


def test_pages_say_what_trafilatura_hears(shared):
    """Of real pages: title, author, date and address as `trafilatura.extract_metadata` tells them, all together."""
    asked = {"original_date": True, "extensive_search": False, "max_date": LATEST}
    for record in [record for path in sorted((shared / "dev" / "html").glob("*.zst")) for record in labelled.records(path)][::25]:
        about, tree = extract("x", record["html"]).about, parsed(presentable(record["html"]))
        told = trafilatura.extract_metadata(tree, date_config=asked)
        own = (told.title, told.date, told.url)
        assert (about.title, about.published, about.url) == tuple(value and line(value) for value in own), record["id"]
        assert about.byline == line(told.author) or not told.author, record["id"]


def test_a_page_does_not_depend_on_those_before():
    """Page after page, the same page gives the same."""
    first = extract("x", ARTICLE)
    for _ in range(4):
        found = extract("x", ARTICLE)
        assert found.lines == first.lines
        assert (found.markup == first.markup).all()


@pytest.mark.parametrize(("html", "text"), [
    ("<p>hello</p>", "hello"), ("<ul><li>a b</li><li>c d</li></ul>", "- a b\n- c d"), ("<html><body>hi there", "hi there"),
    ('<?xml version="1.0" encoding="big5"?><html><body><p>屋</p><p>河</p></body></html>', "屋\n河"), ("<p>a\x00b\x08c</p>", "a b c"),
])
def test_small_and_odd_pages(html, text):
    """A page is laid out line by line, however small."""
    assert extract("x", html).lines == text.split("\n")


def test_a_line_is_one_line():
    """Text behind a word of code may be written over several lines of the source; it is one line of the page."""
    assert extract("x", "<p><code>ls</code> lists\n  what is there</p>\n<p>\n   <code>cd</code> goes</p>").lines == [
        "ls lists what is there", "cd goes"]


CODE = ["def cross(lake):", "    return lake.far_side"]
NUMBERED = "<figure class='highlight'><table><tr><td class='gutter'><pre>{}</pre></td><td class='code'><pre>{}</pre></td></tr></table></figure>"
LISTINGS = {
    "hexo": NUMBERED.format("<span>1</span><br><span>2</span><br>", "".join(f"<span class='line'>{line}</span><br>" for line in CODE)),
    "pygments": NUMBERED.format("<span class='normal'>1</span>\n<span class='normal'>2</span>\n", "<span></span>" + "\n".join(CODE)),
    "blocks": (f"<table><tr><td class='gutter'><div>1</div><div>2</div></td><td class='code'><div><div><code>{CODE[0]}</code></div>"
               f"<div><code>    return</code> <code>lake.far_side</code></div></div></td></tr></table>"),
    "list": f"<pre><ol class='linenums'><li><code>{CODE[0]}</code></li><li><code>{CODE[1]}</code></li></ol></pre>",
    "one element a line": f"<pre><code>{CODE[0]}</code><code>{CODE[1]}</code></pre>",
    "line breaks": f"<p><code>{'<br>'.join(CODE)}</code></p>",
}


@pytest.mark.parametrize("name", LISTINGS)
def test_code_keeps_its_lines(name):
    """However a page numbers its lines of code, each is a line, indented as it was; the numbers are one beside them."""
    lines = extract("x", f"<p>{STORY}</p>{LISTINGS[name]}<p>{STORY}</p>").lines
    assert lines == [STORY, *["1 2"] * ("gutter" in LISTINGS[name]), *CODE, STORY]


@pytest.mark.parametrize(("html", "lines"), [
    (NUMBERED.format("1", CODE[0]), ["1", CODE[0]]),
    ("<table><tr><td>1</td><td><pre>cd</pre></td></tr><tr><td>2</td><td><pre>ls</pre></td></tr></table>", ["1 | cd", "2 | ls"]),
    ("<table><tr><td><code>-a</code></td><td><code>all\n of it</code></td></tr></table>", ["-a | all of it"]),
    ("<pre><a name='l1'></a><span>if</span> <a href='/a'>a</a><span>(b)</span></pre>", ["if a(b)"]),
    ("<ul><li><code>ls</code> lists</li><li><pre>cd</pre></li></ul>", ["- ls lists", "- cd"]),
    ("<pre><code class='k'>if</code><code class='n'> a</code> <code class='n'>b</code></pre>", ["if a b"]),
])
def test_code_in_rows_and_items(html, lines):
    """A row of short cells is one line even of code; a list's items of code are items; words of code are no lines."""
    assert extract("x", html).lines == lines


POST = ["3楼 发表于 3月5日", "墙根要先打孔,再注防水剂,然后才找平。", "回复 举报"]
PROFILE = ["瓦工", "12 主题", "35 帖子", "中级会员"]


@pytest.mark.parametrize(("row", "lines"), [
    ([["瓦工"], POST], ["瓦工", *POST]), ([PROFILE, ["我没有做过这样的墙,不好说。"]], [*PROFILE, "我没有做过这样的墙,不好说。"]),
    ([["防水"], ["墙根要先打孔,再注防水剂。"]], ["防水 | 墙根要先打孔,再注防水剂。"]), ([["周一", "周二"], ["面条", "米饭"]], ["周一 周二 | 面条 米饭"]),
    ([["防水"], ["<div>墙根要先打孔,再注防水剂。</div>"]], ["防水 | 墙根要先打孔,再注防水剂。"]),
])
def test_a_post_is_no_row_of_data(row, lines):
    """A cell of several blocks, a sentence among them, is laid out; so is a sentence beside who wrote it."""
    cells = "".join(f"<td>{''.join(f'<div>{block}</div>' for block in cell)}</td>" for cell in row)
    assert extract("x", f"<table><tr>{cells}</tr><tr><td>1</td><td>2</td></tr></table>").lines == [*lines, "1 | 2"]


@pytest.mark.parametrize(("html", "text"), [
    ("3×10<sup>8</sup> m/s", "3×10⁸ m/s"), ("6.02×10<sup>23</sup>", "6.02×10²³"), ("5 m<sup>2</sup>", "5 m²"), ("10<sup>−<i>n</i></sup>", "10⁻ⁿ"),
    ("1<sup>1</sup>/<sub>2</sub>", "1¹/₂"), ("(a+b)<sup>n+1</sup>", "(a+b)ⁿ⁺¹"), ("H<sub>2</sub>O", "H₂O"), ("SO<sub>4</sub><sup>2-</sup>", "SO₄²⁻"),
    ("<a href=/area>5 m<sup>2</sup></a>", "5 m²"), ("<b>10</b><sup>6</sup>", "10⁶"),
    ("河<sup><a href='#cite-1'>[1]</a></sup>", "河[1]"), ("said<sup><a href='#fn1'>1</a></sup> so", "said1 so"),
    ("said<a href='#fn1'><sup>1</sup></a>", "said1"), ("1<sup>st</sup>", "1st"), ("x<sup>2y</sup>", "x2y"), ("<sup>14</sup>C", "14C"), ("Na<sup>+</sup>", "Na⁺"),
    ("渡口<sup>+</sup>", "渡口+"), ("<sup>1</sup>⁄<sub>4</sub> cup", "1⁄4 cup"), ("a <sup>2</sup>", "a 2"),
])
def test_numbers_stay_what_they_are(html, text):
    """An exponent is raised and an index lowered where characters do it; the mark of a note is neither."""
    assert extract("x", f"<p>{html}</p>").lines == [text]


SQUARED = "<msup><mi>c</mi><mn>2</mn></msup>"
MATH = f"<math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi>{SQUARED}</mrow><annotation encoding='application/x-tex'>E=mc^2</annotation></semantics></math>"


@pytest.mark.parametrize(("html", "formula"), [
    (MATH, "E=mc^2"), (MATH.replace("x-tex", "x-other"), "E=mc^2"), (MATH.replace("<math", "<math alttext='{\\displaystyle E=mc^{2}}'"), "E=mc^{2}"),
    (f"<span class='katex'><span class='katex-mathml'>{MATH}</span><span class='katex-html' aria-hidden='true'>E=mc2</span></span>", "E=mc^2"),
    (f"<span><span style='display: none;'>{MATH}</span><img alt='E=mc^2' aria-hidden='true'></span>", "E=mc^2"),
    (f"<span class='MathJax_Preview'>E</span><span class='MathJax'><nobr>E=mc2</nobr>{MATH}</span><script type='math/tex'>E=mc^2</script>", "E=mc^2"),
    ("<script type='math/tex'>\\begingroup</script>E<script type='math/tex'>\\endgroup</script>", "E"),
    ("<script type='math/tex; mode=display'>% <![CDATA[\na < b %]]></script>", "a < b"),
    (f"<math><mfrac><mrow><mi>a</mi><mo>+</mo>\n {SQUARED}</mrow><msqrt><mn>2</mn><mi>b</mi></msqrt></mfrac></math>", "(a+c^2)/√(2b)"),
])
def test_a_formula_is_said_once(html, formula):
    """As TeX where the page has it so, else part by part; however often the page says it, and whatever hides it."""
    found = extract("x", f"<p>{html}</p><p>It says {html}, so it is.</p>")
    assert found.lines == [formula, f"It says {formula}, so it is."]
    assert not found.markup[:, COLUMNS.index("in_hidden")].any()


@pytest.mark.parametrize(("image", "formula"), [
    ("src='//www.a.example/equation?tex=x%5E2+%3D+1' alt='[公式]' eeimg=1", "x^2 = 1"), ("src='/math?formula=%5Cfrac%7Ba%7D%7Bb%7D' alt='formula'", "\\frac{a}{b}"),
    ("src='https://l.example/gif.latex?%5Cdpi%7B150%7D%20%5Clarge%20a+b'", "a+b"), ("src='https://l.example/eq?y%3Dx%5E%7B2%7D' class=mathcode", "y=x^{2}"),
    ("src='/latex.php?latex=a%5Cle+b&bg=ffffff&s=0' alt='a\\le b' class=latex", "a\\le b"), ("src=/p/1.svg data-formula='e^{ix}'", "e^{ix}"),
    ("src=/math/render/svg/8f class='mwe-math-fallback-image-inline' alt='{\\displaystyle \\pi r^{2}}'", "\\pi r^{2}"),
    ("src=/p/2.png class=tex alt=n", "n"), ("src='https://c.example/chart?cht=tx&chl=x%5E3'", "x^3"), ("data-src='/cgi-bin/mathtex.cgi?x_1'", "x_1"),
    ("src='/chart?cht=p3&chd=t:60,40'", ""), ("src='/latex/pillow.jpg?v=3' alt='a=b'", ""), ("class=math alt='Math puzzles, drawn'", ""), ("src='http://[/a.jpg?x=y'", ""),
    ("src=/1.jpg alt='x^2'", ""), ("class='math-banner' alt=''", ""),
])
def test_a_picture_of_a_formula(image, formula):
    """What it was drawn from stands in the text; other pictures say nothing."""
    assert extract("x", f"<p>By <img {image}>, so it is.</p>").lines == [f"By {formula}, so it is."]


@pytest.mark.parametrize(("html", "text"), [
    ("<i><a href=/h>Hamlet</a></i>, a play", "Hamlet, a play"), ("<b><a href=/q>量子力学</a></b>是", "量子力学是"), ("<a href=/b>北京</a><b>大学</b>", "北京大学"),
    ("河<sup><a href='#1'>[1]</a></sup>。", "河[1]。"), ("<a href=/r>河</a><sup><a href='#1'>[1]</a></sup>。", "河[1]。"),
    ("<a href=/m>m</a><sup>2</sup>", "m²"), ("<a href=/a>A</a><a href=/b>B</a>", "A B"), ("<span><a href=/a>A</a></span><span><a href=/b>B</a></span>", "A B"),
    ("<button>應徵</button><button>儲存</button>", "應徵 儲存"), ("<label>Leave a comment</label><button>Post</button>", "Leave a comment Post"),
    ("<label><input>是</label><label><input>否</label>", "是 否"), ("按<button>提交</button>即可", "按提交即可"),
    ("<a href=/a>林一川</a><span class=time>3月5日</span>", "林一川 3月5日"), ("<a href=/a>A</a> b", "A b"), ("<a href=/a>A</a><i></i><a href=/b>B</a>", "A B"),
])
def test_links_and_buttons_stand_apart_from_links_and_buttons_alone(html, text):
    """Behind a link or a button the text runs on as it is written; what a page sets beside it is kept apart."""
    assert extract("x", f"<p>{html}</p>").lines == [text]


@pytest.mark.parametrize(("html", "text"), [
    ("<ruby>東京<rt>とうきょう</rt></ruby>の話", "東京(とうきょう)の話"), ("<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>", "東(とう)京(きょう)"),
    ("<ruby>東京<rp>（</rp><rt>とうきょう</rt><rp>）</rp></ruby>", "東京（とうきょう）"), ("<ruby>東京<rt> </rt></ruby>の話", "東京 の話"),
    ("<ruby><rb>東京</rb><rtc><rt><a href=/t>とうきょう</a></rt></rtc></ruby>の", "東京(とうきょう)の"), ("<rt>x</rt>", "x"),
])
def test_readings_stand_in_parentheses(html, text):
    """A reading that stands above its characters stands behind them, in the page's own parentheses or in ours."""
    assert extract("x", f"<p>{html}</p>").lines == [text]


@pytest.mark.parametrize("deep", [1_000, 2_045, 2_048, 100_000])
def test_deep_is_not_lost(deep):
    """What stands in however many elements is a line, and so is what follows; libxml2 goes 2,048 deep."""
    html = f"<p>{STORY}</p>{'<div>' * deep}deep{'</div>' * deep}<p>{STORY}"
    assert extract("x", html).lines == [STORY, "deep", STORY]


@pytest.mark.parametrize("left_open", ["<font color='red'>{} <b>", "<P><I>{}</P>", "<x-y:z>{}<x-y><br>", "<span>{}<div>"])
def test_elements_that_nobody_closed_lose_nothing(left_open):
    """A page of three thousand lines, each in the elements of those before, is three thousand lines."""
    lines = [f"第{n}行" for n in range(3_000)]
    assert "".join(extract("x", "<br>".join(left_open.format(line) for line in lines)).lines).replace(" ", "") == "".join(lines)


@pytest.mark.parametrize("html", ["", "<html>", "<script>var a</script>", "<html>" + "<div>" * 100_000, "<!-- x -->"])
def test_a_page_without_text_is_refused(html):
    """Nothing is made up."""
    with pytest.raises(BadRecord, match="without main text"):
        extract("x", html)


TAGS = st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<table><tr><td>", "</td></tr></table>", "<li>", "<pre>", "<a href=x>", "<br>", "&amp;",
                        "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "<svg>", "\x00", "\ufffe", "<body>", "</html>", "<title>", "<h1>"])


@settings(deadline=None, max_examples=150)
@given(st.lists(TAGS | st.text(max_size=12), max_size=40))
def test_any_soup_is_lines_or_refused(parts):
    """Whatever the markup, the lines are lines: none blank, none with a line end in it, all of it UTF-8."""
    try:
        found = extract("x", "".join(parts))
    except BadRecord:
        return
    assert all(line.strip() and "\n" not in line and "\r" not in line for line in found.lines)
    assert "".join(found.lines).encode("utf-8")
    assert "\x00" not in "".join(found.lines)
    assert found.markup.shape == (len(found.lines), len(COLUMNS))
    assert np.isfinite(found.markup).all()


def test_the_encoding_of_a_page_is_not_read_again():
    """What the page declares of its bytes means nothing once they are text."""
    assert extract("x", page(meta="big5").decode()).lines == ["老屋", STORY * 4]
