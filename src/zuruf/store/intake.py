"""What intake writes, in few statements. Called inside the transaction of one step of `flow.intake`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Max, Q

from zuruf.core.message import Author, Incoming
from zuruf.core.outbox import DeliveryState
from zuruf.core.pressing import Weights, ahead, pressing_at, weighed
from zuruf.core.reply import DraftState
from zuruf.core.triage import Assessment, Finding, as_kept
from zuruf.store import bulk, drafts, examples, scopes
from zuruf.store.ids import public_ids
from zuruf.store.models import (
    Attachment,
    Contact,
    Conversation,
    Delivery,
    Draft,
    GoneEarly,
    Message,
    MessageAssessment,
    Sighting,
)
from zuruf.store.queries.intake import Thread, contacts
from zuruf.store.retention import forget as forget


class Overtaken(Exception):
    """Somebody else stored the same row since we looked. Begin the step again."""


def keep_contacts(realm: str, authors: Sequence[Author]) -> dict[str, int]:
    """Ids by remote id. New people are added; who changed her handle, name or address gets the new one."""
    people: dict[str, Author] = {}
    for author in authors:  # the last one given wins; what it leaves empty, earlier ones fill
        had = people.get(author.remote_id)
        people[author.remote_id] = author if had in (None, author) else _latest(author, had)
    there = contacts(realm, people)
    new = [(realm, a.remote_id, a.handle, a.name, a.url) for a in people.values() if a.remote_id not in there]
    columns = ("realm", "remote_id", "handle", "name", "url")
    made = bulk.insert(Contact, columns, new, unless=("realm", "remote_id"), returning=("remote_id", "id"))
    if len(made) < len(new):
        raise Overtaken
    changed = []
    for remote_id, (pk, *had_) in there.items():
        author = people[remote_id]
        now_ = [new_ or old for new_, old in zip((author.handle, author.name, author.url), had_, strict=True)]
        if now_ != had_:
            changed.append((*now_, pk))
    bulk.update(Contact, ("handle", "name", "url"), changed)
    return {**{remote_id: row[0] for remote_id, row in there.items()}, **dict(made)}


def _latest(author: Author, had: Author | None) -> Author:
    if had is None:
        return author
    kept = {
        "handle": author.handle or had.handle,
        "name": author.name or had.name,
        "url": author.url or had.url,
    }
    return replace(author, **kept)


def add_threads(realm: str, threads: Sequence[Thread], weights: Weights, now: datetime) -> None:
    """INSERT; each thread gets its id and public id."""
    for thread, public_id in zip(threads, public_ids(len(threads)), strict=True):
        thread.public_id = public_id
    columns = (
        "public_id", "account_id", "realm", "root_id", "contact_id", "public", "permalink", "state", "waiting_since",
        "due_at", "last_at", "preview", "message_count", "language", "question", "urgent", "answer_seq", "unclear",
        "owner_id", "team_id", "placed_by_id", *_PRESSING, "created_at",
    )  # fmt: skip
    rows = [
        (
            t.public_id, t.account_id, realm, t.root_id, t.contact_id, t.public, t.permalink, t.state.value,
            t.waiting_since, t.due_at, t.last_at, t.preview, t.message_count, t.language, t.question, t.urgent, 0, 0,
            t.owner_id, t.team_id, t.placed_by_id, *_pressing(t, weights), now,
        )
        for t in threads
    ]  # fmt: skip
    made = dict(
        bulk.insert(Conversation, columns, rows, unless=("realm", "root_id"), returning=("root_id", "id"))
    )
    if len(made) < len(threads):
        raise Overtaken
    for thread in threads:
        thread.id = made[thread.root_id]


_PRESSING = ("weighs", "unsure", "ahead", "pressing_at")


def _pressing(t: Thread, weights: Weights) -> tuple[str, bool, int, datetime | None]:
    """Where it stands in the order of what waits worst."""
    kept = weighed(t.weighs, weights, messages=t.message_count, public=t.public)
    minutes = ahead(kept)
    return kept, t.unsure, minutes, pressing_at(t.due_at, t.waiting_since, minutes)


def save_threads(threads: Sequence[Thread], weights: Weights) -> None:
    """UPDATE what intake keeps; owner, team, answer_seq and the rest belong to others."""
    columns = (
        "root_id", "contact_id", "public", "permalink", "state", "waiting_since", "due_at", "last_at", "preview",
        "message_count", "language", "question", "urgent", *_PRESSING,
    )  # fmt: skip
    rows = [
        (
            t.root_id, t.contact_id, t.public, t.permalink, t.state.value, t.waiting_since, t.due_at, t.last_at,
            t.preview, t.message_count, t.language, t.question, t.urgent, *_pressing(t, weights), t.id,
        )
        for t in threads
    ]  # fmt: skip
    bulk.update(Conversation, columns, rows)


def hand_over(threads: Sequence[Thread]) -> None:
    """UPDATE who has them: threads that were there already, that nobody had, and that the plan gives to somebody."""
    rows = [(t.owner_id, t.team_id, t.placed_by_id, t.id) for t in threads]
    bulk.update(Conversation, ("owner_id", "team_id", "placed_by_id"), rows)


def add_messages(
    realm: str,
    rows: Sequence[tuple[Incoming, str, int, int | None, datetime, datetime | None]],
    now: datetime,
) -> dict[str, int]:
    """INSERT of (message, sanitised html, conversation, contact, order_at, gone_at). Returns ids by remote id; one that
    is there already is left alone and is missing in the answer. What is gone is kept without its words."""
    columns = (
        "public_id", "conversation_id", "realm", "remote_id", "parent_id_remote", "contact_id", "ours", "auto", "title", "text",
        "html", "permalink", "public", "to_us", "ref", "network_at", "received_at", "order_at", "edited_at", "gone_at",
    )  # fmt: skip
    values = []
    for public_id, (m, html, conversation, contact, order_at, gone) in zip(
        public_ids(len(rows)), rows, strict=True
    ):
        words = ("", "", "") if gone else (m.title, m.text, html)
        values.append((
            public_id, conversation, realm, m.remote_id, m.parent, contact, m.ours, m.auto, *words, m.permalink,
            m.public, m.to_us, dict(m.ref), m.at, now, order_at, m.edited_at, gone,
        ))  # fmt: skip
    return dict(
        bulk.insert(Message, columns, values, unless=("realm", "remote_id"), returning=("remote_id", "id"))
    )


def adopt(ours: Iterable[tuple[Incoming, int]]) -> None:
    """Of (message of ours, conversation): a reply of which a person said that it is there, and where, is this message."""
    for message, conversation in ours:
        if message.permalink:
            said = Delivery.objects.filter(conversation_id=conversation, permalink=message.permalink)
            said.filter(state=DeliveryState.PUBLISHED, remote_id="").update(
                remote_id=message.remote_id, ref=dict(message.ref)
            )


def add_sightings(message_ids: Sequence[int], account_id: int) -> None:
    rows = [(message_id, account_id) for message_id in message_ids]
    bulk.insert(Sighting, ("message_id", "account_id"), rows, unless=("message_id", "account_id"))


def add_assessments(made: Mapping[int, Assessment], now: datetime) -> None:
    """INSERT; an edited message's old assessment has to be deleted first."""
    rows = [(pk, f"[{', '.join(map(_finding, a.findings))}]", a.judges, now) for pk, a in made.items()]
    bulk.insert(MessageAssessment, ("message_id", "findings", "judges", "made_at"), rows)


