"""Reading our own public page. Only what the public may see leaves this module, except for `mine` (her own words).

A message of the realm "talk" is public when its TalkPost says so; an answer when its delivery is published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Value

from zuruf.core.talk import REALM, Post, is_ours
from zuruf.store.hashes import of_secret
from zuruf.store.models import (
    Message,
    Organisation,
    TalkObjection,
    TalkPost,
    TalkReport,
)
from zuruf.store.queries.talk_thread import (
    Item,
    Thread,
    answers_of,
    is_answer,
    post_item,
    read,
    shown_of,
)

PAGE = 10  # threads on one page of the list


@dataclass(frozen=True, slots=True)
class Face:
    """The organisation as the public meets it. `rules`: language → text."""

    name: str
    colour: str
    timezone: str
    language: str
    contact_point: str
    imprint_url: str
    privacy_url: str
    rules: Mapping[str, str]
    looks_first: bool
    place: str = ""  # where it is ("AT-9"), for numbers of its country


@dataclass(frozen=True, slots=True)
class Row:
    """A thread in the list: its question, our last answer, and how many further posts there are. Where it begins with
    words of ours (`question.answer`), nothing answers them."""

    public_id: str
    question: Item
    answer: Item | None
    further: int
    waits_since: datetime | None
    answered_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Latest:
    """`before`: what to hand in for the next page, "" at the end."""

    rows: tuple[Row, ...]
    before: str = ""

    @property
    def usual(self) -> timedelta | None:
        """Within what time half of these were answered; None while more wait, or for fewer than four. Those that
        nobody answered count, too: otherwise silence would look fast."""
        asked = [row for row in self.rows if not row.question.post]
        took = sorted(row.answered_after or timedelta.max for row in asked)
        half = took[(len(took) - 1) // 2] if len(took) >= 4 else timedelta.max
        return half if half < timedelta(days=3) else None


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A report as its author sees it. decision: "" | kept | removed | gone."""

    kind: str
    reason: str
    at: datetime
    decision: str
    answer: str
    decided_at: datetime | None
    rule: str
    why: str
    thread: str


@dataclass(frozen=True, slots=True)
class Pending:
    """How many wait for a person."""

    waiting: int
    reports: int
    objections: int

    @property
    def all(self) -> int:
        return self.waiting + self.reports + self.objections


def face() -> Face | None:
    """None until the organisation is set up. One statement."""
    o = Organisation.objects.filter(pk=1).first()
    if o is None:
        return None
    return Face(
        o.name,
        o.colour,
        o.timezone,
        o.language,
        o.contact_point,
        o.imprint_url,
        o.privacy_url,
        dict(o.house_rules or {}),
        o.talk_shows != "at_once",
        o.place,
    )


def latest(before: str = "", size: int = PAGE) -> Latest:
    """The newest threads. *before* is the public id of the last one already seen. At most eight statements, whatever the
    size, and however much we said in them: of each thread our first answer and our last are read."""
    found = _firsts(before, size + 1)
    firsts = {row.remote_id: row for row in found[:size]}
    texts = Message.objects.select_related("contact", "conversation").filter(
        realm=REALM, remote_id__in=firsts, gone_at__isnull=True
    )
    roots = {m.conversation_id: m.remote_id for m in texts}
    said = {
        pk: [one for one in all_of_it if one[0] != roots[pk]] for pk, all_of_it in shown_of(roots).items()
    }
    answers = answers_of(roots, _listed(roots.values(), said.values()))
    counts = dict(
        TalkPost.objects.filter(thread__in=firsts, state=Post.SHOWN.value, first=False)
        .values_list("thread")
        .annotate(n=Count("pk"))
    )
    listed = []
    for message in texts:
        mine = answers.get(message.conversation_id, [])
        asked = not is_ours(firsts[message.remote_id].secret_hash)
        question = next((a for a in mine if a.post), None) or post_item(message, firsts[message.remote_id])
        after = next((a.at - question.at for a in mine if asked and is_answer(a)), None)
        shown = [a for a in mine if a.state == "shown" and not a.post]
        waits = message.conversation.waiting_since if asked and after is None else None
        answer = shown[-1] if shown and asked else None
        row = Row(
            firsts[message.remote_id].public_id,
            question,
            answer,
            counts.get(message.remote_id, 0) + len(said[message.conversation_id]) - bool(answer),
            waits,
            after,
        )
        listed.append((question.at, firsts[message.remote_id].pk, row))
    newest = tuple(row for *_, row in sorted(listed, key=lambda r: r[:2], reverse=True))
    return Latest(newest, found[size - 1].public_id if len(found) > size else "")


