"""What the desk decides about words on our own public page: show, remove with rule and reason, hear objections.

Removing takes words off the page; the conversation stays on the desk. Whoever wrote them reads the rule and the reason
at her secret link and can object; somebody else than the remover decides that where there is somebody else.
"""

from datetime import datetime

from django.db import transaction

from zuruf.core import talk as rules
from zuruf.core.people import May, Who
from zuruf.core.talk import Post
from zuruf.flow import acts, unanswered
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.talk_guard import tell
from zuruf.store.models import TalkObjection, TalkPost, TalkReport
from zuruf.store.queries.moderation import somebody_else


def show(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """After a look: the public may see it. Declines with no_post, moved (somebody was quicker)."""
    now = now or clock()
    _must_answer(who)
    with transaction.atomic():
        row = _post(public_id)
        _move(row, [Post.WAITING], state=Post.SHOWN, shown_at=now, guard="")
        tell("talk.shown", row, now=now, who=who)


def remove(
    who: Who,
    public_id: str,
    rule: str,
    reason: str,
    *,
    quote: str = "",
    done: bool | None = None,
    now: datetime | None = None,
) -> None:
    """Take words off the page. Its author reads *rule* and *reason*. Open reports on them are decided by this too.
    *done*: nobody has to answer in the conversation any more (False: somebody still wants to; None: when nothing else
    in it waits for an answer). *quote*: the words that break the rule; without them no criticism is removed.

    Declines with no_post, moved, no_rule, no_reason, no_quote, not_in_it, too_long.
    """
    now = now or clock()
    _must_answer(who)
    with transaction.atomic():
        row = _post(public_id)
        _remove(who, row, rule, reason, quote, done, now)
        row.reports.filter(decision="").update(decision="removed", decided_by=who.id, decided_at=now)


def restore(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Show removed words again. Declines with no_post, moved, objection_open (decide that instead)."""
    now = now or clock()
    _must_answer(who)
    with transaction.atomic():
        row = _post(public_id)
        if row.objections.filter(decision="").exists():
            raise Declined("objection_open")
        _restore(who, row, now)
        tell("talk.restored", row, now=now, who=who)


def decide_report(
    who: Who,
    report_id: str,
    removed: bool,
    *,
    rule: str = "",
    reason: str = "",
    answer: str = "",
    quote: str = "",
    done: bool | None = None,
    now: datetime | None = None,
) -> None:
    """Decide a report: the words stay, or go with a rule and a reason that the reporter reads, too. *answer* is read by
    the reporter. *quote*, *done*: as in `remove`.

    Declines with no_report, moved, no_answer, no_rule, no_reason, no_quote, not_in_it, too_long.
    """
    now = now or clock()
    _must_answer(who)
    answer = _short(answer)
    if not removed and rules.is_empty(answer):
        raise Declined("no_answer")
    with transaction.atomic():
        found = TalkReport.objects.select_related("post").filter(public_id=report_id).first()
        if found is None:
            raise Declined("no_report")
        decided = TalkReport.objects.filter(pk=found.pk, decision="").update(
            decision="removed" if removed else "kept", answer=answer, decided_by=who.id, decided_at=now
        )
        if not decided:
            raise Declined("moved")
        if removed and found.post.state != Post.REMOVED:
            _remove(who, found.post, rule, reason, quote, done, now)
            found.post.reports.filter(decision="").update(
                decision="removed", decided_by=who.id, decided_at=now
            )
        why = "removed" if removed else "kept"
        tell("talk.report_decided", found.post, now=now, who=who, why=why, data={"report": found.public_id})


def decide_objection(
    who: Who, objection_id: str, upheld: bool, *, answer: str, now: datetime | None = None
) -> None:
    """Decide an objection; upheld shows the words again. *answer* is read by their author.

    Declines with no_objection, moved, no_answer, other_person (the remover asks somebody else to decide), too_long.
    """
    now = now or clock()
    _must_answer(who)
    answer = _short(answer)
    if rules.is_empty(answer):
        raise Declined("no_answer")
    with transaction.atomic():
        found = TalkObjection.objects.select_related("post").filter(public_id=objection_id).first()
        if found is None:
            raise Declined("no_objection")
        if found.post.removed_by_id == who.id and somebody_else(who.id):
            raise Declined("other_person")
        decided = TalkObjection.objects.filter(pk=found.pk, decision="").update(
            decision="upheld" if upheld else "rejected", answer=answer, decided_by=who.id, decided_at=now
        )
        if not decided or found.post.state != Post.REMOVED:
            raise Declined("moved")
        if upheld:
            _restore(who, found.post, now)
        why = "upheld" if upheld else "rejected"
        tell(
            "talk.objection_decided",
            found.post,
            now=now,
            who=who,
            why=why,
            data={"objection": found.public_id},
        )


def _must_answer(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")


def _post(public_id: str) -> TalkPost:
    row = TalkPost.objects.filter(public_id=public_id).first()
    if row is None:
        raise Declined("no_post")
    return row


def _remove(
    who: Who, row: TalkPost, rule: str, reason: str, quote: str, done: bool | None, now: datetime
) -> None:
    rule, reason = rules.tidy_line(rule)[:300], _short(reason)
    if not rule:
        raise Declined("no_rule")
    if rules.is_empty(reason):
        raise Declined("no_reason")
    here = [Post.WAITING, Post.SHOWN]
    _move(row, here, state=Post.REMOVED, rule=rule, reason=reason, removed_by=who.id, removed_at=now)
    acts.on_our_page(who, row.remote_id, rule, reason, rules.tidy(quote), now)
    tell("talk.removed", row, now=now, who=who)
    unanswered.without(who, row, done, now)


def _restore(who: Who, row: TalkPost, now: datetime) -> None:
    unanswered.again(who, row, now)
    shown_at = row.shown_at or now
    _move(
        row,
        [Post.REMOVED],
        state=Post.SHOWN,
        shown_at=shown_at,
        guard="",
        rule="",
        reason="",
        removed_by=None,
        removed_at=None,
    )
    acts.shown_again(row.remote_id, now)


def _move(row: TalkPost, here: list[Post], **fields: object) -> None:
    if not TalkPost.objects.filter(pk=row.pk, state__in=[state.value for state in here]).update(**fields):
        raise Declined("moved")


def _short(text: str) -> str:
    text = rules.tidy(text)
    if len(text) > rules.LONGEST_REASON:
        raise Declined("too_long", used=len(text), limit=rules.LONGEST_REASON)
    return text
