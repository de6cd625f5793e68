"""The AT Protocol's own notation: record keys, addresses of records, and rich text by UTF-8 byte offsets.

Pure functions; sources are the specifications at atproto.com (TID, AT URI, record key) and the lexicon
app.bsky.richtext.facet.
"""

import hashlib
import html
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import regex

POST = "app.bsky.feed.post"
GRAPHEMES, BYTES = 300, 3000
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_URI = regex.compile(
    r"at://(?P<repo>did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-])/(?P<collection>[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+){2,})/(?P<rkey>(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512})"
)
_LINK = regex.compile(r"(?<![\p{L}\p{N}_/@.-])(?:https?://|www\.)[^\s<>\"„“”»«]+", regex.I)
_TAG = regex.compile(
    r"(?<!\S)[##](?![##\uFE0F])(?=\S*[\p{L}\p{S}])([^\s\u00AD\u2060\u200A-\u200D\u20E2]{1,64})(?![^\s\u00AD\u2060\u200A-\u200D\u20E2])"
)
_MENTION = regex.compile(
    r"(?<![\p{L}\p{N}_/@.])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)",
    regex.I,
)
_ENDS = regex.compile(r"[\p{P}]+$")
_LANGUAGE = regex.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def tid(key: str, at: datetime) -> str:
    """The record key of a post: 53 bits of microseconds, then 10 bits of *key*'s hash. The same input, the same id."""
    microseconds = int(at.timestamp()) * 1_000_000 + at.microsecond
    number = (microseconds & (1 << 53) - 1) << 10 | int.from_bytes(
        hashlib.sha256(key.encode()).digest()[:2]
    ) & 1023
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def record(uri: str) -> tuple[str, str, str] | None:
    """(DID, collection, record key) of the AT URI of a record; None when it is not one."""
    found = _URI.fullmatch(uri)
    return (found["repo"], found["collection"], found["rkey"]) if found else None


def permalink(uri: str) -> str:
    """The post's page for people; "" when *uri* is not a post."""
    parts = record(uri)
    return f"https://bsky.app/profile/{parts[0]}/post/{parts[2]}" if parts and parts[1] == POST else ""


def moment(text: object) -> datetime | None:
    """A time as the network writes it, in UTC; None when it is not one."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def written(at: datetime) -> str:
    """A time as the network wants it: milliseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def graphemes(text: str) -> int:
    """Characters as a reader sees them (extended grapheme clusters, UAX 29)."""
    return len(regex.findall(r"\X", text))


def languages(*tags: str) -> list[str]:
    """At most three language tags; others than plain ones are left out."""
    return [t for t in dict.fromkeys(tags) if _LANGUAGE.fullmatch(t)][:3]


def facets(text: str, known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, hashtags and mentions in *text*. *known*: handles (lower case) whose DID we know; other mentions stay text,
    because looking one up could answer differently when the same reply is sent again."""
    return [
        {
            "index": {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())},
            "features": [feature],
        }
        for start, end, feature in sorted(_features(text, known), key=lambda f: f[0])
    ]


def _features(text: str, known: Mapping[str, str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    for m in _LINK.finditer(text):
        link = _without_end(m.group())
        uri = link if "://" in link else f"https://{link}"
        if regex.match(r"https?://[^/?#]*[\p{L}\p{N}]", uri, regex.I) and "." in uri:
            yield m.start(), m.start() + len(link), {"$type": "app.bsky.richtext.facet#link", "uri": uri}
    for m in _TAG.finditer(text):
        tag = _ENDS.sub("", m.group(1))
        if tag:
            yield m.start(), m.start() + 1 + len(tag), {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
    for m in _MENTION.finditer(text):
        if did := known.get(m.group(1).lower()):
            yield m.start(), m.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did}


def _without_end(link: str) -> str:
    """The link without the sentence's punctuation behind it; a closing bracket stays when it was opened inside."""
    while link and (
        (_ENDS.search(link) and link[-1] not in "/#&=%_-~+)")
        or (link[-1] == ")" and link.count("(") < link.count(")"))
    ):
        link = link[:-1]
    return link


def with_links(text: str, found: object) -> str:
    """HTML of *text* with its links, from the facets of a record; "" when it has no links. Broken facets are skipped.

    Needed because apps shorten what they show ("example.org/long/pa…") and keep the true address in the facet.
    """
    raw = text.encode(errors="replace")
    parts, at = [], 0
    for start, end, uri in sorted(_links(found)):
        if at <= start < end <= len(raw):
            words = raw[start:end].decode(errors="replace")
            parts += [_plain(raw[at:start]), f'<a href="{html.escape(uri)}">{html.escape(words)}</a>']
            at = end
    return "".join((*parts, _plain(raw[at:]))) if parts else ""


def _plain(raw: bytes) -> str:
    return html.escape(raw.decode(errors="replace")).replace("\n", "<br>")


def _links(found: object) -> Iterator[tuple[int, int, str]]:
    for facet in found if isinstance(found, list) else []:
        if not isinstance(facet, dict) or not isinstance(index := facet.get("index"), dict):
            continue
        start, end, features = index.get("byteStart"), index.get("byteEnd"), facet.get("features")
        if not isinstance(start, int) or not isinstance(end, int) or not isinstance(features, list):
            continue
        for feature in features:
            uri = feature.get("uri") if isinstance(feature, dict) else None
            if isinstance(uri, str) and uri.startswith(("https://", "http://")):
                yield start, end, uri
