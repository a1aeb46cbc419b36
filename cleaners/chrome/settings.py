"""Where lies the border between a page's body and what the site put around it?"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ChromeSettings:
    """How long, how sure, how far: every number the detector of chrome uses.

    Lengths are UTF-8 bytes: twenty Chinese characters weigh what sixty Latin letters do, and say as much.
    """

    policy: Literal["rules", "keep-more", "balanced", "clean-more"] = "balanced"
    """How much the model may take beyond the rules: nothing; what is chrome beyond doubt; most of the chrome, losing
    little text; nearly all, losing some."""
    max_short: int = 200
    """A line up to here is held against every rule; longer chrome is legal text, which has rules of its own."""
    max_long: int = 900
    """No notice at the foot of a page is longer; a paragraph that is, is never looked at."""
    min_sentence: int = 60
    """A shorter sentence is a caption, a teaser or a line of dialogue, and does not mark the body's border."""
    min_paragraph: int = 180
    """Prose even where its last full stop is missing, and what a run of body paragraphs consists of."""
    min_unspaced: int = 240
    """Prose in a script that parts no words (Thai, Lao, Khmer, Burmese), and hardly a sentence by a stop: eighty
    characters, which headlines have less of."""
    max_label: int = 24
    """A menu's word or two, a counter, a button: eight Chinese characters."""
    min_body: int = 450
    """So much prose stands before a block can be the page's tail; else the block stands beside the body."""
    min_body_share: float = 0.4
    """Of all the page's prose; a block with most of the prose behind it is no tail."""
    max_listed: float = 0.12
    """Of the page's prose may stand below a heading that texts use too ("Other questions")."""
    max_thread: float = 0.5
    """The same below the word "Comments": readers write more than teasers say."""
    min_body_pair: int = 300
    """Two paragraphs in a row of this length together are a body that goes on; above them no tail has begun."""
    comment_run: int = 3
    """So many paragraphs in a row, below a heading of comments: a comment may have two."""
    max_headings: int = 2
    """A heading that stands on the page more often is a button below every post of a forum."""
    title_reach: int = 12
    """So many lines below its first copy a title is printed again; further down it is a list's refrain."""
    foot_share: float = 0.85
    """Of the prose lies before a notice at the foot; a teaser or two may still follow it."""
    max_inline: int = 4
    """Links in a block that interrupts the body; what follows further on belongs to the body."""
    max_profile: int = 2
    """Paragraphs on an author's card below its heading."""
    min_menu: int = 4
    """Known menu words in a run of labels before the unknown words among them are taken for menu as well."""
    min_menu_share: float = 0.4
    """Known words among the labels of such a run; a glossary has a few by chance."""
    min_bar: int = 3
    """Menu words in a bar; two stand side by side by chance, two buttons do not."""
    max_bar: int = 40
    """More words are a text."""
    min_bar_share: float = 0.6
    """Known words in a bar of Chinese, Japanese or Korean words, or of words parted by marks: sites add their own."""
    head_share: float = 0.04
    """Of the page's prose may stand above a line of the head: a notice no rule knows, a standfirst."""
    max_dates: int = 2
    """Lines that are dates, outside the tail; more of them are a timeline or a diary."""
    min_title: int = 15
    """A title of five Chinese characters; shorter lines come twice by chance."""
    rule_score: float = 0.95
    """The certainty of a line whose whole shape a rule knows."""
    block_score: float = 0.8
    """The certainty of a line that is known by the block it stands in."""
