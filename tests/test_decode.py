"""Is every text read in the charset it was written in, and does it come back to the byte?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import browser, charsets
from cleaners.charsets import DOUBLE, LABELS, meaning
from cleaners.decode import decode, spell
from cleaners.errors import BadRecord
from tests.crawled import FABLE, STORY, page

JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
KOREAN = "지난 겨울 강가의 낡은 집이 마침내 헐렸다. 집 안의 물건은 모두 새 마을로 옮겨졌다."
RUSSIAN = "Прошлой зимой старый дом у реки наконец снесли, и все вещи из него перевезли в новый посёлок."
FRENCH = "L'été dernier, la vieille maison près de la rivière a été démolie ; là-bas, tout a changé à jamais."
POLISH = "Zeszłej zimy stary dom nad rzeką wreszcie rozebrano, a wszystkie rzeczy przewieziono do nowego miasteczka, żeby już tu nie wrócić."
TURKISH = "Geçen kış nehir kıyısındaki eski ev sonunda yıkıldı, içindeki eşyaların hepsi yeni kasabaya taşındı, kimse de geri dönmedi."
GREEK = "Τον περασμένο χειμώνα γκρεμίστηκε επιτέλους το παλιό σπίτι δίπλα στο ποτάμι."
WRITTEN = [
    (STORY, "gb18030"), (FABLE, "gb18030"), (FABLE, "big5"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"),
    (KOREAN, "cp949"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (FRENCH, "cp1252"), (POLISH, "cp1250"), (POLISH, "iso8859_2"),
    (TURKISH, "cp1254"), (GREEK, "cp1253"), (STORY, "utf-8"), (STORY, "utf-8-sig"), (STORY, "utf-16"),
]
CHARSETS = sorted(set(LABELS.values()))


@pytest.mark.parametrize(("text", "charset"), WRITTEN, ids=lambda value: value if value.isascii() else "")
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "gb2312", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1251",
                                      "x-nonsense"])
def test_a_wrong_declaration_is_found_out(text, charset, declared):
    """Whatever was declared, by the server or by the page, the text is read as it was written."""
    content = text.encode(charset)
    assert decode("x", content, declared)[0] == text
    tag = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    html = f"{tag}<p>{text}</p>"
    if charset != "utf-16":
        assert decode("x", html.encode(charset))[0] == html


@pytest.mark.parametrize(("text", "charset"), WRITTEN[:14], ids=lambda value: value if value.isascii() else "")
def test_a_right_declaration_holds_for_a_few_words(text, charset):
    """Where there is too little to judge by, what is declared counts."""
    word = text.split()[0][:8]
    assert decode("x", word.encode(charset), charset)[0] == word


@given(st.binary(max_size=400), st.sampled_from(CHARSETS))
def test_any_bytes_come_back_from_any_charset(content, charset):
    """Text, charset and residue are the bytes; what was lost is counted, and each U+FFFD that came in is marked."""
    found = charsets.spell(content, charset, len(content))
    assert found is not None
    assert charsets.encode(found.text, charset, found.residue) == content
    assert (found.n_undecodable > 0) <= ("\ufffd" in found.text)
    if found.n_undecodable == 0 and "\ufffd" not in content.decode(charset, "ignore"):
        assert "\ufffd" not in found.text or charset.startswith("utf")


@given(st.lists(st.sampled_from([text for text, _ in WRITTEN]), min_size=1, max_size=3), st.sampled_from(["utf-8", "gb18030"]))
def test_any_text_comes_back(parts, charset):
    """A text in a charset that has all of it is that text, without residue."""
    text = "\r\n".join(parts)
    assert spell("x", text.encode(charset), charset) == charsets.Spelt(text, charset, "", 0)


@given(st.binary(max_size=600), st.none() | st.sampled_from(["gbk", "big5", "utf-16", "latin1", "euc-jp", "rot13"]))
def test_decoding_never_fails_otherwise(content, declared):
    """Any bytes are a text that comes back, or a BadRecord with a known reason."""
    try:
        found = spell("x", content, declared)
    except BadRecord as error:
        assert error.reason in ("binary", "encoding")  # noqa: PT017  either outcome is right
    else:
        assert charsets.encode(found.text, found.charset, found.residue) == content


@pytest.mark.parametrize("charset", DOUBLE)
@given(st.integers(0, 30), st.sampled_from([b"\xff", b"\x81 ", b"\xa0\n"]))
def test_one_damaged_character_costs_itself(charset, at, damage):
    """A stray byte is counted and marked; the rest of the page is read."""
    text = {"big5": FABLE, "cp932": JAPANESE, "euc_jp": JAPANESE, "cp949": KOREAN}.get(charset, STORY) * 3
    content = text[:at].encode(charset) + damage + text[at:].encode(charset)
    found = spell("x", content)
    assert found.charset == charset
    assert 0 <= found.n_undecodable <= 2
    assert found.text.startswith(text[: max(0, at - 1)])
    assert found.text.endswith(text[at + 2 :])
    assert charsets.encode(found.text, found.charset, found.residue) == content


@pytest.mark.parametrize(("raw", "charset", "text"), [
    (b"\x80", "gb18030", "€"), (b"\xa8\xbc\xa6\xd9", "gb18030", "ḿ︐"), (b"\xa1\x45\xa2\x41\xa1\xfe\xa3\xe1", "big5", "‧∕／€"),
    (b"\x87\x40\xfe\xfe", "big5", "䏰𧂐"[:1] + b"\xfe\xfe".decode("big5hkscs")), (b"\xad\xa1\xa1\xc1", "euc_jp", "①～"),
    (b"\x81\x93", "cp1252", "\x81“"), (b"\xb0\xa1\x81\x41", "cp949", "가갂"),
])
def test_bytes_mean_what_browsers_take_them_for(raw, charset, text):
    """Where Python's codecs differ from the Encoding Standard, the standard counts; and back."""
    assert browser.decode(raw, charset) == text
    found = charsets.spell(raw, charset)
    assert charsets.encode(found.text, charset, found.residue) == raw


