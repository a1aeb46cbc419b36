"""What went wrong, where, and how is it mended?"""


class WinnowError(Exception):
    """An error that names a place, a fault and its mend, in one line.

    The three stay whole in `args`, so the error survives the trip between worker processes.

    >>> print(WinnowError("data/raw/news.jsonl:4812", "'url' is missing", "Add it, or drop the line"))
    data/raw/news.jsonl:4812: 'url' is missing. Add it, or drop the line.
    """

    def __init__(self, place: str, fault: str, mend: str) -> None:
        """Say where (`place`), what (`fault`) and how to mend it (`mend`); no final stops."""
        super().__init__(place, fault, mend)
        self.place, self.fault, self.mend = place, fault, mend

    def __str__(self) -> str:
        """Return the one line a person reads."""
        return f"{self.place}: {self.fault}. {self.mend}."


class BadRecord(WinnowError):
    """An input record that cannot become a document; it becomes a row of `rejected`."""

    def __init__(self, place: str, fault: str, mend: str, reason: str) -> None:
        """Add the `reason`, one of `cleaners.schema.REJECTIONS`."""
        super().__init__(place, fault, mend)
        self.args = (place, fault, mend, reason)
        self.reason = reason


class BadSource(WinnowError):
    """A source that is missing, unreadable or empty."""


class PassedOver(BadSource):
    """A source of which nothing is read, or not all, for good reason: an emptied inbox, a file still being written."""


class BadSetting(WinnowError):
    """A setting that is unknown or out of range; the run does not start."""


class BadCorpus(WinnowError):
    """A corpus folder that is missing, foreign, or does not agree with its manifest."""


class BadFrame(WinnowError):
    """A frame that does not have its declared schema, or breaks an invariant: a fault of ours, never of the input."""


class LeakingSplits(WinnowError):
    """Documents that are alike lie in different splits; the corpus is not published."""