@lru_cache(4096)  # most messages have most findings in common
def _finding(finding: Finding) -> str:
    return json.dumps(as_kept(finding), ensure_ascii=False)


def edit(message_id: int, message: Incoming, html: str) -> bool:
    """The newer version's words replace the older one's; False when a newer one is there, or it is gone. Where only what the network
    says about it changed, that is kept, and it is no edit. A file does not know what the network said."""
    older = Q(edited_at=None) | Q(edited_at__lt=message.edited_at)
    there = Message.objects.filter(older, pk=message_id, gone_at=None, emptied_at=None)
    words: dict[str, Any] = {"title": message.title, "text": message.text, "html": html}
    told: dict[str, Any] = {} if message.from_file else {"ref": dict(message.ref)}
    same = there.filter(**words)
    if same.update(**told) if told else same.exists():
        return False
    if message.to_us is not None:
        told["to_us"] = message.to_us
    changed = there.update(**words, **told, edited_at=message.edited_at)
    if changed:
        MessageAssessment.objects.filter(message_id=message_id).delete()
        examples.forget(message_id)
    return bool(changed)


def remember_gone(realm: str, gone: Mapping[str, datetime]) -> None:
    """Deletions of messages that we have not seen yet."""
    rows = [(realm, remote_id, at) for remote_id, at in gone.items()]
    bulk.insert(GoneEarly, ("realm", "remote_id", "at"), rows, unless=("realm", "remote_id"))


