"""What tests of the public page do: write there, answer, report, remove."""

from datetime import datetime, timedelta
from typing import Any, NoReturn

from tests import builders
from tests.builders import NOW
from zuruf.core.talk import ReportKind
from zuruf.flow import moderation, talk, talk_guard
from zuruf.flow.talk import Posted, Words
from zuruf.store.models import (
    Conversation,
    Delivery,
    Member,
    TalkPost,
)

BASE = "https://fragen.example"
LATER = NOW + timedelta(minutes=1)


def write(
    text: str = "Wann kommt mein Ersatzteil?",
    *,
    form: str = "",
    at: datetime = LATER,
    thread: str = "",
    secret: str = "",
    **more: Any,
) -> Posted:
    """Somebody writes, a minute after she opened the page."""
    form = form or talk_guard.open_form(now=at - timedelta(minutes=1))
    return talk.post(Words(form, text, **more), base=BASE, thread=thread, secret=secret, now=at)


def answered(
    posted: Posted,
    author: Member,
    text: str = "Es ist unterwegs. [AP]",
    state: str = "published",
    at: datetime | None = None,
    **over: Any,
) -> Delivery:
    """Our answer as the outbox leaves it."""
    at = at or LATER + timedelta(minutes=12)
    c = Conversation.objects.get(
        realm="talk", root_id=TalkPost.objects.get(public_id=posted.thread).remote_id
    )
    draft = builders.draft(c, author, text=text, state="sent")
    remote_id = f"a{draft.pk}"
    gone = at if state == "withdrawn" else None
    builders.message(c, remote_id=remote_id, text=text, ours=True, contact=None, order_at=at, gone_at=gone)
    times = dict.fromkeys(("queued_at", "not_before", "recall_until", "published_at"), at)
    return Delivery.objects.create(
        draft=draft, conversation=c, account=c.account, author=author, payload={}, state=state,
        remote_id=remote_id, **{**times, **over},
    )  # fmt: skip


def killed(*args: object, **kwargs: object) -> NoReturn:
    raise KeyboardInterrupt


def report(posted: Posted, text: str = "Das ist eine Beleidigung.", form: str = "", **more: Any) -> str:
    form = form or talk_guard.open_form(now=NOW)
    return talk.report(Words(form, text, **more), posted.public_id, ReportKind.INSULT, now=LATER)


def removed(posted: Posted, by: Member) -> None:
    moderation.remove(
        builders.who(by), posted.public_id, "Keine Beleidigungen", "Trifft eine Person.", now=LATER
    )
