"""What a listening search would have heard in the last days: looked for in what is stored, and asked of the network where it can be.

Nothing of it is kept. A search that is refused is not tried either: the preview would be the very search.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zuruf import channels
from zuruf.classifiers.needles import Needles
from zuruf.classifiers.needles_cut import Told
from zuruf.core import listening_fair as rules
from zuruf.core import veil
from zuruf.core.channel import ChannelError
from zuruf.core.listening import Author, Query
from zuruf.core.listening_ask import asks
from zuruf.core.listening_fair import Marked, Rate
from zuruf.core.listening_named import plain
from zuruf.core.listening_parse import Problems, parse
from zuruf.core.message import Incoming
from zuruf.core.people import May, Who
from zuruf.core.triage import as_kept
from zuruf.flow import asking, listening_searches, triage
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.listening_searches import Wish
from zuruf.store.models import Account
from zuruf.store.queries import listening_past
from zuruf.store.queries.desk import zone
from zuruf.store.queries.listening_past import Post

DAYS = 7
EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Source:
    """Where was looked: kind "written" (to us), "heard" (by other searches), "search" (asked of `network` through `account`; `problem`: why it
    could not be)."""

    kind: str
    network: str
    looked_at: int = 0
    found: int = 0
    account: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One of the hits. `places`: what made it fit, [start, end)."""

    author: str
    network: str
    at: datetime
    text: str
    places: tuple[tuple[int, int], ...]
    veiled: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """`days`: hits of each of the last `over` days, the newest first."""

    over: int
    rate: Rate
    days: tuple[tuple[date, int], ...]
    sources: tuple[Source, ...]
    examples: tuple[Example, ...]


@dataclass
class _Found:
    """What fitted, each post once, and where was looked."""

    posts: dict[tuple[str, str], tuple[Post, tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    rate: Rate | None = None


def preview(who: Who, public_id: str, wish: Wish, *, now: datetime | None = None) -> Preview:
    """The last DAYS days. Declined: "not_allowed" · "query" (problems) · "refused" (concerns) · "allow_why" · "allow_until"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    query = parse(wish.query)
    if isinstance(query, Problems):
        raise Declined("query", problems=query.found)
    listening_searches.exception(who, public_id, wish, now)
    since, needles, found = now - timedelta(days=DAYS), Needles.build([(0, query)]), _Found()
    for kind, posts in (("written", listening_past.written(since)), ("heard", listening_past.heard(since))):
        looked_at = list(posts)
        found.sources.append(Source(kind, "", len(looked_at), _keep(found, needles, looked_at)))
    for account in _searchable():
        _ask(found, needles, query, account, since, now)
    return _told(found, now)


def authors(written: str, known: Iterable[Marked]) -> tuple[Marked, ...]:
    """Those to whom the query is limited, each with what is *known* of her; () where it is none."""
    query = parse(written)
    if isinstance(query, Problems):
        return ()
    marks = {plain(m.handle): m for m in known}
    return tuple(marks.get(plain(a)) or Marked(a) for a in rules.asked(query).authors)


def marked(kept: Iterable[Mapping[str, str]]) -> tuple[Marked, ...]:
    """Authors as a search keeps them."""
    return rules.by_kind(kept)


def _searchable() -> Iterator[Account]:
    """Of each network that can be searched the oldest account that works."""
    seen: set[str] = set()
    for account in Account.objects.filter(enabled=True, disconnected_at=None).order_by("pk"):
        known = channels.can(account.channel).searches
        if known and account.realm not in seen and account.state != "not_connected":
            seen.add(account.realm)
            yield account


def _ask(
    found: _Found, needles: Needles, query: Query, account: Account, since: datetime, now: datetime
) -> None:
    """One question for each way in which the query may fit; what comes back is looked at by the search itself."""
    fitted, looked_at, cut_off = 0, 0, None
    texts, whole = asks(query)
    for words in texts:
        said = asking.ask(account, lambda channel, q=words: channel.search(q, since))  # type: ignore[misc]
        if isinstance(said, ChannelError):
            found.sources.append(Source("search", account.realm, account=account.name, problem=str(said)))
            return
        posts = [_post(account.realm, m) for m in said.incoming if not m.ours]
        looked_at += len(posts)
        fitted += _keep(found, needles, posts)
        if said.more and posts:
            oldest = min(p.at for p in posts)
            cut_off = max(cut_off or oldest, oldest)
    found.sources.append(Source("search", account.realm, looked_at, fitted, account.name))
    if cut_off is not None:  # the network gave only the newest: count in the stretch that they cover
        here = sum(post.at >= cut_off for post, _places in found.posts.values())
        found.rate = rules.rate(here, now - cut_off, cut_off=True)
    elif not whole:
        found.rate = rules.rate(len(found.posts), now - since, cut_off=True)


def _keep(found: _Found, needles: Needles, posts: Sequence[Post]) -> int:
    """Keep what fits and was not there yet; how many fitted. *needles* are those of one search: a text fits once or not."""

    def about(number: int) -> Told:
        return posts[number].languages, Author(posts[number].author_id, posts[number].handle)

    n = 0
    for number, _search, hit in needles.find_each([post.text for post in posts], about):
        n += 1
        post = posts[number]
        found.posts.setdefault((post.network, post.remote_id), (post, hit.places))
    return n


def _told(found: _Found, now: datetime) -> Preview:
    newest = sorted(found.posts.values(), key=lambda one: one[0].at, reverse=True)
    today = now.astimezone(zone()).date()
    days = {today - timedelta(days=n): 0 for n in range(DAYS)}
    for post, _places in newest:
        day = post.at.astimezone(zone()).date()
        if day in days:
            days[day] += 1
    shown = newest[:EXAMPLES]
    judged = triage.assess([triage.seen("", post.text) for post, _places in shown])
    examples = tuple(
        Example(p.name or p.handle, p.network, p.at, p.text, places, veil.veiled(map(as_kept, a.findings)))
        for (p, places), a in zip(shown, judged, strict=True)
    )
    rate = found.rate or rules.rate(len(newest), timedelta(days=DAYS))
    return Preview(DAYS, rate, tuple(days.items()), tuple(found.sources), examples)


def _post(network: str, m: Incoming) -> Post:
    return Post(
        network,
        m.remote_id,
        m.author.remote_id,
        m.author.handle,
        m.author.name,
        m.text,
        m.languages,
        m.at or clock(),
    )
