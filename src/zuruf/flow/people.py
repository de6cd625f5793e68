"""People: inviting them, letting them in by a link, changing what they may do, and letting them go."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from zuruf.core.outbox import ON_ITS_WAY
from zuruf.core.people import OURS, May, Role, Who, initials_of
from zuruf.core.places import known
from zuruf.core.signing import Signs
from zuruf.flow import due, listening_searches, organisation, planned, planned_ground
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.changes import announce
from zuruf.store.models import Delivery, Member, SignInLink, Team
from zuruf.store.queries import people as queries

LINK_LASTS = timedelta(hours=24)
FIRST_EMAIL = "first@zuruf.invalid"  # the first person, until she has told us her own address


def first_link(now: datetime | None = None) -> str | None:
    """The path of a sign-in link for the first person, while no owner has a password yet; else None.

    Makes her row at the first start. A newer link takes the place of an older one.
    """
    now = now or clock()
    organisation.ensure(now)
    with transaction.atomic():
        owners = Member.objects.filter(role=Role.OWNER, is_active=True)
        if any(owner.has_usable_password() for owner in owners):
            return None
        first = owners.filter(email=FIRST_EMAIL).first()
        if first is None:
            first = _new(FIRST_EMAIL, Role.OWNER, now, second_pair=True, lifts_holds=True)
        path = _link(first, now)
        record("person.link_made", "member", first.public_id, now=now, why="first_run")
    return path


def link_on_machine(email: str, now: datetime | None = None) -> str:
    """A link for *email*, made by whoever can run commands on this machine. Raises Declined("unknown_person")."""
    now = now or clock()
    with transaction.atomic():
        member = Member.objects.filter(email__iexact=email, is_active=True).first()
        if member is None:
            raise Declined("unknown_person", email=email)
        path = _link(member, now)
        record("person.link_made", "member", member.public_id, now=now, why="machine")
    return path


def link_for(who: Who, member_public_id: str, now: datetime | None = None) -> str:
    """The path of a link that signs that person in once within 24 hours; an owner hands it over."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        member = _member(member_public_id)
        if not member.is_active:
            raise Declined("person_inactive", name=member.name)
        path = _link(member, now)
        record("person.link_made", "member", member.public_id, now=now, who=who, why="handed_over")
    return path


def use_link(token: str, now: datetime | None = None) -> int:
    """The member's key, once. Raises Declined("link_unknown" | "link_used" | "link_expired")."""
    now = now or clock()
    with transaction.atomic():
        link = SignInLink.objects.select_related("member").filter(token_hash=_hash(token)).first()
        if link is None or not link.member.is_active:
            raise Declined("link_unknown")
        # On its own row alone: else the second of two at once, who waits for the row, would find it as it was.
        if not SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
            link.refresh_from_db(fields=["used_at"])
            raise Declined("link_used" if link.used_at else "link_expired")
        record("person.link_used", "member", link.member.public_id, now=now, who=queries.who(link.member_id))
    return link.member_id


def invite(
    who: Who,
    *,
    email: str,
    name: str,
    initials: str = "",
    role: Role = Role.DESK,
    second_pair: bool = False,
    lifts_holds: bool = False,
    teams: Sequence[str] = (),
    agency: str = "",
    now: datetime | None = None,
) -> str:
    """A new person; the public id. She comes in by a link (`link_for`). Raises Declined("email_taken").

    Partners and guests are no second pair of eyes and lift no holds, whatever is said. *agency*: a partner's house.
    """
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        if Member.objects.filter(email__iexact=email).exists():
            raise Declined("email_taken", email=email)
        member = _new(
            email,
            role,
            now,
            name=name,
            initials=initials or initials_of(name),
            second_pair=second_pair and role in OURS,
            lifts_holds=lifts_holds and role in OURS,
            agency=agency.strip() if role is Role.PARTNER else "",
        )
        member.teams.set(Team.objects.filter(public_id__in=teams))
        record("person.invited", "member", member.public_id, now=now, who=who, data={"role": role.value})
    return member.public_id


def change(
    who: Who,
    member_public_id: str,
    *,
    role: Role,
    second_pair: bool,
    teams: Sequence[str],
    lifts_holds: bool | None = None,
    agency: str = "",
    now: datetime | None = None,
) -> None:
    """What somebody may do from now on; *lifts_holds* None leaves that as it is. Whoever becomes a partner or guest
    answers for nothing any more: for what of hers is on its way *who* answers from now on. Raises Declined("last_owner")
    when nobody would be left to run the house, and Declined("last_lifter") when nobody would be left to lift a hold."""
    now = now or clock()
    _must_run(who)
    with leaving(Delivery.objects.filter(author__public_id=member_public_id), now):  # teams carry holds
        member = _member(member_public_id)
        if role is not Role.OWNER:
            _keep_an_owner(member)
        lifts = member.lifts_holds if lifts_holds is None else lifts_holds
        lifts = lifts and role in OURS
        if not lifts:
            _keep_a_lifter(member)
        before = Role(member.role)
        house = agency.strip() if role is Role.PARTNER else ""
        Member.objects.filter(pk=member.pk).update(
            role=role.value, second_pair=second_pair and role in OURS, lifts_holds=lifts, agency=house
        )
        if role not in OURS:
            _answers_no_more(member, who, now)
        member.teams.set(Team.objects.filter(public_id__in=teams))
        planned_ground.holders_changed(now, [member.pk])
        data = {"role": [before.value, role.value], "second_pair": second_pair, "lifts_holds": lifts}
        record("person.changed", "member", member.public_id, now=now, who=who, data=data)
        announce("member", [member.public_id], now)


