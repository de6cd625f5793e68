"""Who answers what, as the house decides it: set, changed, ended, and each of these undone."""

from datetime import datetime

from django.db import IntegrityError, transaction

from zuruf.core.people import OURS, May, Who
from zuruf.flow import undo as undoing
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, Member, Responsibility, Team, Topic

LANGUAGES = 8  # characters of a language's code


def appoint(
    who: Who,
    *,
    topic: str = "",
    account: str = "",
    language: str = "",
    owner: str,
    deputy: str = "",
    team: str = "",
    now: datetime | None = None,
) -> str:
    """*owner* (public id) answers what is about *topic* (slug), on *account* (public id), in *language*; "" is any. While she is
    away *deputy* does, else whoever stands in for her everywhere, else the *team*. Where somebody is responsible for exactly
    that already, this takes the place. The public id.

    Declined: "not_allowed" · "unknown_topic" · "unknown_account" · "unknown_language" · "responsible_unfit" (neither partner
    nor guest) · "deputy_self" · "unknown_team" · "responsible_same" · "changed" (somebody else was faster).
    """
    now = now or clock()
    _may(who)
    language = language.strip().lower()
    if topic and not Topic.objects.filter(slug=topic, retired_at=None).exists():
        raise Declined("unknown_topic")
    if len(language) > LANGUAGES or (language and not language.replace("-", "").isalpha()):
        raise Declined("unknown_language")
    if owner == deputy:
        raise Declined("deputy_self")
    wanted = Responsibility(
        topic=topic,
        account=_account(account),
        language=language,
        owner=_able(owner),
        deputy=_able(deputy) if deputy else None,
        team=_team(team),
        made_at=now,
    )
    try:
        with transaction.atomic():
            _in_place_of(wanted, now)
            wanted.save(force_insert=True)
            data = {"to": owner, "deputy": deputy, "team": team, "topic": topic, "account": account}
            data |= {"language": language}
            _note("responsibility.set", wanted, who, now, data)
    except IntegrityError:
        raise Declined("changed") from None
    return wanted.public_id


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Nobody is responsible by this any more; what it placed stays where it lies. Declined: "not_allowed" ·
    "unknown_responsibility"."""
    now = now or clock()
    _may(who)
    with transaction.atomic():
        found = Responsibility.objects.filter(public_id=public_id)
        row = found.first()
        if row is None or not found.filter(ended_at=None).update(ended_at=now):
            raise Declined("unknown_responsibility")
        _note("responsibility.ended", row, who, now)


def undo(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """What was done last to this row, a few minutes ago, was not meant: one that was ended holds again; one that was set is gone,
    and what it took the place of holds again. Declined: "not_allowed" · "unknown_responsibility" · "undo_over" (longer ago, or
    undone already) · "changed" when somebody decided otherwise since."""
    now = now or clock()
    _may(who)
    try:
        with transaction.atomic():
            found = Responsibility.objects.filter(public_id=public_id)
            row = found.select_related("replaces").first()
            if row is None:
                raise Declined("unknown_responsibility")
            ended = undoing.last_deed("responsibility", public_id, now=now) == "responsibility.ended"
            if not ended and not found.filter(ended_at=None).update(ended_at=now):
                raise Declined("changed")
            back = row if ended else row.replaces
            same = Responsibility.objects.filter(pk=back.pk, ended_at=back.ended_at) if back else None
            if same is not None and not same.update(ended_at=None):
                raise Declined("changed")
            _note("responsibility.undone", row, who, now)
    except IntegrityError:  # something else holds in its place by now
        raise Declined("changed") from None


def _in_place_of(wanted: Responsibility, now: datetime) -> None:
    """Ends what holds for exactly the same, and remembers it."""
    same = Responsibility.objects.filter(
        topic=wanted.topic, account=wanted.account, language=wanted.language, ended_at=None
    )
    before = same.first()
    if before is None:
        return
    if (before.owner_id, before.deputy_id, before.team_id) == (
        wanted.owner_id,
        wanted.deputy_id,
        wanted.team_id,
    ):
        raise Declined("responsible_same")
    if not same.filter(pk=before.pk).update(ended_at=now):
        raise Declined("changed")
    wanted.replaces = before


def _able(public_id: str) -> Member:
    found = Member.objects.filter(public_id=public_id, is_active=True, role__in=OURS).first()
    if found is None:
        raise Declined("responsible_unfit")
    return found


def _account(public_id: str) -> Account | None:
    if not public_id:
        return None
    found = Account.objects.filter(public_id=public_id, disconnected_at=None).first()
    if found is None:
        raise Declined("unknown_account")
    return found


def _team(public_id: str) -> Team | None:
    if not public_id:
        return None
    found = Team.objects.filter(public_id=public_id).first()
    if found is None:
        raise Declined("unknown_team")
    return found


def _may(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _note(
    verb: str, row: Responsibility, who: Who, now: datetime, data: dict[str, str] | None = None
) -> None:
    record(verb, "responsibility", row.public_id, now=now, who=who, data=data)
    announce("responsibility", [row.public_id], now)