@pytest.mark.parametrize(("label", "charset"), [
    ("gb2312", "gb18030"), ("GBK", "gb18030"), (" Big5-HKSCS ", "big5"), ("ISO-8859-1", "cp1252"), ("x-sjis", "cp932"), ("ks_c_5601-1987", "cp949"),
    ("utf8", "utf-8"), ("TIS-620", "cp874"), ("zlib", None), ("rot13", None), ("idna", None), ("", None), (None, None),
])
def test_labels(label, charset):
    """A label means what browsers take it for; what is no charset is none, whatever Python has under that name."""
    assert meaning(label) == charset


def test_every_label_of_the_standard():
    """All labels of one encoding of the WHATWG standard mean one codec; none of them is unknown but two."""
    webencodings = pytest.importorskip("webencodings.labels")
    found = {}
    for label, name in webencodings.LABELS.items():
        if name not in ("replacement", "x-user-defined"):  # which browsers do not read as text either
            found.setdefault({"gbk": "gb18030", "iso-8859-8-i": "iso-8859-8"}.get(name, name), set()).add(meaning(label))
    assert {name: len(codecs) for name, codecs in found.items()} == dict.fromkeys(found, 1)
    assert None not in set().union(*found.values())
    assert len(set().union(*found.values())) == len(found)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7 x", bytes(range(256)) * 4, bytes(300)])
def test_binary_is_told(content):
    """What is no text is not read as one."""
    with pytest.raises(BadRecord, match="binary"):
        spell("x", content)


@pytest.mark.parametrize("content", ["ID3 tags hold the title.", "RIFF is a form of file.", "BZh is how it begins", "GIF8 or so"])
def test_text_about_binaries_is_text(content):
    """A word that a binary file begins with too is a word."""
    assert decode("x", content.encode()) == (content, "utf-8")


def test_a_damaged_page_with_a_mark_comes_back():
    """A mark and a stray byte: both are in the residue."""
    content = "\ufeff".encode() + STORY.encode() + b"\xff" + STORY.encode()
    found = spell("x", content)
    assert (found.text, found.n_undecodable) == (f"{STORY}\ufffd{STORY}", 1)
    assert charsets.encode(found.text, found.charset, found.residue) == content


def test_time_does_not_run_away():
    """A page with many damaged places takes time by its length."""
    content = (STORY.encode("gb18030") + b"\xff") * 10_000
    assert charsets.spell(content, "gb18030", len(content)).n_undecodable == 10_000
    with pytest.raises(BadRecord):
        spell("x", page(charset="gb18030") + b"\xff \x80 \xfe" * 100_000)