def deactivate(who: Who, member_public_id: str, *, now: datetime | None = None) -> None:
    """She can no longer sign in; her sessions and links end now. What she did stays. For what of hers is on its way *who*
    answers from now on, and what she planned for an hour ahead asks a person first."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        member = _member(member_public_id)
        _keep_an_owner(member)
        _keep_a_lifter(member)
        done = Member.objects.filter(pk=member.pk, is_active=True).update(
            is_active=False, session_epoch=F("session_epoch") + 1
        )
        if not done:
            raise Declined("person_inactive", name=member.name)
        SignInLink.objects.filter(member=member, used_at=None).delete()
        _answers_no_more(member, who, now)
        record("person.deactivated", "member", member.public_id, now=now, who=who)
        announce("member", [member.public_id], now)


def reactivate(who: Who, member_public_id: str, *, now: datetime | None = None) -> None:
    """She may sign in again, by her password or a new link."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        member = _member(member_public_id)
        if not Member.objects.filter(pk=member.pk, is_active=False).update(is_active=True):
            raise Declined("person_active", name=member.name)
        record("person.reactivated", "member", member.public_id, now=now, who=who)


def set_profile(
    who: Who,
    *,
    name: str,
    initials: str,
    language: str,
    email: str = "",
    place: str | None = None,
    signs: str | None = None,
    now: datetime | None = None,
) -> None:
    """Her own name, initials, language ("" follows the browser) and, when given, e-mail, the *place* where she works ("" as
    the house) and how she *signs* (core.signing.Signs; what is on its way keeps the signature that it has, and partners
    sign nothing). Raises Declined("email_taken" | "place")."""
    now = now or clock()
    if place is not None and not known(place):
        raise Declined("place")
    with transaction.atomic():
        fields = {"name": name, "initials": initials or initials_of(name), "language": language}
        if email:
            if Member.objects.filter(email__iexact=email).exclude(pk=who.id).exists():
                raise Declined("email_taken", email=email)
            fields["email"] = email
        if place is not None:
            fields["place"] = place
        if signs in tuple(Signs) and who.may(May.ANSWER):
            fields["signs"] = str(signs)
        Member.objects.filter(pk=who.id).update(**fields)
        record("person.profile_set", "member", who.public_id, now=now, who=who)
    if place is not None:
        due.of_owner(who.id, now=now)


def set_password(who: Who, new: str, *, old: str | None, now: datetime | None = None) -> None:
    """A new password; her other sessions end. *old* None: she came by a one-time link, or never had a password."""
    now = now or clock()
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=who.id)
        if old is not None and not member.check_password(old):
            raise Declined("password_wrong")
        member.set_password(new)
        member.save(update_fields=["password"])
        record("person.password_set", "member", who.public_id, now=now, who=who)


def _new(email: str, role: Role, now: datetime, **fields: Any) -> Member:
    member = Member(email=email.strip(), role=role.value, joined_at=now, **fields)
    member.set_unusable_password()
    member.save(force_insert=True)
    return member


def _link(member: Member, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    SignInLink.objects.filter(member=member, used_at=None).delete()
    SignInLink.objects.create(
        member=member, token_hash=_hash(token), created_at=now, expires_at=now + LINK_LASTS
    )
    return f"/welcome/{token}/"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _member(public_id: str) -> Member:
    member = Member.objects.filter(public_id=public_id).first()
    if member is None:
        raise Declined("unknown_person")
    return member


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _answers_no_more(member: Member, who: Who, now: datetime) -> None:
    """*who* takes over what of hers is on its way."""
    planned.author_gone(member.pk, now)
    Delivery.objects.filter(accountable=member, state__in=ON_ITS_WAY).update(accountable=who.id)
    listening_searches.leaves(member.pk, who, now)


def _keep_a_lifter(member: Member) -> None:
    """As with the owners: a hold that nobody may lift would hold for ever."""
    named = Member.objects.select_for_update().filter(lifts_holds=True, is_active=True)
    if list(named.filter(role__in=OURS).values_list("pk", flat=True)) == [member.pk]:
        raise Declined("last_lifter", name=member.name)


def _keep_an_owner(member: Member) -> None:
    """Locks the owners, so that two of them cannot let each other go at the same moment."""
    owners = list(
        Member.objects.select_for_update()
        .filter(role=Role.OWNER, is_active=True)
        .values_list("pk", flat=True)
    )
    if owners == [member.pk]:
        raise Declined("last_owner", name=member.name)
