"""Which places does an element make of what is in it, and what is it called?"""

import re
from typing import Final

# Where a line can stand: each is one bit. A role says the same as an element's name.
PLACES: Final = (
    "nav", "aside", "footer", "header", "article", "main", "form", "figure", "list", "table", "quote", "code", "hidden",
    "link", "heading", "button", "label", "caption", "bold", "item",
)
BIT: Final = {name: 1 << k for k, name in enumerate(PLACES)}
CODE, LINK, BOLD, ITEM = (BIT[name] for name in ("code", "link", "bold", "item"))
TAGS: Final = {
    "nav": BIT["nav"], "aside": BIT["aside"], "footer": BIT["footer"], "header": BIT["header"],
    "article": BIT["article"], "main": BIT["main"], "form": BIT["form"], "figure": BIT["figure"], "ul": BIT["list"],
    "ol": BIT["list"], "dl": BIT["list"], "menu": BIT["list"], "list": BIT["list"], "table": BIT["table"],
    "blockquote": BIT["quote"], "quote": BIT["quote"], "pre": BIT["code"], "code": BIT["code"], "a": BIT["link"],
    "h1": BIT["heading"], "h2": BIT["heading"], "h3": BIT["heading"], "h4": BIT["heading"], "h5": BIT["heading"],
    "h6": BIT["heading"], "button": BIT["button"], "label": BIT["label"], "figcaption": BIT["caption"],
    "b": BIT["bold"], "strong": BIT["bold"], "li": BIT["item"], "item": BIT["item"], "caption": BIT["caption"],
}
ROLES: Final = {
    "navigation": BIT["nav"], "complementary": BIT["aside"], "contentinfo": BIT["footer"], "banner": BIT["header"],
    "main": BIT["main"], "article": BIT["article"], "button": BIT["button"], "search": BIT["form"],
    "dialog": BIT["form"], "menu": BIT["nav"], "menubar": BIT["nav"], "tablist": BIT["nav"], "heading": BIT["heading"],
}
HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
WORD: Final = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")
HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAX_NAME: Final = 200  # characters of a class or an id that are looked at
NAME, ROLE, ADDRESS, HIDES = range(4)  # what attributes are looked at for
ATTRIBUTES: Final = dict.fromkeys(
    ("class", "id", "itemprop", "itemtype", "property", "rel", "data-testid", "aria-label"), NAME
) | {"role": ROLE, "href": ADDRESS} | dict.fromkeys(("hidden", "aria-hidden", "style"), HIDES)


class Attributes:
    """What elements' attributes say; each name is taken apart once."""

    def __init__(self) -> None:
        self.known: dict[str, list[str]] = {}

    def of(self, attributes: list[tuple[str, str]]) -> tuple[int, tuple[str, ...]]:
        """Return the places that an element's attributes make of what is in it, and the words in its names.

        Those are in its class, id, role and address, each once, in their order.
        """
        places, found = 0, None
        for name, value in attributes:
            if (sort := ATTRIBUTES.get(name)) is None:
                continue
            if sort in (NAME, ROLE):
                words = self.known.get(value)
                if words is None:
                    words = self.known[value] = WORD.findall(HUMP.sub(" ", value[:MAX_NAME]).lower())
                found = words if found is None else found + words
                if sort == ROLE:
                    places |= ROLES.get(value, 0)
            elif sort == ADDRESS:
                words = ["/" + word for word in WORD.findall(value[:MAX_NAME].lower())]
                found = words if found is None else found + words
            elif name == "hidden" or (value == "true" if name == "aria-hidden" else HIDING.search(value)):
                places |= BIT["hidden"]
        return places, tuple(dict.fromkeys(found)) if found else ()
