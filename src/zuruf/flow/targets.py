"""Service targets as the house decides them: set, changed, ended, and each of these undone. All hold for whoever waits now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.core.target import LONGEST, RISKS, Asked, Target
from zuruf.flow import due
from zuruf.flow import undo as undoing
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.due import Explained
from zuruf.flow.errors import Declined
from zuruf.store import turns
from zuruf.store.models import Account, ServiceTarget, Topic

MOST = 60  # targets in force; more than anybody tells apart
LANGUAGES = 8  # characters of a language's code


@dataclass(frozen=True, slots=True)
class Page:
    """`house`: what applies where none of `targets` fits. `targets`: the most specific first, as they are looked for."""

    house: Target
    targets: tuple[Target, ...]


def page() -> Page:
    """All that is in force. Three statements."""
    here = due.reckoner()
    order = sorted(
        here.targets, key=lambda t: (-t.conditions, t.account, t.topic, t.risk, t.language, t.first)
    )
    return Page(here.usual, tuple(order))


def tried(asked: Asked, language: str, *, now: datetime | None = None) -> Explained:
    """What would apply to words like these that come in now. Three statements."""
    return due.reckoner(language).explain(asked, now or clock())


def save(who: Who, target: Target, *, now: datetime | None = None) -> str:
    """A new target, or in the place of the one under *target*.key; its public id. Whoever waits is due by it at once. One for
    exactly the same takes the place of what was there.

    Declined: "not_allowed" · "target_minutes" · "unknown_account" · "unknown_topic" · "unknown_risk" · "unknown_language" ·
    "targets_many" · "unknown_target".
    """
    now = now or clock()
    _must_run(who)
    account = _checked(target)
    with transaction.atomic():
        turns.counted("target")
        live = ServiceTarget.objects.select_for_update().filter(ended_at=None)
        before = live.filter(public_id=target.key).first() if target.key else None
        if target.key and before is None:
            raise Declined("unknown_target")
        same = live.filter(account=account, topic=target.topic, risk=target.risk, language=target.language)
        before = before or same.first()
        if before is None and live.count() >= MOST:
            raise Declined("targets_many", most=MOST)
        if before is not None:
            ServiceTarget.objects.filter(pk__in=[before.pk, *same.values_list("pk", flat=True)]).update(
                ended_at=now
            )
        made = ServiceTarget.objects.create(
            account=account, topic=target.topic, risk=target.risk, language=target.language,
            first_minutes=target.first, next_minutes=target.next, replaces=before, made_at=now,
        )  # fmt: skip
        data = {"first": target.first, "next": target.next, "topic": target.topic, "risk": target.risk}
        data |= {"language": target.language, "account": target.account}
        record("target.set", "target", made.public_id, now=now, who=who, data=data)
    due.count_anew(now=now)
    return made.public_id


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It applies no more; whoever waits is due by what is left. Declined: "not_allowed" · "unknown_target"."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        if not ServiceTarget.objects.filter(public_id=public_id, ended_at=None).update(ended_at=now):
            raise Declined("unknown_target")
        record("target.ended", "target", public_id, now=now, who=who)
    due.count_anew(now=now)


def undo(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """What was done last to this target, a few minutes ago, was not meant: one that was ended applies again; one that was set is
    gone, and what it took the place of applies again. Declined: "not_allowed" · "unknown_target" · "undo_over" (longer ago, or
    undone already) · "changed" when somebody decided otherwise since."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        rows = ServiceTarget.objects.filter(public_id=public_id)
        row = rows.select_related("replaces").first()
        if row is None:
            raise Declined("unknown_target")
        ended = undoing.last_deed("target", public_id, now=now) == "target.ended"
        if not ended and not rows.filter(ended_at=None).update(ended_at=now):
            raise Declined("changed")
        back = row if ended else row.replaces
        if back is not None:
            same = ServiceTarget.objects.filter(pk=back.pk, ended_at=back.ended_at)
            if _there(back) or not same.update(ended_at=None):
                raise Declined("changed")
        record("target.undone", "target", public_id, now=now, who=who)
    due.count_anew(now=now)


def _there(row: ServiceTarget) -> bool:
    """Does another one for exactly the same apply by now?"""
    live = ServiceTarget.objects.filter(ended_at=None, account=row.account_id, topic=row.topic)
    return live.filter(risk=row.risk, language=row.language).exclude(pk=row.pk).exists()


def _checked(target: Target) -> Account | None:
    if not (1 <= target.first <= LONGEST and 1 <= target.next <= LONGEST):
        raise Declined("target_minutes", most=LONGEST)
    account = Account.objects.filter(public_id=target.account, disconnected_at=None).first()
    if target.account and account is None:
        raise Declined("unknown_account")
    if target.topic and not Topic.objects.filter(slug=target.topic, retired_at=None).exists():
        raise Declined("unknown_topic")
    if target.risk and target.risk not in RISKS:
        raise Declined("unknown_risk")
    if len(target.language) > LANGUAGES or (target.language and not target.language.isalpha()):
        raise Declined("unknown_language")
    return account


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
