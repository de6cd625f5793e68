"""Intake: what comes in is stored before it is acknowledged, tidied, judged, threaded; the same message never twice.

`take` is the one road for all: pages that were fetched, webhooks, our own public page, files. It keeps the raw arrival,
then hands the batch to `receive`, which works in steps of at most 50 messages a transaction, so that nobody at a desk
waits for it. Between two steps the next one is prepared (sanitised, judged) outside any transaction.

What we wrote ourselves: an answer that went out through the outbox is a message already, by the network's id, so its
echo is known; what colleagues wrote elsewhere comes in as ours, and answers what was written before it.
"""

import html as entities
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

import nh3
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from zuruf.core import clean, understanding
from zuruf.core import intake as rules
from zuruf.core.channel import NotConnected, TryLater
from zuruf.core.message import Batch, Gone, Incoming
from zuruf.flow import audit, by_hand_echo, due, fact_reply, mail_threads, polling, terms, triage
from zuruf.flow.clock import clock
from zuruf.flow.intake_step import Done, House, Step
from zuruf.flow.intake_threads import Ready
from zuruf.store.intake import Overtaken
from zuruf.store.models import RawArrival
from zuruf.store.queries import intake as queries
from zuruf.store.queries.intake import Home
from zuruf.store.queries.judging import judging
from zuruf.store.queries.responsibility import plan

T = TypeVar("T")
log = logging.getLogger(__name__)
STEP = 50  # messages a transaction; with 1,000 a colleague's click once waited 4.5 s
TRIES = 5  # of one step, when somebody else was faster or the database chose us as a deadlock's victim

