"""Do HTML and text meet in one detector: does a page's article stay, and what the site put around it go?"""

import polars as pl
import pytest

from cleaners import lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.extract import extract
from cleaners.html import markup
from cleaners.html.align import LAST, coverage, squash, squash_all
from cleaners.html.view import view
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES

ZH = [
    "入秋以后，河上的雾一天比一天重，摆渡的老周每天清早都要先敲三下船帮，听一听对岸有没有人应声，再慢慢把缆绳解开。",
    "他在这个渡口摆了三十一年船，送过赶考的学生，也送过抬嫁妆的队伍，最远的一回，把一头受惊的水牛送回了下游的村子。",
    "桥是去年春天开工的，桥墩立起来的那天，镇上放了半个钟头的鞭炮，老周坐在船尾，把烟袋磕了又磕，一句话也没有说。",
    "如今坐船的人少了，只剩几个卖菜的老人还愿意等他，说船上稳当，说说话就到了，不像桥上的风那样直往领口里灌。",
]
EN = [
    "The ferry had crossed the lake every morning since before the school was built, and nobody could remember a winter in which it had not run.",
    "When the council announced in March that the service would end, the pilot read the letter twice, folded it, and put it behind the clock.",
    "Passengers wrote to the paper, of course. One of them, a retired surveyor, measured the detour by road and found it eleven miles longer.",
    "By autumn the decision had been put off again, and the old boat went out each day with more people aboard than it had carried in years.",
]
CHROME = {
    "zh": ["网站首页", "联系我们", "手机客户端", "热门排行", "版权所有 © 2024 渡口日报社"],
    "en": ["Subscribe now", "Most read", "Privacy policy", "Cookie settings", "© 2024 Lakeside Courier. All rights reserved."],
}


def links(words, tag="li"):
    """Make a list of links."""
    return "".join(f'<{tag}><a href="/{k}">{word}</a></{tag}>' for k, word in enumerate(words))


def around(body, language="zh", title="渡口的最后一个秋天"):
    """Put a site around an article."""
    first, second, third, fourth, foot = CHROME[language]
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title} - {first}</title></head><body>'
        f'<header class="site-header"><nav class="menu"><ul>{links([first, second, third] * 3)}</ul></nav></header>'
        f'<div class="wrap"><div class="main">{body}</div><aside class="sidebar"><h3>{fourth}</h3><ul class="list">'
        f'{links([f"{fourth} {k}" for k in range(8)])}</ul></aside></div>'
        f'<footer class="footer"><ul>{links([second, third])}</ul><p>{foot}</p></footer></body></html>')


def cleaned(html):
    """Return what is left of a page, and what was removed, with its reasons."""
    page = extract("x", html)
    split = lines.split(pl.Series(["\n".join(page.lines)])).select(list(LINES))
    judged = steps.clean(split, ChromeSettings(), RepeatSettings(), markup.frame([(0, page.markup)]))
    stays = judged.filter(pl.col("action").is_null())["text"].to_list()
    return stays, judged.filter(pl.col("action").is_not_null())


def paragraphs(texts, tag="p"):
    """Write some paragraphs."""
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


