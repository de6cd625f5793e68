"""What a network's stream says is matched with all searches, and kept where one fits; what is gone there is gone here.

Each post once for a search, however often a stream repeats it. At most `AT_ONCE` hits in a transaction.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zuruf.classifiers.needles import Needles
from zuruf.core.listening import Query
from zuruf.core.listening_parse import Problems, parse
from zuruf.core.listening_stream import Chunk
from zuruf.core.message import Batch, Gone, Incoming
from zuruf.flow.clock import clock, uptime
from zuruf.store import bulk
from zuruf.store.changes import announce
from zuruf.store.ids import public_ids
from zuruf.store.models import Heard, Message
from zuruf.store.queries import hearing as reading

AT_ONCE = 50  # hits of a transaction
LONGEST_TEXT = 20_000  # characters that are kept
OURS_EVERY = 30.0  # seconds after which we look which accounts are ours
AHEAD = timedelta(minutes=5)  # whose clock says more than this is believed no time at all
_COLUMNS = (
    "public_id", "search_id", "channel", "realm", "remote_id", "author_id_remote", "author_handle", "author_name", "text", "places",
    "language", "permalink", "parent_id_remote", "ref", "at", "heard_at", "state", "deserves",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Which network a chunk is from, as accounts on it have it."""

    channel: str
    realm: str


@dataclass(frozen=True, slots=True)
class _Found:
    search: int
    message: Incoming
    places: tuple[tuple[int, int], ...]


@dataclass
class Ear:
    """The searches as one. One for each thread."""

    realm: str
    _version: tuple[tuple[int, datetime], ...] | None = None
    _needles: Needles = field(default_factory=lambda: Needles.build(()))
    _public: dict[int, str] = field(default_factory=dict)
    _ours: frozenset[str] = frozenset()
    _looked: float | None = None  # when, for `_ours`

    def needles(self) -> Needles:
        """As the searches are now. Asked after a chunk was read, so nothing that came after a change is matched without it."""
        version = reading.version()
        if version != self._version:
            rows = reading.searches()
            queries = [(row.id, query(row)) for row in rows]
            self._needles = Needles.build((i, q) for i, q in queries if q is not None)
            self._public = {row.id: row.public_id for row in rows}
            self._version = version
        if self._looked is None or uptime() - self._looked >= OURS_EVERY:
            self._ours, self._looked = reading.ours(self.realm), uptime()
        return self._needles

    def is_ours(self, author: str) -> bool:
        return author in self._ours

    def public(self, search: int) -> str:
        return self._public[search]


def query(row: reading.Listening) -> Query | None:
    """The query of a search, its handles as ids where they are known; None when it is none any more."""
    found = parse(row.query)
    return None if isinstance(found, Problems) else found.with_authors(row.author_ids)


def hear(
    place: Place, chunk: Chunk, ear: Ear, *, fitting: set[str] | None = None, now: datetime | None = None
) -> int:
    """Keep what searches found in *chunk*, forget what is gone; how many new hits. *fitting* takes the remote ids of all that a
    search found, new or not."""
    now = now or clock()
    needles = ear.needles()
    found = [
        _Found(search, message, hit.places)
        for number, search, hit in needles.find_each(chunk.texts, chunk.about)
        if (message := chunk.whole(number)) is not None and not ear.is_ours(message.author.remote_id)
    ]
    if fitting is not None:
        fitting.update(one.message.remote_id for one in found)
    new = 0
    for first in range(0, len(found), AT_ONCE):
        new += _keep(place, found[first : first + AT_ONCE], ear, now)
    if chunk.edited:
        _edit(place, chunk, found, now)
    if chunk.gone or chunk.gone_authors:
        _forget(place, chunk, now)
    if chunk.handles:
        name(place.realm, {author: (handle, "") for author, handle in chunk.handles.items()})
    return new


def _keep(place: Place, found: Sequence[_Found], ear: Ear, now: datetime) -> int:
    """What the desk may keep no longer, or its author deleted, does not come back this way."""
    ids = {one.message.remote_id for one in found}
    over = Message.objects.filter(realm=place.realm, remote_id__in=ids)
    over = over.filter(Q(emptied_at__isnull=False) | Q(gone_at__isnull=False))
    without = set(over.values_list("remote_id", flat=True))
    found = [one for one in found if one.message.remote_id not in without]
    rows = [
        _row(place, one, public_id, now) for one, public_id in zip(found, public_ids(len(found)), strict=True)
    ]
    unique = {(row[1], row[4]): row for row in rows}  # the last one: an edit behind its post
    with transaction.atomic():
        made = bulk.insert(
            Heard,
            _COLUMNS,
            list(unique.values()),
            unless=("search_id", "realm", "remote_id"),
            returning=("search_id",),
        )
        announce("listening", {ear.public(search) for (search,) in made}, now)
    return len(made)


