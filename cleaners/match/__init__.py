"""Which texts of a column are the same text? `near_duplicates` is the answer, step by step."""

from cleaners.match.clusters import clusters
from cleaners.match.documents import document_pairs
from cleaners.match.near import PAIRS, near_duplicates
from cleaners.match.settings import MatchSettings

__all__ = ["PAIRS", "MatchSettings", "clusters", "document_pairs", "near_duplicates"]