PAGES = {
    "article": ("zh", f'<div class="article"><h1>渡口的最后一个秋天</h1>{paragraphs(ZH)}</div>', ZH),
    "english": ("en", f'<article class="post"><h1>The last ferry</h1>{paragraphs(EN)}</article>', EN),
    "nested sections": ("en", (f'<div class="content"><section><h2>Before</h2>{paragraphs(EN[:2])}</section><section><div>'
                        f'<h2>After</h2><div class="inner">{paragraphs(EN[2:])}</div></div></section></div>'), EN),
    "line breaks": ("zh", f'<div id="content">{"<br><br>".join(ZH)}</div>', ZH),
    "layout table": ("zh", (f'<table width="960"><tr><td width="700"><table><tr><td class="text">{paragraphs(ZH)}</td></tr></table>'
                     f'</td></tr></table>'), ZH),
    "code": ("en", (f'<div class="post-content">{paragraphs(EN[:2])}<pre><code>def cross(lake):\n    return lake.far_side\n'
             f'</code></pre>{paragraphs(EN[2:])}</div>'), [*EN, "def cross(lake):", "    return lake.far_side"]),
    "data": ("en", (f'<div class="entry-content">{paragraphs(EN[:3])}<table><tr><th>Year</th><th>Passengers</th></tr><tr><td>1998'
             f'</td><td>41,200</td></tr><tr><td>2008</td><td>52,900</td></tr></table>{paragraphs(EN[3:])}</div>'),
             [*EN, "1998 | 41,200", "2008 | 52,900"]),
    "forum": ("zh", "".join(
        f'<div class="post"><div class="author"><a href="/u/{k}">用户{k}</a></div><div class="post-body">{text}</div></div>'
        for k, text in enumerate(ZH)), ZH),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_article_stays_and_the_site_goes(name):
    """Every line of the text stays, whatever it is wrapped in; of the site around it nothing does."""
    language, body, text = PAGES[name]
    stays, _ = cleaned(around(body, language))
    assert [line for line in text if line not in stays] == []
    assert [line for line in stays if line in CHROME[language] or line.startswith(CHROME[language][3])] == []


def test_an_article_in_another_sites_chrome():
    """Whichever site an article stands in, the article stays and that site's chrome goes."""
    for language, text in (("en", ZH), ("zh", EN)):
        stays, _ = cleaned(around(f'<div class="article-body">{paragraphs(text)}</div>', language))
        assert [line for line in text if line not in stays] == []
        assert not set(stays) & set(CHROME[language])


def test_every_line_is_answered_for():
    """What is not left stands in the ledger, with the detector that took it."""
    others = links(["山里的灯又亮了一夜", "老街茶馆重新挂起布幌", "谁在夜里给路灯换灯泡", "一座磨坊和它的三代人"], "p")
    html = around(f'<div class="article">{paragraphs(ZH)}</div><div class="hot-box">{others}</div>')
    stays, gone = cleaned(html)
    assert sorted([*stays, *gone["text"].to_list()]) == sorted(extract("x", html).lines)
    assert gone["reason"].null_count() == gone["detector"].null_count() == 0
    assert "model:html-1" in gone["detector"].to_list()


def test_no_page_loses_everything():
    """Of a page that is all menu something stays: whoever reads the corpus shall see that it was one."""
    stays, _ = cleaned(f"<html><body><nav>{links(CHROME['en'][:4] * 5, 'p')}</nav></body></html>")
    assert stays


def test_what_one_page_is_does_not_depend_on_its_neighbours():
    """A page judged among texts and other pages is judged as it is alone."""
    pages = [extract("x", around(body, language)) for language, body, _ in PAGES.values()]
    texts = ["\n".join(page.lines) for page in pages]
    mixed = [text for text in texts for text in (text, "\n".join(EN))]
    split = lines.split(pl.Series(mixed)).select(list(LINES))
    marked = markup.frame([(2 * k, page.markup) for k, page in enumerate(pages)])
    judged = steps.clean(split, ChromeSettings(), RepeatSettings(), marked)
    for k, (language, body, _) in enumerate(PAGES.values()):
        stays = judged.filter(pl.col("document") == 2 * k, pl.col("action").is_null())["text"].to_list()
        assert stays == cleaned(around(body, language))[0]


def test_alignment_follows_the_order():
    """Of a line that stands twice on the page, the copy in the extractor's place is the one it kept."""
    page = ["老屋", "菜单", "老屋", "去年冬天老屋拆了", "老屋"]
    kept, anywhere = coverage(page, "老屋去年冬天老屋拆了")
    assert kept[3] == 1
    assert kept[4] == kept[1] == anywhere[1] == 0
    assert max(kept[0], kept[2]) == 1
    assert squash("“a-B” 二") == "ab二"


def test_squashing_together_is_squashing_each():
    """Many lines at once give what each gives alone, of every character that there is."""
    each = [chr(code) for code in range(0x110000)]
    plain = [c for c in each if c not in "\nİΣ"]
    assert squash_all(plain) == [squash(c) for c in plain]
    assert not any(c.isalnum() for c in each[LAST:])
    for texts in ([], [""], ["a b", "", "İstanbul"], ["ΟΔΟΣ", "ΟΔΟΣ ab"], ["a\nb", "c"]):
        assert squash_all(texts) == [squash(text) for text in texts]


@pytest.mark.parametrize("title", ["常见问题解答", "游览路线"])
def test_a_heading_that_goes_is_the_title_repeated(title):
    """A short heading looks like a menu's line; where it goes, the account says that the column `title` has it."""
    menu, foot = links(["首页", "菜谱", "登录"]), "版权所有 © 2024 渡口网"
    _, gone = cleaned(f"<html><head><title>{title}</title></head><body><div class=nav><ul>{menu}</ul></div><h1>{title}</h1>"
                      f"<div>{paragraphs(ZH[:3])}</div><div class=footer>{foot}</div></body></html>")
    assert gone.filter(pl.col("raw") == title)["reason"].to_list() == ["title-repeat"]
    assert "title-repeat" not in gone.filter(pl.col("raw") != title)["reason"]


def test_what_is_part_of_a_whole_is_told():
    """Rows of a table, items of a list, terms and lines of code share a number; what stands in an item by itself has none."""
    page = extract("x", "<p>1</p><table><tr><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>"
                   "<ul><li>6</li><li><p>7</p></li><li>8<ul><li>9</li></ul></li></ul><pre>10\n11</pre><dl><dt>12</dt><dd>13</dd></dl>")
    whole = dict(zip((line.strip("- ").split()[0] for line in page.lines),
                     page.markup[:, markup.COLUMNS.index("whole")].tolist(), strict=True))
    groups = {}
    for line, number in whole.items():
        groups.setdefault(number, []).append(line)
    assert groups.pop(-1) == ["1", "7"]
    assert list(groups.values()) == [["2", "4"], ["6", "8"], ["9"], ["10", "11"], ["12", "13"]]


def test_rows_of_data_and_of_layout():
    """A row of a table of data is a line; a row that lays a page out is what stands in it."""
    from lxml.html import fromstring

    html = "<table><tr><td>a</td><td><p>b</p></td></tr><tr><td><ul><li>c</li><li>d</li></ul></td><td>e</td></tr></table>"
    assert view(fromstring(f"<div>{html}</div>")).texts == ["a | b", "- c", "- d", "e"]


@pytest.mark.parametrize(("rows", "lines"), [
    (["/1990/2000", "河北/4/5"], ["| 1990 | 2000", "河北 | 4 | 5"]), (["/乙//丁", "甲/乙//"], ["| 乙 | | 丁", "甲 | 乙 | |"]),
    (["//", "甲/乙/丙"], ["甲 | 乙 | 丙"]), (["/1990", "河北/4", "/5"], ["| 1990", "河北 | 4", "| 5"]), (["甲/", "/乙"], ["甲", "乙"]),
])
def test_cells_keep_their_places(rows, lines):
    """An empty cell of a row of data is empty between bars; a row of nothing else, or of one cell as its like, has no bars."""
    from lxml.html import fromstring

    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('/'))}</tr>" for row in rows)
    assert view(fromstring(f"<div><table>{html}</table></div>")).texts == lines
