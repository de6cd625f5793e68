"""Intake's rules: what is kept of a message, which conversation it joins, and what then waits for an answer.

Whatever the order in which messages arrive, however often, in whatever batches: the same conversations come out, in
the same order, waiting since the same moment. So every rule here is a function of the set of messages:

- *Link.* A message names its thread's root, else its parent, else it begins a thread. Following links leads to one
  id: the conversation's root, even when that message itself was never seen. A message that arrives late and turns
  out to link two conversations folds one into the other.
- *Order.* By the earlier of the network's time and receipt.
- *Waiting.* Since the earliest message of theirs that came after the last one of ours. What a person decided at the
  desk (answered, closed) stands above that until somebody writes again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from zuruf.core import clean
from zuruf.core.desk import State
from zuruf.core.message import Author, Incoming

K = TypeVar("K", str, int | str)


class NotUsable(Exception):
    """This message cannot be kept; the text says why and what to do."""


def tidy(message: Incoming, received: datetime) -> Incoming:
    """*message* with every field fit to keep (`html` is still to be sanitised). Raises NotUsable."""
    remote_id = clean.remote_id(message.remote_id)
    if not remote_id:
        raise NotUsable("the message has no id; without one the same message could come in twice")
    at = clean.moment(message.at, received)
    edited = clean.moment(message.edited_at, received)
    return Incoming(
        remote_id=remote_id,
        author=_tidy_author(message.author),
        text=clean.text(message.text),
        at=at,
        parent=clean.remote_id(message.parent),
        root=clean.remote_id(message.root),
        html=clean.text(message.html, 4 * clean.LONGEST) if message.html else "",
        title=clean.line(message.title, 300),
        permalink=clean.address(message.permalink),
        public=message.public,
        languages=tuple(clean.line(tag, 35) for tag in message.languages[:8]),
        edited_at=edited if edited or not message.edited_at else received,
        ours=message.ours,
        auto=message.auto,
        bounce_of=clean.remote_id(message.bounce_of),
        ref={clean.line(str(k), 100): clean.line(str(v), 2000) for k, v in message.ref.items()},
        to_us=message.to_us,
        from_file=message.from_file,
    )


def _tidy_author(author: Author) -> Author:
    return Author(
        clean.remote_id(author.remote_id)[:255],
        clean.line(author.handle, 255),
        clean.line(author.name, 255),
        clean.address(author.url),
    )


def link(message: Incoming) -> str:
    """The id that *message* hangs on: its thread's root, else its parent; "" when it begins a thread."""
    named = message.root or message.parent
    if named == message.remote_id:  # some networks name a first message as its own root
        named = message.parent if message.root == message.remote_id else ""
    return "" if named == message.remote_id else named


def _split_off(
    links: Mapping[str, str], parents: Mapping[str, str], known: Mapping[str, int], roots: Mapping[str, int]
) -> dict[str, str]:
    """*links*, but where people split the conversation: what answers a message that is elsewhere than its thread's root goes where
    that message is. *parents*: what each message answers, beside its thread's root. *known* and *roots*: as in `places`."""
    followed = dict(links)
    for remote_id, root in links.items():
        there = known.get(parents.get(remote_id, ""))
        if there and (home := known.get(root) or roots.get(root)) and home != there:
            followed[remote_id] = parents[remote_id]
    more = len(followed) if followed != links else 0
    while more:
        more = 0
        for remote_id in links:
            parent = parents.get(remote_id, "")
            if followed[remote_id] == links[remote_id] != parent and followed.get(parent) != links.get(
                parent
            ):
                followed[remote_id], more = parent, 1
    return followed


def order_at(at: datetime | None, received: datetime) -> datetime:
    """A message's place in its thread: the earlier of network time and receipt."""
    return min(at, received) if at else received


def preview(title: str, text: str) -> str:
    """What a list shows, on one line of at most 200 characters."""
    return clean.line(f"{title} · {text}" if title and text else title or text[:1000], 200)


def newest_of_each(messages: Sequence[Incoming]) -> list[Incoming]:
    """Each id once: of two versions the later edit; of two that are equally old the first."""
    best: dict[str, Incoming] = {}
    for message in messages:
        seen = best.get(message.remote_id)
        if seen is None:
            best[message.remote_id] = message
        elif is_newer(message.edited_at, seen.edited_at):
            said = seen.to_us if message.to_us is None else message.to_us
            best[message.remote_id] = replace(message, parent=seen.parent, root=seen.root, to_us=said)
    return list(best.values())


