"""Signing: what the public sees of whoever answers, and what an account allows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.core.reply import signature
from zuruf.core.signing import Signs
from zuruf.flow import audit
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Account
from zuruf.store.queries import signing
from zuruf.store.queries.reply import Scene
from zuruf.store.queries.signing import Signer, speaker

__all__ = ["Signer", "allow", "below", "mark_of", "speaker"]


def mark_of(person: Signer, here: Scene, now: datetime) -> str:
    """What stands in the brackets below an answer of hers in this scene; "" for nothing."""
    return signing.mark_of(person, here.account_id, here.signs, now)


def below(text: str, people: Iterable[Signer], account: Account, now: datetime) -> str:
    """Which of these people's marks stands below *text*; "" when none does."""
    marks = (signing.mark_of(person, account.pk, account.signs, now) for person in people)
    return next((mark for mark in marks if mark and signature(mark) in text), "")


def allow(who: Who, account: str, signs: Collection[Signs], *, now: datetime | None = None) -> None:
    """How one may sign on this account (public id). Nothing chosen is the usual: team, initials, first name. Declined:
    "not_allowed", "unknown_account"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    kept = [str(s) for s in Signs if s in signs]
    with transaction.atomic():
        if not Account.objects.filter(public_id=account).update(signs=kept):
            raise Declined("unknown_account")
        audit.record("account.signs_set", "account", account, now=now, who=who, data={"signs": kept})