def came_after_all(realm: str, remote_ids: Sequence[str]) -> None:
    """Their messages are stored now and say themselves that they are gone."""
    GoneEarly.objects.filter(realm=realm, remote_id__in=remote_ids).delete()


def _fold_many(cursor: CursorWrapper, source_id: int, goal_id: int) -> None:
    """Of one answer to many each conversation is an addressee once: the other's stays. Thanks follow."""
    both = "SELECT batch_id FROM store_manyaddressee WHERE conversation_id = %s"
    cursor.execute(
        f"DELETE FROM store_manyaddressee WHERE conversation_id = %s AND batch_id IN ({both})",  # noqa: S608
        [source_id, goal_id],
    )
    for table in ("store_manyaddressee", "store_thanks"):
        follow = f"UPDATE {table} SET conversation_id = %s WHERE conversation_id = %s"  # noqa: S608
        cursor.execute(follow, [goal_id, source_id])


def fold(source_id: int, goal_id: int) -> None:
    """Everything that hangs on one conversation moves to another; people's drafts are joined, never lost."""
    source = Conversation.objects.select_for_update().get(pk=source_id)
    held = _held([source_id, goal_id])
    _join_drafts(source_id, goal_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_presence WHERE conversation_id = %s", [source_id])
        cursor.execute(
            "DELETE FROM store_ring WHERE conversation_id = %s", [source_id]
        )  # the other rings anew
        _fold_many(cursor, source_id, goal_id)
        for relation in Conversation._meta.related_objects:
            table, column = relation.related_model._meta.db_table, relation.field.column
            follow = f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s'  # noqa: S608 (names are our own)
            cursor.execute(follow, [goal_id, source_id])
        cursor.execute("DELETE FROM store_conversation WHERE id = %s", [source_id])
    _hand_over(source, goal_id)
    # What a hold lay on as long as it was another conversation does not go out without anybody having looked.
    free = (
        Delivery.objects.filter(~Q(scopes.held()), pk__in=held).values_list("pk", flat=True) if held else ()
    )
    if left := list(free):
        Delivery.objects.filter(pk__in=left, state=DeliveryState.QUEUED).update(wants_yes=True)


def _hand_over(source: Conversation, goal_id: int) -> None:
    """Whose it was and what is open in it goes on at the other."""
    kept = (
        source.owner_id,
        source.team_id,
        source.incident_id,
        source.answer_seq,
        source.unclear,
        source.missing,
        source.ask_until,
    )
    if any(kept):
        goal = Conversation.objects.get(pk=goal_id)
        Conversation.objects.filter(pk=goal_id).update(
            owner=goal.owner_id or source.owner_id,
            team=goal.team_id or source.team_id,
            incident=goal.incident_id or source.incident_id,
            answer_seq=F("answer_seq") + source.answer_seq,
            unclear=F("unclear") + source.unclear,
            missing=F("missing") + source.missing,
            ask_until=min((at for at in (goal.ask_until, source.ask_until) if at), default=None),
        )


def _held(conversations: Sequence[int]) -> list[int]:
    """The queued deliveries of these conversations that a hold lies on."""
    queued = Delivery.objects.filter(conversation_id__in=conversations, state=DeliveryState.QUEUED)
    return list(queued.filter(scopes.held(), wants_yes=False).values_list("pk", flat=True))


def _join_drafts(source_id: int, goal_id: int) -> None:
    """Of somebody who writes in both, the two texts become one, with the files of both."""
    writing = Draft.objects.select_for_update().filter(state=DraftState.WRITING)
    for draft in writing.filter(conversation_id=source_id):
        other = writing.filter(conversation_id=goal_id, author_id=draft.author_id).first()
        if other:
            joined = "\n\n".join(filter(None, (other.text, draft.text)))
            Draft.objects.filter(pk=other.pk).update(text=joined)
            drafts.move(Draft.objects.filter(pk=draft.pk), DraftState.WRITING, DraftState.DISCARDED)
            last = Attachment.objects.filter(draft=other).aggregate(last=Max("position"))["last"] or 0
            files = Attachment.objects.filter(draft=draft, out_at=None)
            files.update(draft=other, position=F("position") + last)
