"""Which lines do sites print on every page?

The table, by what the lines are for. The first rule that knows a line names it.
"""

from typing import Final

from cleaners.chrome.rules.calls import CALLS
from cleaners.chrome.rules.credits import CREDITS
from cleaners.chrome.rules.headings import HEADINGS
from cleaners.chrome.rules.navigation import NAVIGATION
from cleaners.chrome.rules.notices import NOTICES
from cleaners.chrome.rules.rule import Rule
from cleaners.chrome.rules.tools import TOOLS

RULES: Final[tuple[Rule, ...]] = HEADINGS + CREDITS + CALLS + NOTICES + TOOLS + NAVIGATION

# The rules whose words make up a bar: a line of nothing but menu words, buttons or networks.
BAR_WORDS: Final = frozenset({
    "section-name", "topic-name", "footer-links", "share-bar", "reaction-bar", "font-tool", "state-line", "search-form",
    "login-call", "subscribe-call", "top-link", "reader-count", "app-call",
})

__all__ = ["BAR_WORDS", "RULES", "Rule"]
