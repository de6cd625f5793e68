"""The invented company moves out when the real one moves in."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q

from zuruf.core.people import Who
from zuruf.core.talk import REALM
from zuruf.flow import learning
from zuruf.flow.audit import record
from zuruf.store import examples
from zuruf.store.changes import announce
from zuruf.store.models import (
    Absence,
    Account,
    Act,
    Agreement,
    Bulk,
    Chat,
    Contact,
    Conversation,
    CountedDay,
    DayFigure,
    Delivery,
    DemoLife,
    Draft,
    DutyChange,
    Fact,
    GoneEarly,
    Goodwill,
    GuidelineVersion,
    HandOver,
    Hold,
    HoldingText,
    Incident,
    LanguageModel,
    ListeningSearch,
    Mandate,
    ManyAnswer,
    Member,
    Message,
    Note,
    Organisation,
    Proof,
    Proposal,
    RawArrival,
    ReleaseLink,
    Responsibility,
    ServiceTarget,
    Shift,
    TalkPost,
    Team,
    TextBlock,
    Topic,
    Trial,
    Wall,
    WhatIf,
)

INVENTED = ".invalid"  # no real address ends like this


def demo_out(who: Who, now: datetime) -> int:
    """Inside the caller's transaction: the invented accounts, people and teams go, with every conversation on them and
    all that was tried on our own page. How many conversations. What came in through an account that was really connected
    stays, as do guidelines and the audit. Does nothing where no demo is."""
    if not Organisation.objects.filter(pk=1, demo=True).exists():
        return 0
    accounts = Account.objects.filter(Q(remote_id="demo") | Q(channel=REALM))
    played = Conversation.objects.filter(account__in=accounts)
    gone = list(played.values_list("public_id", flat=True))
    Trial.objects.all().delete()
    _abuse_out(Q(account__in=accounts), Q(conversation__in=played.values("public_id")), now)
    Goodwill.objects.filter(draft__conversation__in=played).delete()
    for rows in (Delivery, Draft, Note, Message):
        rows._default_manager.filter(conversation__in=played).delete()
    played.delete()
    ManyAnswer.objects.filter(addressees=None).delete()  # said or done to nobody who stays
    Bulk.objects.filter(items=None).delete()
    TalkPost.objects.all().delete()
    Contact.objects.filter(conversation=None, message=None).delete()
    RawArrival.objects.filter(account__in=accounts).delete()
    GoneEarly.objects.filter(realm=REALM).delete()
    DemoLife.objects.all().delete()
    _mandates_out(who, now)
    _library_out()
    _duty_out(Q(email__endswith=INVENTED), Q(account__remote_id="demo"))
    _targets_out(Q(account__remote_id="demo"))
    _people_out(who)
    Account.objects.filter(remote_id="demo").delete()
    Organisation.objects.filter(pk=1).update(demo=False)
    record(
        "organisation.demo_removed", "organisation", "1", now=now, who=who, data={"conversations": len(gone)}
    )
    announce("conversation", gone, now)
    return len(gone)


def really_connected() -> bool:
    """Does anybody outside write to this house, beside the invented company and our own page?"""
    return Account.objects.exclude(Q(remote_id="demo") | Q(channel=REALM)).exists()


def house_out(who: Who) -> None:
    """Inside the caller's transaction, after `demo_out`: what the invented house had written down about itself goes as well,
    as if nobody had ever begun. The audit stays: it holds no text, and nothing takes anything out of it."""
    fresh = Organisation(pk=1, name="")
    told = {
        f.attname: getattr(fresh, f.attname) for f in Organisation._meta.concrete_fields if not f.primary_key
    }
    Organisation.objects.filter(pk=1).update(**told)
    examples.changed()  # those of what stays are read on
    transaction.on_commit(learning.forget_all)
    for rows in (
        HoldingText, Topic, Hold, Incident, WhatIf, Agreement, Absence, TextBlock, Fact, ReleaseLink, LanguageModel,
        ListeningSearch,
    ):  # fmt: skip
        rows._default_manager.all().delete()
    _duty_out(Q(), Q())
    _targets_out(Q())
    GuidelineVersion.objects.exclude(author=None).delete()
    GuidelineVersion.objects.update(state="draft")
    _people_out(who)  # whom only these had named
    Member.objects.filter(pk=who.id).update(
        name="", initials="", second_pair=False, lifts_holds=False, deputy=None, signs="initials", place=""
    )


def _abuse_out(measures: Q, kept: Q, now: datetime) -> None:
    """What was hidden or blocked in play goes. So does evidence; where something real was kept as well, the digests of what was
    kept in play stay, so that its chain still holds."""
    acts = Act.objects.filter(measures)
    acts.update(takes_back=None)
    acts.delete()
    if Proof.objects.exclude(kept).exists():
        Proof.objects.filter(kept, ended_at=None).update(ended_at=now, record="", note="")
    else:
        Proof.objects.all().delete()


def _mandates_out(who: Who, now: datetime) -> None:
    """What was granted in the invented house backs nothing in the real one. What backed an answer that stays is ended, the
    others go; the real house begins with its own."""
    Organisation.objects.filter(pk=1).update(mandates=False)
    Proposal.objects.all().delete()
    Mandate.objects.update(replaces=None)
    for mandate in Mandate.objects.all():
        try:
            mandate.delete()
        except ProtectedError:
            Mandate.objects.filter(pk=mandate.pk, ended_at=None).update(ended_at=now, ended_by=who.id)
    Absence.objects.filter(member__email__endswith=INVENTED).delete()


def _library_out() -> None:
    """What invented people wrote down or keep true."""
    theirs = Q(changed_by__email__endswith=INVENTED) | Q(versions__made_by__email__endswith=INVENTED)
    TextBlock.objects.filter(pk__in=TextBlock.objects.filter(theirs).values("pk")).delete()
    Fact.objects.filter(Q(owner__email__endswith=INVENTED) | Q(checked_by__email__endswith=INVENTED)).delete()
    ReleaseLink.objects.filter(url__contains=INVENTED).delete()
    ListeningSearch.objects.filter(owner__email__endswith=INVENTED).delete()


def _duty_out(who: Q, where: Q) -> None:
    """What *who* was responsible for and on duty, what *where* somebody was responsible for, and the screens they hung up."""
    people = Member.objects.filter(who)
    Responsibility.objects.filter(deputy__in=people).update(deputy=None)
    theirs = Q(owner__in=people) | where
    rules = Responsibility.objects.filter(pk__in=Responsibility.objects.filter(theirs).values("pk"))
    Responsibility.objects.filter(replaces__in=rules).update(replaces=None)
    rules.delete()
    Shift.objects.filter(member__in=people).delete()
    DutyChange.objects.filter(Q(member__in=people) | Q(entered_by__in=people)).delete()
    HandOver.objects.filter(author__in=people).delete()
    Wall.objects.filter(made_by__in=people).delete()
    Chat.objects.filter(made_by__in=people).delete()


def _targets_out(where: Q) -> None:
    """Targets for *where*, and all counted days: what stays is counted anew."""
    targets = ServiceTarget.objects.filter(pk__in=ServiceTarget.objects.filter(where).values("pk"))
    ServiceTarget.objects.filter(replaces__in=targets).update(replaces=None)
    targets.delete()
    DayFigure.objects.all().delete()
    CountedDay.objects.all().delete()


def _people_out(who: Who) -> None:
    """Whoever is named by something that stays can no longer sign in; the others go without a trace."""
    people = Member.objects.filter(email__endswith=INVENTED).exclude(pk=who.id)
    Conversation.objects.filter(owner__in=people).update(owner=None)
    for member in people:
        try:
            member.delete()
        except ProtectedError:
            Member.objects.filter(pk=member.pk).update(is_active=False)
    empty = Team.objects.exclude(members__is_active=True).filter(mandates=None)
    Conversation.objects.filter(team__in=empty).update(team=None)
    empty.delete()
