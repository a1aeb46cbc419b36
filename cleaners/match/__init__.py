"""Which texts of a column are the same text? `near_duplicates` is the answer, step by step."""

from cleaners.match.clusters import clusters
from cleaners.match.connected import connected
from cleaners.match.documents import document_pairs
from cleaners.match.near import near_duplicates
from cleaners.match.schema import PAIRS
from cleaners.match.settings import MatchSettings

__all__ = ["PAIRS", "MatchSettings", "clusters", "connected", "document_pairs", "near_duplicates"]
