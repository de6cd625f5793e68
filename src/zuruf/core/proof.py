"""Messages kept as evidence: what is frozen, and the chain of digests that shows whether a copy was changed.

A copy is what we received and when. It is no notary's record: it does not prove what the network showed to others.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

LONGEST_NOTE = 2_000


class Purpose(StrEnum):
    """What it is kept for. Without a purpose nothing is kept."""

    POLICE = "police"
    COURT = "court"  # claims of ours, or against us
    STAFF = "staff"  # to protect somebody of ours
    NETWORK = "network"  # a report to the network


LASTS = {
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "long": timedelta(days=3 * 365 + 1),
}
"""How long it may be kept: an insult has to be charged within three months (§ 77b StGB), most claims end after three years
(§ 195 BGB)."""
USUAL = "year"


def canonical(record: Mapping[str, Any]) -> str:
    """The same bytes for the same record."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(before: str, text: str) -> str:
    """SHA-256 in hex over the digest before it, a line feed and the text of the record."""
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def part_of(body: str, remote_id: str) -> str:
    """Of a raw arrival only the piece that holds *remote_id*, as JSON: what others wrote on the same page is none of this
    case. "" where it is not JSON or does not name it."""
    try:
        found = list(_holding(json.loads(body), remote_id))
    except (ValueError, RecursionError):
        return ""
    texts = [json.dumps(one, ensure_ascii=False, indent=1) for one in found]
    return max(texts, key=len, default="")  # a mere reference to it is shorter


def _holding(value: object, remote_id: str) -> Iterator[dict[str, Any]]:
    """The objects that are called *remote_id*."""
    if isinstance(value, dict):
        if remote_id in (value.get("uri"), value.get("id")):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _holding(one, remote_id)
