"""How long the words of others are kept, and what is left of a message without them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

MOST_DAYS = 3650
SOON = timedelta(days=7)  # so long before the words go the desk says when


def lasts(days: int | None, network: timedelta | None) -> timedelta | None:
    """For how long words are kept after they came in: as the house says (*days*), and never longer than the *network* allows.
    None: for ever."""
    known = [one for one in (None if days is None else timedelta(days=days), network) if one is not None]
    return min(known, default=None)


def most_days(network: timedelta | None) -> int:
    """The most that a house can choose. Part of a day is none."""
    return MOST_DAYS if network is None else min(MOST_DAYS, network.days)


def demanded(days: int | None, network: timedelta | None) -> bool:
    """Is it the network that ends it, and not the house?"""
    return network is not None and lasts(days, network) == network


def without_quotes(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What triage found (as an assessment keeps it), without the words by which it was found: figures go on counting it."""
    return [
        {
            **{
                key: kept for key, kept in one.items() if key != "before"
            },  # what stood there before a person spoke
            "reasons": [{"code": str(r.get("code", "")), "words": []} for r in one.get("reasons") or ()],
        }
        for one in findings
    ]


_SPOKEN = frozenset(
    {"subject", "spoiler", "spoiler_text", "warning", "text", "title", "summary", "attached", "author_name"}
)


def of_words(ref: Mapping[str, Any]) -> list[str]:
    """The names in *ref* (what a channel needs to answer) under which words stand. Ids, dates and addresses stay, also several of
    them in a row; words are what is called so, or has a space in it."""
    return [k for k, v in ref.items() if k in _SPOKEN or (isinstance(v, str) and not _addresses(v))]


def _addresses(value: str) -> bool:
    parts = value.split()
    return len(parts) < 2 or all("@" in one or "://" in one for one in parts)
