"""Does a corpus of pages come through a rebuild, whose markup is gone by then?"""

import json

import polars as pl

from cleaners.schema import TABLES
from flows import archive
from flows.settings import Settings
from tests.crawled import STORY
from tests.flowing import build, rebuild

PAGE = """<html><head><title>{title}</title><meta name="author" content="name, email@mail.example"></head><body><nav><a href="/">首页</a> <a href="/a">要闻</a> <a href="/b">文体</a></nav>
<article><h1>{title}</h1><p>2024-03-05 07:08 来源：渡口日报</p><p>最后更新：2024-03-06 08:09</p>{paragraphs}</article><aside><h3>相关阅读</h3><ul><li><a href="/1">桥下的渡船</a></li>
<li><a href="/2">春天的集市</a></li></ul></aside><footer>版权所有 © 某某网</footer></body></html>"""


def test_pages_are_rebuilt_as_they_were(tmp_path):
    """All that is said of pages and of texts, and all that is left of them, is as it was before a rebuild."""
    rows = [{"html": PAGE.format(title=f"老屋之{n}", paragraphs=f"<p>{n}{STORY}</p>" * 5), "url": f"http://a.example/{n}"}
            for n in range(3)]
    rows.append({"text": f"相关阅读\n{STORY}又及。", "url": "http://a.example/t"})
    (tmp_path / "raw.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    chosen = Settings(sources=(str(tmp_path / "raw.jsonl"),), out=tmp_path / "corpus")
    out = build(chosen)[1]
    before = {name: archive.open_corpus(out).scan(name).drop("run").collect() for name in TABLES}
    chrome = before["ledger"].filter(pl.col("step") == "chrome")
    assert chrome["text"].is_in(["桥下的渡船", "版权所有 © 某某网"]).any()
    pages = before["documents"].filter(pl.col("url") != "http://a.example/t")
    assert pages.select("byline", "published").unique().rows() == [("来源: 渡口日报", "2024-03-05T07:08:00")]
    credited = chrome.filter(pl.col("text").str.starts_with("2024") | pl.col("text").str.starts_with("最后"))
    assert set(credited.select("text", "action").rows()) == {
        ("2024-03-05 07:08 来源：渡口日报", "to-metadata"), ("最后更新：2024-03-06 08:09", "remove")}
    rebuild(chosen.model_copy(update={"match": chosen.match}))
    opened = archive.open_corpus(out)
    assert archive.verify(opened) == []
    for name in TABLES:
        assert opened.scan(name).drop("run").collect().equals(before[name]), name