def is_newer(edited: datetime | None, known: datetime | None) -> bool:
    """Whether a version edited at *edited* replaces one edited at *known* (None: never edited)."""
    return edited is not None and (known is None or edited > known)


@dataclass(frozen=True, slots=True)
class Places:
    """Where new messages go. An int is a conversation that exists, a str the root of one to be made.

    `renamed`: conversations that keep their row and get another root. `folds`: conversations that go into another.
    """

    of: Mapping[str, int | str]
    renamed: Mapping[int, str] = field(default_factory=dict)
    folds: Mapping[int, int] = field(default_factory=dict)


def places(
    links: Mapping[str, str],
    known: Mapping[str, int],
    roots: Mapping[str, int],
    parents: Mapping[str, str] | None = None,
    joined: Iterable[str] = (),
) -> Places:
    """Places for new messages. *links*: id → link of each new one. *known*: conversation of each id that is stored.
    *roots*: conversation by root id. Links that run in a circle are one conversation. *parents*: what a message answers, beside its
    thread's root. *joined*: roots of what people made part of another conversation; it stays there whatever its root hangs on."""
    links = {**_split_off(links, parents or {}, known, roots), **{i: "" for i in joined if i in links}}

    def base(remote_id: str) -> int | str:
        end = _end(remote_id, links)
        return known.get(end) or roots.get(end) or end

    towards: dict[int | str, int | str] = {}
    for remote_id, named in links.items():
        here = roots.get(remote_id)
        if named and here is not None and (there := base(remote_id)) != here:
            towards[here] = there
    settled = {here: _end(here, towards) for here in towards}
    of = {remote_id: settled.get(place := base(remote_id), place) for remote_id in links}
    renamed: dict[int, str] = {}
    kept: dict[str, int] = {}
    for source, goal in settled.items():
        if isinstance(source, int) and isinstance(goal, str) and goal not in kept:
            renamed[source], kept[goal] = goal, source
    folds = {}
    for source, goal in settled.items():
        row = kept.get(goal, 0) if isinstance(goal, str) else goal
        if isinstance(source, int) and row and row != source:
            folds[source] = row
    return Places({m: kept.get(p, p) if isinstance(p, str) else p for m, p in of.items()}, renamed, folds)


def _end(start: K, towards: Mapping[K, K]) -> K:
    """The end of the chain from *start*; of a circle always the same member, wherever one entered it."""
    path: dict[K, None] = {}
    while following := towards.get(start):
        if start in path:
            circle = list(path)[list(path).index(start) :]
            return min(circle, key=str)
        path[start] = None
        start = following
    return start


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: its state, and since when somebody waits."""

    state: State
    waiting_since: datetime | None = None


def stands(answered_at: datetime | None, first_after: datetime | None) -> Standing:
    """The standing that the messages alone give. *answered_at*: the last of ours; *first_after*: their first after it."""
    if first_after:
        return Standing(State.OPEN, first_after)
    return Standing(State.WAITING if answered_at else State.DONE)


def stands_by(theirs: Iterable[datetime], ours: Iterable[datetime]) -> Standing:
    """The same from all the times. Equal times count as answered."""
    answered_at = max(ours, default=None)
    return stands(answered_at, min((t for t in theirs if not answered_at or t > answered_at), default=None))


def moves_on(
    before: Standing,
    answered_at: datetime | None,
    last_at: datetime,
    theirs: Sequence[datetime],
    ours: Sequence[datetime],
) -> Standing | None:
    """The standing after new messages, from what is known without reading the thread; None when it has to be read.

    *answered_at* and *last_at*: our last message and the last of all before these. Read it must be only when ours
    comes in late, so that some of theirs which were waiting stand before it and some after.
    """
    if ours:
        answer = max(ours)
        if before.waiting_since and before.waiting_since <= answer:
            if answer < last_at:
                return None
            before = Standing(State.WAITING)
        elif before.state is State.DONE:
            return None  # closed by a person, or nothing but deleted messages
        answered_at = max(answer, answered_at or answer)
    return wrote_again(before, answered_at, theirs)


def wrote_again(before: Standing, answered_at: datetime | None, times: Iterable[datetime]) -> Standing:
    """The standing after new messages of theirs. One that we answered elsewhere before it came in changes nothing."""
    fresh = min((t for t in times if not answered_at or t > answered_at), default=None)
    if fresh is None:
        return before
    return Standing(State.OPEN, min(fresh, before.waiting_since or fresh))
