"""The invented company moves out when the real one moves in."""

from datetime import datetime

from django.db.models import Q

from zuruf.core.people import Who
from zuruf.flow.audit import record
from zuruf.store.changes import announce
from zuruf.store.models import (
    Account,
    Contact,
    Conversation,
    Delivery,
    Disclosure,
    Draft,
    GoneEarly,
    GuidelineVersion,
    Hold,
    Member,
    Message,
    Note,
    Organisation,
    RawArrival,
    TalkPost,
    Team,
)

INVENTED = ".invalid"  # no real address ends like this


def demo_out(who: Who, now: datetime) -> int:
    """Inside the caller's transaction: every conversation that was played or tried so far, the invented accounts,
    people and teams. How many conversations. Guidelines and the audit stay. Does nothing where no demo is."""
    if not Organisation.objects.filter(pk=1, demo=True).exists():
        return 0
    gone = list(Conversation.objects.values_list("public_id", flat=True))
    for rows in (
        Delivery,
        Draft,
        Note,
        Message,
        Conversation,
        TalkPost,
        Contact,
        RawArrival,
        GoneEarly,
        Hold,
    ):
        rows.objects.all().delete()
    Account.objects.filter(remote_id="demo").delete()
    people = Member.objects.filter(email__endswith=INVENTED).exclude(pk=who.id)
    for member in people:
        if _decided(member):
            people.filter(pk=member.pk).update(is_active=False)
        else:
            member.delete()
    Team.objects.filter(members=None).delete()
    Organisation.objects.filter(pk=1).update(demo=False)
    record(
        "organisation.demo_removed", "organisation", "1", now=now, who=who, data={"conversations": len(gone)}
    )
    announce("conversation", gone, now)
    return len(gone)


def _decided(member: Member) -> bool:
    """Is she named by something that stays?"""
    named = Q(subject=member) | Q(asked_by=member) | Q(confirmed_by=member)
    written = GuidelineVersion.objects.filter(author=member)
    return written.exists() or Disclosure.objects.filter(named).exists()
