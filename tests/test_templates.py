"""Does the template of a host go, and does all that merely recurs stay?"""

import random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import lines
from cleaners.account import JUDGED
from cleaners.chrome import ChromeSettings
from cleaners.chrome.templates import OBSERVED, TemplateSettings, judge, learn, merge, observe
from cleaners.schema import LINES

MENU = ["青石日报网", "要闻 本地 文体", "登录 | 投稿箱", "今天是 2024 年 3 月 {n} 日"]
FOOT = ["上一篇 下一篇", "青石日报社 电话 0571-0000", "未经书面授权,任何单位不得转载本报所刊文章,违者必究。", "浏览 {n} 次"]
WORDS = "河边老屋桥下渡船春天集市灯笼木匠麦田石阶晨雾钟楼竹林溪水邮差码头雨伞茶馆书信冬夜炉火"


def article(seed, paragraphs=4):
    """Write an article that no other resembles: a head, paragraphs, a short last line."""
    rng = random.Random(seed)  # noqa: S311  a test's articles
    words = [WORDS[i : i + 2] for i in range(0, len(WORDS), 2)]
    body = ["".join(rng.choices(words, k=30)) + "。" for _ in range(paragraphs)]
    return ["".join(rng.choices(words, k=5)), *body, "".join(rng.choices(words, k=4))]


def site(count, first=0):
    """Make a host's pages: every article under the same menu, above the same foot."""
    return [[line.format(n=n) for line in MENU] + article(n) + [line.format(n=7 * n) for line in FOOT]
            for n in range(first, first + count)]


def framed(pages):
    """Lay pages out as lines."""
    return lines.split(pl.Series(["\n".join(page) for page in pages], dtype=pl.String)).select(list(LINES))


def hosts(pages, host="qingshi.example"):
    """Say whose the pages are."""
    return pl.DataFrame({"document": range(len(pages)), "host": [host] * len(pages)},
                        schema={"document": pl.UInt64, "host": pl.String})


SETTINGS = TemplateSettings()


def observed(pages, settings=SETTINGS, host="qingshi.example"):
    """Observe some pages of one host."""
    return observe(framed(pages), hosts(pages, host), ChromeSettings(), settings)


def template(pages, settings=SETTINGS):
    """Learn the template of one host."""
    return learn(merge([observed(pages, settings)], settings), settings)


def unjudged(pages):
    """Make judged lines on which nobody has spoken yet."""
    frame = framed(pages).with_columns(raw="text")
    return frame.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in JUDGED.items() if name not in frame.columns
    ).select(list(JUDGED))


def left(pages, templates, judged=None):
    """Return what is left of each page."""
    done = judge(unjudged(pages) if judged is None else judged, hosts(pages), templates, ChromeSettings())
    stands = done.filter(pl.col("action").is_null())
    return [stands.filter(pl.col("document") == k)["text"].to_list() for k in range(len(pages))]


def test_the_template_goes_and_the_articles_stay():
    """Menu and foot go from every page, numbers and all, but for the line beside the text; each article is whole."""
    pages = site(12)
    table = template(pages)
    beside = [[MENU[-1].format(n=n), *article(n), FOOT[0]] for n in range(12)]
    assert left(pages, table) == beside
    assert table.filter(pl.col("verdict") == "unsure").height == 2
    decided = table.with_columns(verdict=pl.lit("remove"))
    assert left(pages, decided) == [article(n) for n in range(12)]


def test_few_pages_show_no_template():
    """Four pages may agree by chance."""
    assert template(site(4)).is_empty()


def test_clauses_that_recur_are_content():
    """Articles' numbers, chapters' names and the clause that ends each statute recur, but not in steady company."""
    numbers = "一二三四五六七八九"
    pages = []
    for n in range(40):
        count = 3 + n % 6
        chapter = ["第一章 總則"] if n % 3 == 0 else []
        pages.append(["法規資料庫", f"民國 {n} 年 修正", *chapter, *(
            line for k in range(count) for line in (f"第{numbers[k]}條", article(100 * n + k)[1])
        ), f"第{numbers[count]}條", "本法自公布日施行。"])
    assert left(pages, template(pages)) == [page[2:] for page in pages]


def test_versions_of_one_page_count_once():
    """Six versions of one text agree in everything; that makes no template of it."""
    versions = [["某法", "第一版", *article(1), f"修订 {n}"] for n in range(6)]
    assert template(versions).is_empty()
    others = [article(50 + n) for n in range(5)]
    assert template(versions + others).is_empty()


def test_what_stands_inside_bodies_stays():
    """A label that also stands between the paragraphs of the pages is theirs, wherever it stands."""
    pages = [["青石日报网", "讲述", "口述实录", *article(n)[1:3], "口述实录", *article(n + 50)[1:3]] for n in range(10)]
    assert all("口述实录" in page for page in left(pages, template(pages)))


def test_a_person_may_keep_a_line_that_rules_removed():
    """"keep" in the edited table outweighs every detector of chrome, and no other step."""
    pages = site(6)
    judged = unjudged(pages).with_columns(
        action=pl.when(pl.col("text") == MENU[1]).then(pl.lit("remove")),
        step=pl.when(pl.col("text") == MENU[1]).then(pl.lit("chrome")),
    )
    table = template(pages).with_columns(verdict=pl.when(pl.col("text") == MENU[1]).then(pl.lit("keep")).otherwise("verdict"))
    assert all(page[0] == MENU[1] for page in left(pages, table, judged))
    assert not any(MENU[1] in page for page in left(pages, template(pages), judged))


def test_pages_of_nobody_have_no_template():
    """Where no host is known, nothing is learnt and nothing goes."""
    pages = site(8)
    rows = observe(framed(pages), hosts(pages, None), ChromeSettings(), SETTINGS)
    assert rows.is_empty()
    assert rows.schema == OBSERVED


def test_another_hosts_template_is_not_ours():
    """A line that is template on one host stands on another."""
    theirs = learn(observed(site(8), host="other.example"), SETTINGS)
    pages = site(8)
    assert theirs.height
    assert left(pages, theirs) == pages


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=14), st.integers(1, 13))
def test_shards_make_no_difference(numbers, cut):
    """Pages observed in two shards, in order, show what they show in one; a page given twice counts once."""
    pages = [site(1, first=n)[0] for n in numbers]
    few = TemplateSettings(min_pages=2, max_pages=6, min_recurring=99)
    parts = [observed(part, few) for part in (pages[:cut], pages[cut:]) if part]
    whole, apart = merge([observed(pages, few)], few), merge(parts, few)
    assert whole.sort(OBSERVED.names()).equals(apart.sort(OBSERVED.names()))
