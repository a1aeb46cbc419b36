"""What sort of text is a document? Signals of its quality, personal data in it, evaluation texts in it, and filters.

Columns, never deletions: a reader filters by them, or names a profile (`cleaners.quality.filters`) that does.
"""
