"""Is each text's language told, and each URL's host?"""

import socket

import polars as pl
import pytest

from cleaners.language import detect, hosts
from tests.crawled import FABLE, STORY
from tests.test_decode import FRENCH, GREEK, JAPANESE, KOREAN, POLISH, RUSSIAN, TURKISH

ENGLISH = "Last winter the old house by the river was pulled down at last, and everything in it went to the new town."


def test_languages(monkeypatch):
    """Each text in its language, whatever its script; nobody is asked over the network."""
    monkeypatch.setattr(socket, "socket", None)
    texts = {STORY: "zh", FABLE: "zh", JAPANESE: "ja", KOREAN: "ko", RUSSIAN: "ru", FRENCH: "fr", POLISH: "pl", TURKISH: "tr", GREEK: "el",
             ENGLISH: "en", "\n".join([ENGLISH] * 3): "en", ENGLISH.upper(): "en"}
    assert detect(pl.Series(list(texts)))["language"].to_list() == list(texts.values())


@pytest.mark.parametrize("text", ["央行宣布下调存款准备金率", "上海地铁一号线今起延长运营时间", "北京市气象台发布暴雨蓝色预警信号", "臺北市立美術館新展覽開幕"])
def test_a_headline_is_not_taken_for_japanese(text):
    """Han characters without kana are Chinese, if anything."""
    assert detect(pl.Series([text]))["language"].to_list() in (["zh"], [None])


def test_a_long_text_is_heard_to_its_end():
    """A long text is not judged by a beginning in another language: an abstract before a Chinese paper."""
    assert detect(pl.Series([ENGLISH * 8 + "\n" + STORY * 40]))["language"].to_list() == ["zh"]


@pytest.mark.parametrize("text", ["", None, "12:30", "OK", "https://example.com/a/very/long/address/that/says/nothing", "。。。"])
def test_too_little_is_not_guessed(text):
    """A few characters are in no language that could be told."""
    assert detect(pl.Series([text], dtype=pl.String)).row(0) == (None, None)


@pytest.mark.parametrize(("url", "host", "site"), [
    ("http://a.b.example.co.uk/x", "a.b.example.co.uk", "example.co.uk"), ("https://me.github.io", "me.github.io", "me.github.io"),
    ("http://news.sina.com.cn./", "news.sina.com.cn", "sina.com.cn"), ("例子.公司.cn/x", "例子.公司.cn", "例子.公司.cn"),
    ("http://localhost:80/", "localhost", "localhost"), ("http://[::1]/", "::1", "::1"), ("http://[::1", None, None), ("mailto:x", None, None),
    ("//cdn.example.com/x", "cdn.example.com", "example.com"), ("www.example.com/a", "www.example.com", "example.com"),
    ("http://user:pw@EXAMPLE.com:8080/", "example.com", "example.com"), ("http://1.2.3.4:80/x", "1.2.3.4", "1.2.3.4"),
    ("http://XN--FSQU00A.XN--0ZWM56D/", "xn--fsqu00a.xn--0zwm56d", "xn--fsqu00a.xn--0zwm56d"), ("http://例子.中国/路径", "例子.中国", "例子.中国"),
    ("index.html", None, None), ("/a/b", None, None), ("http://exa mple.com/", None, None), ("http://a\x00b.com/", None, None),
    ("javascript:alert(1)", None, None), ("http:///x", None, None), ("http://" + "a" * 300 + ".com", "a" * 300 + ".com", "a" * 300 + ".com"),
])
def test_hosts(url, host, site):
    """The site is what somebody registered; where nothing can be, it is the host."""
    assert hosts(pl.Series([url])).row(0) == (host, site)
