"""Is each text's language told, and each URL's host?"""

import socket

import polars as pl
import pytest

from cleaners.annotate import spoken
from cleaners.language import SCRIPTS, detect, hosts
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


@pytest.mark.parametrize("text", [
    "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠣᠯ ᠮᠣᠩᠭᠣᠯ ᠦᠨᠳᠦᠰᠦᠲᠡᠨ ᠦ ᠬᠡᠯᠡ ᠶᠤᠮ ᠪᠢᠴᠢᠭ", "ꆈꌠꉙ ꆈꌠꁱꂷ ꆏ ꋍꑼ ꉬ ꊿꊇ ꄮ ꇬ ꌠ ꉙ ꆈꌠꉙ ꆈꌠꁱꂷ ꋍꑼꉬꊿꊇ",
    "ߒߞߏ ߦߋ߫ ߛߓߍߛߎ߲ ߠߎ߬ ߘߏ߫ ߟߋ߬ ߘߌ߫ ߡߊ߲߬ߘߋ߲߬ ߞߊ߲ ߛߓߍߟߌ ߘߐ߫", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᎴ ᏗᎪᏪᎵ ᎤᏙᎯᏳ ᎣᏏᏲ ᎠᏂᏴᏫᏯ ᎠᎹᏰᏟ",
], ids=["Mong", "Yiii", "Nkoo", "Cher"])
def test_a_language_of_another_script_is_no_answer(text):
    """Whatever the model says of letters it never saw, nobody writes it so; nor is a page Chinese for a name in Han."""
    assert detect(pl.Series([text])).row(0) == (None, None)
    named = pl.DataFrame({"text": [text + " 學習"], "language": ["zh"], "quality": [{"language_score": None}]})
    assert spoken(named)["language"].to_list() == [None]


@pytest.mark.parametrize(("text", "language"), [
    ("Комитет је одобрио предлог о изградњи новог моста преко реке у граду", "sr"),
    ("བོད་ཡིག་ནི་བོད་མི་རྣམས་ཀྱི་ཡི་གེ་ཡིན་པ་དང་སྐད་ཡིག་ཀྱང་ཡིན།", "bo"),
    ("ኮሚቴው በወንዙ ላይ አዲስ ድልድይ ለመገንባት የቀረበውን ሀሳብ አጸደቀ", "am"), ("समिति ने नदी पर नए पुल के निर्माण का प्रस्ताव मंज़ूर किया", "hi"),
    ("用 list.append(item) 把元素放进列表,再用 sorted(items, key=len) 排序,最后用 print(items) 打印出来", "zh"),
])
def test_a_language_in_its_own_script_is_one(text, language):
    """Most scripts are told by the model alone, and program text takes no Chinese page its language."""
    assert detect(pl.Series([text]))["language"].to_list() == [language]


def test_every_script_is_known():
    """The engine knows each script of the table by its name, and no script has digits."""
    for script in set(SCRIPTS.values()):
        assert not pl.Series(["12:30"]).str.contains(f"[{script}]").item()


def test_the_script_speaks_where_the_model_is_wrong():
    """A script of one language is an answer still."""
    texts = pl.Series(["ok 12:30", "好的 12:30"])
    assert detect(texts, pl.Series(["zh", "zh"]))["language"].to_list() == [None, "zh"]


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
