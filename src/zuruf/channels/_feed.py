"""Reads a feed's bytes: RSS 0.9 to 2.0, Atom 0.3 and 1.0, as feedparser does. Pure: bytes in, entries out."""

import io
import re
import time
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
BLOCKS = frozenset({
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
    "article", "dd", "dt",
})  # fmt: skip
BOMB = "The feed defines XML entities, as XML bombs do; it was not read."
ENDLESS = "The feed has more markup than a feed can need; it was not read."
SAYS = (BOMB, ENDLESS)
UNSEEN = frozenset({"script", "style", "template", "noscript"})
# Some 2,500 entries with rich HTML; more would keep the parser busy for minutes.
MARKS = 400_000  # of < and &


class Dangerous(Exception):
    """The document would do harm to read. The message is for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `html` is raw and unsafe ("" when the entry is plain text), `words` is what an edit would change."""

    id: str
    link: str
    title: str
    text: str
    html: str
    author: str
    author_url: str
    published: datetime | None
    updated: datetime | None
    language: str

    @property
    def words(self) -> str:
        return "\0".join((self.title, self.text, self.html))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed. `recognised` False: this is something else. `deleted`: (id, when) of entries declared as deleted."""

    title: str
    entries: list[Entry]
    deleted: list[tuple[str, datetime | None]]
    problem: str
    recognised: bool


def feed(body: bytes, content_type: str, url: str) -> Parsed:
    """*body* as served with *content_type* from *url* (for the charset and for relative links). Raises Dangerous."""
    import feedparser  # 12 MB that only the worker needs

    if body.count(b"<") + body.count(b"&") > MARKS:
        raise Dangerous(ENDLESS)
    deleted, fault = _looked_through(body)
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": content_type, "content-location": url},
        sanitize_html=False,  # intake does that, for all channels alike
    )
    head = found.get("feed", {})
    entries = [_entry(e, head, url) for e in found.entries]
    if not found.bozo or isinstance(found.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        fault = ""
    return Parsed(
        title=_title(head)[:160],
        entries=entries,
        deleted=deleted,
        problem=f"The feed is not well-formed XML ({fault}); what could be read was read." if fault else "",
        recognised=bool(found.get("version") or entries),
    )


def plain(html: str) -> str:
    """The words of *html*, a line per block, without markup, scripts and styles."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # html.parser gives up on some broken declarations
        return re.sub(r"<[^>]*>", " ", html).strip()
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        if tag in BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def _looked_through(body: bytes) -> tuple[list[tuple[str, datetime | None]], str]:
    """The declared deletions, and what is wrong with the XML ("" = nothing). Raises Dangerous."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        tree = fromstring(body, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Dangerous(BOMB) from None
    except (ParseError, ValueError, LookupError) as error:
        # broken before an entity was reached: feedparser would read on, so look for one in the plain bytes
        if b"<!ENTITY" in body.replace(b"\0", b"").upper():
            raise Dangerous(BOMB) from None
        return [], str(error)[:120]
    return [(ref, _iso(e.get("when"))) for e in tree.iter(TOMBSTONE) if (ref := e.get("ref"))], ""


def _entry(e: Any, head: Any, url: str) -> Entry:
    bodies = sorted(_bodies(e), key=lambda b: len(b[1]), reverse=True)
    marked = next((value for kind, value in bodies if "html" in kind), "")
    text = plain(marked) if marked else (bodies[0][1].strip() if bodies else "")
    author = e.get("author_detail") or head.get("author_detail") or {}
    name = _said(e, "author") or _said(author, "name") or _said(head, "author") or _said(head, "title")
    return Entry(
        id=_said(e, "id").strip(),
        link=_link(_said(e, "link"), url),
        title=_title(e),
        text=text,
        html=marked,
        author=name.strip() or (urlsplit(url).hostname or ""),
        author_url=_link(_said(author, "href"), url),
        published=_time(e.get("published_parsed")),
        updated=_time(e.get("updated_parsed")),
        language=_language(e, head),
    )


def _bodies(e: Any) -> Iterator[tuple[str, str]]:
    """(media type, words) of the entry's contents and its summary."""
    parts = list(e.get("content") or [])
    if isinstance(detail := e.get("summary_detail"), dict):
        parts.append(detail)
    for part in parts:
        value = part.get("value")
        if isinstance(value, str) and value.strip():
            yield str(part.get("type") or "text/plain"), value


def _title(source: Any) -> str:
    """The title's words: markup goes only where the feed says, or feedparser sees, that there is some."""
    detail = source.get("title_detail")
    kind = str(detail.get("type") or "") if isinstance(detail, dict) else ""
    title = _said(source, "title")
    return plain(title) if "html" in kind else " ".join(title.split())


def _said(source: Any, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""


def _link(link: str, url: str) -> str:
    """An absolute http(s) address, else ""."""
    try:
        whole = urljoin(url, link.strip()) if link.strip() else ""
        return whole if urlsplit(whole).scheme in ("http", "https") and len(whole) <= 1000 else ""
    except ValueError:
        return ""


def _language(e: Any, head: Any) -> str:
    for part in [*(e.get("content") or []), e.get("summary_detail") or {}, e.get("title_detail") or {}]:
        if isinstance(part, dict) and isinstance(part.get("language"), str) and part["language"]:
            return str(part["language"])[:8]
    return _said(head, "language")[:8]


def _time(parts: Any) -> datetime | None:
    """From feedparser's UTC struct_time; None when missing or absurd."""
    if not isinstance(parts, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(timegm(parts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
