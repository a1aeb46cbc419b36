"""How alike must two texts be, and how surely must we find out?"""

from dataclasses import dataclass, field

from cleaners.errors import BadSetting
from cleaners.minhash import MinHashSettings


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """How alike two texts must be to count as one, and how wide the net is that finds them.

    The banding finds all but 4 in 10,000 pairs that lie just at the threshold, and more of those above it. (Five
    rows are the most for which 128 permutations reach 0.999; 18 bands would do, two more halve the misses.)

    >>> settings = MatchSettings()
    >>> [round(settings.chance_found(jaccard), 5) for jaccard in (0.3, 0.5, 0.7, 0.8, 0.9)]
    [0.04749, 0.47005, 0.97478, 0.99964, 1.0]
    """

    threshold: float = 0.8
    """Exact Jaccard of the shingle sets at which two texts are copies."""
    containment: float = 0.9
    """Share of the smaller set that lies in the larger, for pairs below the threshold."""
    bands: int = 20
    """Into which a signature is cut; texts that share one are candidates."""
    rows: int = 5
    """Numbers of the signature in one band."""
    window: int = 64
    """Buckets of one more text than this are compared whole, wider ones in part."""
    min_dense: int = 15
    """Shorter keys match exactly or not at all: one edit in 15 Han characters leaves a Jaccard of 0.6."""
    min_other: int = 40
    """The same of letters: 40 are that much text (2.7 to a Han character in translations), and leave 0.75."""
    minhash: MinHashSettings = field(default_factory=MinHashSettings)
    """How signatures are made."""

    def __post_init__(self) -> None:
        for name in ("threshold", "containment"):
            if not 0 < getattr(self, name) <= 1:
                raise BadSetting(f"match.{name}", f"{getattr(self, name)} is not in 0 to 1", "Take 0.8")
        for name in ("bands", "rows", "window", "min_dense", "min_other"):
            if getattr(self, name) < 1:
                raise BadSetting(f"match.{name}", f"{getattr(self, name)} is less than 1", "Leave it out")
        if self.bands > 64:  # noqa: PLR2004  a row's wide bands are bits of one word
            raise BadSetting("match.bands", f"{self.bands} is more than 64", "Take fewer bands of fewer rows")
        if self.bands * self.rows > self.minhash.permutations:
            raise BadSetting("match.bands", f"{self.bands} bands of {self.rows} need more than "
                             f"{self.minhash.permutations} permutations", "Take fewer bands or more permutations")

    def chance_found(self, jaccard: float) -> float:
        """Return the chance that a pair of this similarity becomes a candidate (Broder's S-curve)."""
        return 1 - (1 - jaccard**self.rows) ** self.bands
