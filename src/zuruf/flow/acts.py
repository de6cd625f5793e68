"""Rows of acts: made once, ended once, and told. On our own page an act is done as soon as it is decided."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from zuruf.core import hiding as rules
from zuruf.core.hiding import ActState
from zuruf.core.measure import Measure
from zuruf.core.people import Who
from zuruf.core.talk import REALM
from zuruf.flow.audit import record
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Act, Message


def made(**fields: Any) -> Act:
    """A new act; the database refuses a second one of its kind about the same thing. Raises Declined("already")."""
    try:
        with transaction.atomic():
            return Act.objects.create(**fields)
    except IntegrityError:
        raise Declined("already") from None


def on_our_page(who: Who, remote_id: str, rule: str, reason: str, quote: str, now: datetime) -> None:
    """Words were just removed from our own page, in this transaction. Declined: "not_in_it" · "quote_short" · "no_quote"."""
    found = Message.objects.select_related("conversation", "assessment")
    message = found.filter(realm=REALM, remote_id=remote_id).first()
    if message is None:
        return  # still on its way to the desk; the page itself keeps rule and reason
    findings = findings_of(message)
    if quote and not rules.stands_in(quote, message.text):
        raise Declined("not_in_it")
    if quote and not rules.says_enough(quote, message.text):
        raise Declined("quote_short")
    if not quote and rules.only_criticism(findings):
        raise Declined("no_quote")
    made(
        account_id=message.conversation.account_id, message=message, contact_id=message.contact_id,
        measure=Measure.HIDE, target=f"m:{message.public_id}", rule=rule, quote=quote[: rules.LONGEST_QUOTE],
        reason=reason, criticism=rules.only_criticism(findings), by_id=who.id, at=now, next_at=now,
        state=ActState.DONE, done_at=now,
    )  # fmt: skip


def shown_again(remote_id: str, now: datetime) -> None:
    """They are on our page again, or their author deleted them: nothing is hidden any more."""
    live = Act.objects.filter(message__realm=REALM, message__remote_id=remote_id, measure=Measure.HIDE)
    live.filter(ended_at=None).update(ended_at=now)


def findings_of(message: Message) -> list[dict[str, Any]]:
    return list(message.assessment.findings) if hasattr(message, "assessment") else []


def tell(verb: str, row: Act, now: datetime, who: Who | None = None) -> None:
    """Audit and announce, in the transaction of the act."""
    conversation = row.message.conversation.public_id if row.message else ""
    data = {"measure": row.measure}
    record(verb, "act", row.public_id, now=now, who=who, conversation=conversation, data=data)
    if conversation:
        announce("conversation", [conversation], now)