def _firsts(before: str, size: int) -> list[TalkPost]:
    """What the newest threads began with, the newest first."""
    rows = TalkPost.objects.filter(first=True, state=Post.SHOWN.value)
    if before:
        last = TalkPost.objects.filter(public_id=before).values_list("created_at", "pk").first()
        if last is not None:
            rows = rows.filter(Q(created_at__lt=last[0]) | Q(created_at=last[0], pk__lt=last[1]))
    return list(rows.order_by("-created_at", "-pk")[:size])


def _listed(roots: Iterable[str], said: Iterable[list[tuple[str, bool]]]) -> set[str]:
    """Of our words in some threads, those that a list needs: where a thread begins, the last answer, and the first that
    is more than a first word."""
    wanted = set(roots)
    for answers in said:
        wanted.update(remote_id for remote_id, _holding in answers[-1:])
        wanted.update([remote_id for remote_id, holding in answers if not holding][:1])
    return wanted


def thread(public_id: str, after: str = "", secret: str = "") -> Thread | None:
    """One thread as the public sees it; with *secret* also its holder's own words in every state. Statements: as `read` and one.

    *public_id* is that of the first post. None when there is no such thread or nobody outside may see it yet.
    """
    first = TalkPost.objects.filter(public_id=public_id, first=True).first()
    if first is None:
        return None
    mine = of_secret(secret) if secret else ""
    return read(first, after, mine)


def mine(secret: str) -> tuple[Thread, str] | None:
    """The thread of somebody's own words, and her own public id in it (the newest). None for an unknown link."""
    own = TalkPost.objects.filter(secret_hash=of_secret(secret)).order_by("-pk").first()
    first = own and TalkPost.objects.filter(remote_id=own.thread).first()
    if own is None or first is None:
        return None
    found = read(first, "", own.secret_hash)
    return (found, own.public_id) if found else None


def address_of(public_id: str) -> str:
    """The thread's public id for the public id of any shown post in it, or of the desk's conversation; "" for none."""
    wanted = Q(public_id=public_id, state=Post.SHOWN.value)
    root = Message.objects.filter(realm=REALM, conversation__public_id=public_id).values(
        "conversation__root_id"
    )[:1]
    found = TalkPost.objects.filter(wanted | Q(remote_id__in=root, shown_at__isnull=False)).first()
    if found is None:
        return ""
    return TalkPost.objects.filter(remote_id=found.thread).values_list("public_id", flat=True).first() or ""


def shown_post(public_id: str) -> Item | None:
    """What somebody outside wrote and the public can see, e.g. to report it. Two statements."""
    row = TalkPost.objects.filter(public_id=public_id, state=Post.SHOWN.value).first()
    if row is None or is_ours(row.secret_hash):
        return None
    message = Message.objects.select_related("contact").filter(realm=REALM, remote_id=row.remote_id).first()
    return post_item(message, row) if message else None


def report_seen(secret: str) -> ReportSeen | None:
    """A report by its secret link. Two statements."""
    r = TalkReport.objects.select_related("post").filter(secret_hash=of_secret(secret)).first()
    if r is None:
        return None
    first = TalkPost.objects.filter(remote_id=r.post.thread).values_list("public_id", flat=True).first() or ""
    removed = r.decision == "removed"
    return ReportSeen(
        r.kind,
        r.reason,
        r.created_at,
        r.decision,
        r.answer,
        r.decided_at,
        r.post.rule if removed else "",
        r.post.reason if removed else "",
        first,
    )


def pending_counts() -> Pending:
    """What waits for a person on the moderation page. One statement."""
    parts = (
        TalkPost.objects.filter(state=Post.WAITING.value),
        TalkReport.objects.filter(decision=""),
        TalkObjection.objects.filter(decision="", post__state=Post.REMOVED.value),
    )
    counted = [
        part.order_by()
        .annotate(part=Value(n))
        .values("part")
        .annotate(n=Count("pk"))
        .values_list("part", "n")
        for n, part in enumerate(parts)
    ]
    found = dict(counted[0].union(*counted[1:], all=True))
    return Pending(found.get(0, 0), found.get(1, 0), found.get(2, 0))
