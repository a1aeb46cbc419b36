"""Which formulas does a page show, and how is each written on a line?

As TeX where the page says it in TeX. A formula stands there once, however often a renderer says it: as MathML for those
who cannot see, drawn beside it, and in the script that all of it was made from. A picture of a formula says it in its
address, or where others tell what they show.
"""

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from lxml.etree import _Element

TEX: Final = "math/tex"  # the type of MathJax's scripts, where they are no programs
CDATA: Final = re.compile(r"(?:%|//)?\s*(?:<!\[CDATA\[|\]\]>)")
STYLED: Final = re.compile(r"\{\\(?:display|text|script)style (.*)\}", re.DOTALL)  # around all of Wikipedia's
SILENT: Final = re.compile(r"\\(?:begin|end)group")  # which Stack Exchange puts around every post
# Of pictures: the programs that draw formulas, where those and the page say which, and classes of formulas.
DRAWS: Final = re.compile(
    r"(?:eq|equation|math|tex|latex|(?:latex|render)\.php|\w{3}\.(?:latex|image)|(?:math|mime)tex(?:\.cgi)?|chart)"
)
ASKED: Final = ("tex", "latex", "formula", "math", "eq", "chl")
TOLD: Final = ("data-tex", "data-latex", "data-formula", "data-equation")
LAYOUT: Final = re.compile(r"(?:\\(?:dpi ?\{\d+\}|bg_\w+|fn_\w+|inline|large|huge|small|tiny)\s*)+", re.IGNORECASE)
CALLED: Final = re.compile(r"(?:tex|latex|formula|equation|mathcode|(?:mwe-)?math(?:-\w+)*)", re.IGNORECASE)
SIGNED: Final = re.compile(r".*[\\^_={}+<>/].*|..?", re.DOTALL)  # no figure is called so
# What stands before the children of some elements, in their order; those of several elements are put in parentheses.
MARKS: Final = {
    "msup": ("", "^"), "msub": ("", "_"), "msubsup": ("", "_", "^"), "munderover": ("", "_", "^"), "munder": ("", "_"),
    "mover": ("", "^"), "mfrac": ("", "/"),
}
OPENERS: Final = {"msqrt": "√", "mtr": " ", "mtd": " "}  # and what stands before what is in others


def formulas(body: "_Element") -> dict["_Element", str]:
    """Return what to write for the element of each formula, and nothing for elements that show it once more."""
    found: dict[_Element, str] = {}
    for element in body.iter("math", "script", "img"):
        if element.tag == "img":
            if element not in found and (pictured := _bare(_pictured(element))):
                found[element] = pictured
        elif element.tag == "math":
            found[element] = _bare(element.get("alttext") or _tex(element) or _spelled(element))
            for shown in (element, element.getparent()):  # KaTeX draws it beside, for all but those who hear it
                drawn = shown.getnext()
                if drawn is not None and drawn.get("aria-hidden") == "true":
                    found[drawn] = ""
        elif (element.get("type") or "").startswith(TEX):
            found[element] = _bare(element.text or "")
            drawn = element.getprevious()
            while drawn is not None and (drawn.get("class") or "").startswith("MathJax") and not drawn.tail:
                found[drawn] = ""
                drawn = drawn.getprevious()
    return found


def _bare(tex: str) -> str:
    """Return a formula without what is around all of it.

    >>> _bare("% <![CDATA[ {\\\\displaystyle E=mc^{2}} %]]>")
    'E=mc^{2}'
    """
    tex = CDATA.sub("", tex).strip()
    styled = STYLED.fullmatch(tex)
    return "" if SILENT.fullmatch(tex) else (styled[1] if styled else tex).strip()


def _pictured(image: "_Element") -> str:
    """Return the TeX that a picture was drawn from: the page says it, or its address, or what is read out for it."""
    told = next(filter(None, map(image.get, TOLD)), None)
    program, _, query = (image.get("src") or image.get("data-src") or "").partition("?")
    if told is None and query and DRAWS.fullmatch(program.rpartition("/")[2]):
        asked = parse_qs(query.partition("#")[0])
        told = next((asked[name][0] for name in ASKED if name in asked), None)
        if told is None and not program.endswith("chart"):
            told = LAYOUT.sub("", unquote(query), count=1)
    if told is None and any(map(CALLED.fullmatch, (image.get("class") or "").split())):
        told = image.get("alt") if SIGNED.fullmatch(image.get("alt") or "") else None
    return told or ""


def _tex(math: "_Element") -> str | None:
    """Return the TeX that a formula in MathML was made from, where the page says it."""
    return next((note.text for note in math.iter("annotation") if "tex" in (note.get("encoding") or "")), None)


def _spelled(math: "_Element") -> str:
    """Return the text of a formula in MathML, with marks where its parts are raised, lowered or divided."""
    from lxml.etree import iterwalk  # noqa: PLC0415  a run without HTML need not load it

    parts: list[str] = []
    walker = iterwalk(math, events=("start", "end"))
    for event, element in walker:
        if element.tag in ("annotation", "annotation-xml"):
            walker.skip_subtree()
            continue
        above = element.getparent()
        marks = () if element is math else MARKS.get(above.tag, ())
        place = above.index(element) if marks else 0
        is_group = len(element) > 1 and (place > 0 or element.tag == "msqrt" or (marks and above.tag == "mfrac"))
        if event == "start":
            parts += (*marks[place : place + 1], OPENERS.get(element.tag, ""), "(" if is_group else "")
            parts.append((element.text or "").strip())
        elif is_group:
            parts.append(")")
    return "".join(parts)