def _row(place: Place, one: _Found, public_id: str, now: datetime) -> tuple[object, ...]:
    m = one.message
    at = m.at if m.at and m.at <= now + AHEAD else now
    author = m.author
    name_ = "" if author.name == author.handle else author.name
    language = _line((m.languages or ("",))[0], 8)
    return (
        public_id, one.search, place.channel, place.realm, m.remote_id, author.remote_id, _line(author.handle, 255),
        _line(name_, 255), _text(m), [list(p) for p in one.places], language, _address(m.permalink, 1000), _address(m.parent, 500),
        _ref(m), at, now, "", 0,
    )  # fmt: skip


def _text(m: Incoming) -> str:
    """As long as the marks stay where they are: what a database does not take becomes a blank."""
    return _line(m.text, LONGEST_TEXT)


def _line(said: str, longest: int) -> str:
    return said[:longest].replace("\x00", " ")


def _address(said: str, longest: int) -> str:
    """Half an address is none. Anybody may write anything into a post."""
    return said if len(said) <= longest and "\x00" not in said else ""


def _ref(m: Incoming) -> dict[str, object]:
    return {k: v.replace("\x00", "") if isinstance(v, str) else v for k, v in m.ref.items()}


def _edit(place: Place, chunk: Chunk, found: Sequence[_Found], now: datetime) -> None:
    """What was edited has its new text; what fits no more is gone, unless somebody touched it: then nothing of it is marked."""
    fits = {
        (one.search, one.message.remote_id): one for one in found if one.message.remote_id in chunk.edited
    }
    with transaction.atomic():
        rows = Heard.objects.filter(realm=place.realm, remote_id__in=chunk.edited)
        for row in rows.filter(conversation=None):
            one, same = fits.get((row.search_id, row.remote_id)), Heard.objects.filter(pk=row.pk)
            if one is None and same.filter(touched_at=None).delete()[0]:
                continue
            m = one.message if one else _edited(chunk, row.remote_id)
            if m is not None:
                places = [list(p) for p in one.places] if one else []
                same.update(text=_text(m), places=places, ref=_ref(m), judged_at=None)


def _edited(chunk: Chunk, post: str) -> Incoming | None:
    """The newest of what it says there. Seldom asked for: nearly nothing is edited, and of that nearly nothing was kept."""
    every = (chunk.whole(n) for n in reversed(range(len(chunk.texts))))
    return next((m for m in every if m is not None and m.remote_id == post), None)


def _forget(place: Place, chunk: Chunk, now: datetime) -> None:
    """Deleted there is deleted here, also what somebody kept. In what became a conversation the desk is told."""
    here = Heard.objects.filter(realm=place.realm)
    for column, ids in (("remote_id", chunk.gone), ("author_id_remote", chunk.gone_authors)):
        for some in _split(ids):
            rows = here.filter(**{f"{column}__in": some})
            found = list(rows.values_list("search__public_id", "remote_id", "conversation"))
            if not found:
                continue
            if answered := {post for _search, post, conversation in found if conversation}:
                _tell_the_desk(place.realm, answered, chunk.at if chunk.at and chunk.at < now else now, now)
            with transaction.atomic():
                rows.delete()
                announce("listening", {search for search, _post, _conversation in found}, now)


def _tell_the_desk(realm: str, posts: Collection[str], at: datetime, now: datetime) -> None:
    """Its account hears only of what names us; nobody but the stream says that these are gone."""
    from zuruf.flow import (
        intake,
    )  # only here: with it comes all that judges, and processes that match are to stay small

    stored = Message.objects.filter(realm=realm, remote_id__in=posts, gone_at=None)
    accounts: dict[int, list[Gone]] = {}
    for account, post in stored.values_list("conversation__account", "remote_id"):
        accounts.setdefault(account, []).append(Gone(post, at))
    for account, gone in accounts.items():
        intake.receive(account, Batch(gone=tuple(gone)), now=now)


def name(realm: str, known: dict[str, tuple[str, str]]) -> int:
    """Give hits the handles (and names, "" = as it was) of their authors, by id; of how many."""
    here = set()
    for some in _split(list(known)):
        rows = Heard.objects.filter(realm=realm, author_id_remote__in=some)
        here |= set(rows.values_list("author_id_remote", flat=True))
    for author in here:
        handle, called = known[author]
        fields = {"author_handle": handle[:255]} | ({"author_name": called[:255]} if called else {})
        Heard.objects.filter(realm=realm, author_id_remote=author).update(**fields)
    return len(here)


def _split(ids: Sequence[str], most: int = 500) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), most):
        yield ids[first : first + most]
