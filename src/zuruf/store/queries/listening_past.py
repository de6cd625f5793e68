"""Reading what was written lately, as a listening search would hear it: for its preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from zuruf.store.models import Heard, Message

MOST = 5_000
"""Of the newest so many at most are read; a house with more of them in a week knows enough from these."""


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody outside wrote in public. `network`: the realm in which `remote_id` is unique."""

    network: str
    remote_id: str
    author_id: str
    handle: str
    name: str
    text: str
    languages: tuple[str, ...]
    at: datetime


def written(since: datetime) -> Iterator[Post]:
    """Public messages to us. One statement."""
    rows = Message.objects.filter(ours=False, gone_at=None, public=True).order_by("-pk")
    known = rows.values_list(
        "realm", "remote_id", "contact__remote_id", "contact__handle", "contact__name", "title", "text",
        "conversation__language", "order_at",
    )  # fmt: skip
    for realm, remote_id, who, handle, name, title, text, language, at in known[:MOST]:
        if at >= since:
            words = f"{title}\n{text}" if title else text
            yield Post(realm, remote_id, who or "", handle or "", name or "", words, _tags(language), at)


def heard(since: datetime) -> Iterator[Post]:
    """What listening searches heard, each post once. One statement."""
    rows = Heard.objects.filter(at__gte=since, search__gone_at=None).order_by("-pk")[:MOST]
    seen: set[tuple[str, str]] = set()
    for h in rows:
        if (h.realm, h.remote_id) not in seen:
            seen.add((h.realm, h.remote_id))
            yield Post(
                h.realm,
                h.remote_id,
                h.author_id_remote,
                h.author_handle,
                h.author_name,
                h.text,
                _tags(h.language),
                h.at,
            )


def _tags(language: str) -> tuple[str, ...]:
    return (language,) if language else ()