MOST_TAGS = 4000  # of one message; the time to take nested ones apart grows with their square
_TAG = re.compile(r"<[^<>]*>")
_TAGS = {
    "p", "br", "a", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """A message that was not stored, and why; its raw arrival is kept."""

    remote_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Received:
    """Counts, and the public ids of conversations that changed.

    `problem` says why a whole arrival could not be read; it is kept all the same.
    """

    new: int = 0
    edited: int = 0
    gone: int = 0
    known: int = 0
    left: tuple[Left, ...] = ()
    conversations: tuple[str, ...] = ()
    problem: str = ""

    def __add__(self, other: "Received") -> "Received":
        return Received(
            self.new + other.new,
            self.edited + other.edited,
            self.gone + other.gone,
            self.known + other.known,
            self.left + other.left,
            tuple(dict.fromkeys(self.conversations + other.conversations)),
            self.problem or other.problem,
        )


def take(
    account_id: int, kind: str, body: str, parse: Callable[[], Batch], *, now: datetime | None = None
) -> Received:
    """Keep *body* as it came (kind: fetch | webhook | import), then read it by *parse* and receive it.

    What cannot be read is kept as broken and told in `problem`. Raises only when the database is away; then the arrival,
    once stored, is finished by `flow.arrivals`.
    """
    now = now or clock()
    arrival = RawArrival.objects.create(
        account_id=account_id, received_at=now, kind=kind, body=clean.storable(body), state="new"
    )
    return finish(arrival.pk, account_id, parse, now)


def poll_due(worker: str, *, now: datetime | None = None) -> int:
    """Read every account that is due, each by one worker; how many. A network's trouble ends on its account's page."""

    def keep(account_id: int, batch: Batch) -> str:
        done = take(account_id, "fetch", batch.raw, lambda: batch, now=now)
        if done.new:
            polling.found(account_id, now or clock())
        return done.problem

    return polling.read_due(worker, keep, now=now)


def receive(account_id: int, batch: Batch, *, heard: bool = False, now: datetime | None = None) -> Received:
    """Store *batch*: new messages, edits, deletions, in any order. One audit entry for all of it. *heard*: its messages were found by
    listening; nobody wrote them to us.

    Raises Account.DoesNotExist, and DatabaseError when the database is away.
    """
    now = now or clock()
    house = House(queries.home(account_id), due.reckoner(), plan(now), judging().weights)
    total = Received()
    incoming = batch.incoming
    if house.home.channel == fact_reply.MAIL:
        incoming = fact_reply.sort_out(incoming, lambda m: _safe(m)[0].text, now)
        incoming = mail_threads.apart(incoming, house.home.realm)
    usable, left = _usable(incoming, now)
    usable = by_hand_echo.known_again(account_id, house.home.channel, house.home.realm, usable, now)
    gone = [Gone(i, clean.moment(g.at, now)) for g in batch.gone if (i := clean.remote_id(g.remote_id))]
    steps = [*((chunk, ()) for chunk in _chunks(usable)), *(((), chunk) for chunk in _chunks(gone))]
    for number, (messages, leaving) in enumerate(steps, start=1):
        last, ready = number == len(steps), _prepare(messages, house.home, heard)
        total += _step(house, ready, leaving, now, total if last else None)
    terms.note(house.home.channel, total.conversations, now)
    return replace(total, left=(*left, *total.left))


def finish(arrival_id: int, account_id: int, parse: Callable[[], Batch], now: datetime) -> Received:
    """Read what is stored, and note on it how that went. Raises TryLater and NotConnected when *parse* does, and when the database is away."""
    arrival = RawArrival.objects.filter(pk=arrival_id)
    try:
        done = receive(account_id, parse(), now=now)
    except (OperationalError, InterfaceError, TryLater, NotConnected):
        raise
    except Exception as error:
        log.warning(
            "Arrival %s of account %s cannot be read: %s", arrival_id, account_id, type(error).__name__
        )
        why = f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
        arrival.update(state="broken", why=why)
        return Received(problem=why)
    why = "; ".join(f"{one.remote_id[:60]}: {one.why}" for one in done.left)[:500]
    arrival.update(state="broken" if done.left else "done", why=why)
    return done


def _usable(messages: Iterable[Incoming], now: datetime) -> tuple[list[Incoming], list[Left]]:
    usable, left = [], []
    for message in messages:
        try:
            usable.append(rules.tidy(message, now))
        except rules.NotUsable as why:
            left.append(Left("", str(why)))
        except (
            Exception
        ) as error:  # a channel handed over something that is no message; the others are not to suffer
            left.append(
                Left(str(getattr(message, "remote_id", ""))[:60], f"not a message: {type(error).__name__}")
            )
    return rules.newest_of_each(usable), left


def _prepare(messages: Sequence[Incoming], home: Home, heard: bool) -> list[Ready]:
    """What takes time and no transaction: sanitise and judge."""
    safe = [_safe(m) for m in messages]
    judged = [m for m, _ in safe if not m.ours and not m.auto]
    made = triage.assess([triage.subject(m, home.channel) for m in _as_said(judged, home.realm)])
    made = [understanding.as_heard(one) for one in made] if heard else made
    found = dict(zip((m.remote_id for m in judged), made, strict=True))
    return [Ready(m, html, found.get(m.remote_id)) for m, html in safe]


def _as_said(messages: Sequence[Incoming], realm: str) -> list[Incoming]:
    """With what somebody said before of those that may be edits: whether they were written to us."""
    edits = [m.remote_id for m in messages if m.edited_at and m.to_us is None]
    said = queries.said_to_us(realm, edits) if edits else {}
    return [replace(m, to_us=said[m.remote_id]) if m.remote_id in said else m for m in messages]


def _safe(message: Incoming) -> tuple[Incoming, str]:
    try:
        return _sanitise(message)
    except Exception:
        # Anybody outside chooses this HTML, and no parser is proven against all of it: one message must not stop the rest.
        log.exception("HTML of %s characters cannot be sanitised; the plain text stays", len(message.html))
        return message, ""


def _sanitise(message: Incoming) -> tuple[Incoming, str]:
    """(*message*, safe HTML). No script, no style, no image that reports who reads it. HTML alone gives the text too."""
    if not message.html:
        return message, ""
    if message.html.count("<") > MOST_TAGS:
        bare = clean.text(entities.unescape(_TAG.sub(" ", message.html)))
        return replace(message, text=message.text or bare), ""
    safe = _harmless(message.html)
    if (tidied := clean.text(safe, 4 * clean.LONGEST)) != safe:
        safe = _harmless(tidied)  # what was hidden in entities went, or a tag was cut in two
    if message.text:
        return message, safe
    broken = safe.replace("</p>", "</p>\n\n").replace("<br>", "<br>\n").replace("</li>", "</li>\n")
    return replace(message, text=clean.text(entities.unescape(nh3.clean(broken, tags=set())))), safe


def _harmless(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",  # it would lead into our own house
        link_rel="nofollow noopener noreferrer",
    )


def _step(
    house: House,
    ready: Sequence[Ready],
    gone: Sequence[Gone],
    now: datetime,
    before: Received | None,
) -> Received:
    """One transaction; again when somebody was faster. One message that the database refuses does not take the others
    with it. *before* is given with the last step, which writes the entry for all."""
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                done = _counts(Step(house, ready, gone, now).run())
                if before is not None:
                    _record(house.home, before + done, now)
                return done
        except Overtaken:
            if not tries_left:
                raise
        except OperationalError:  # a deadlock's victim on PostgreSQL; a database that is away fails again
            if not tries_left or connection.in_atomic_block or not _there():
                raise
        except DatabaseError as error:
            if len(ready) == 1:
                why = f"the database refuses it: {type(error).__name__}"
                return Received(left=(Left(ready[0].message.remote_id, why),))
            break
    singly = Received()
    for one in ready:
        singly += _step(house, [one], (), now, None)
    return singly + _step(house, (), gone, now, None)


def _there() -> bool:
    """Whether the database still answers on this connection."""
    try:
        return connection.is_usable() if connection.connection else True
    except DatabaseError:
        return False


def _counts(done: Done) -> Received:
    return Received(done.new, done.edited, done.gone, done.known, (), tuple(done.touched))


def _record(home: Home, total: Received, now: datetime) -> None:
    """One entry, however many messages; none when nothing was new."""
    if total.new or total.edited or total.gone:
        data = {k: v for k in ("new", "edited", "gone", "known") if (v := getattr(total, k))}
        about = total.conversations[0] if len(total.conversations) == 1 else ""
        audit.record("intake.received", "account", home.public_id, now=now, conversation=about, data=data)


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(things)
    while chunk := list(islice(waiting, STEP)):
        yield chunk
