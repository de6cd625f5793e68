"""What a person said of a message counts for what is open and nearly the same, too: it is judged again, a batch at a time.

Never over the word of a person: a label under which one spoke stays, and no risk is taken away. Judged as on the way in, by the nearest of
all examples, so doing it twice changes nothing more. Where the example by which something was judged so was taken back, its own words
count again. A risk stays even then, since nobody looked at that message: danger never grows less out of sight. It says from where it
came, and a person is asked (`spreading_risks.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core import understanding
from zuruf.core.desk import State
from zuruf.core.pressing import Judging
from zuruf.core.triage import TAUGHT, Finding, Subject, as_found, as_kept, because, by_person
from zuruf.flow import due, placing, pressing, spreading_risks, thanks, triage
from zuruf.flow.assessment import urgent, urgent_besides, values
from zuruf.flow.audit import record_each
from zuruf.flow.clock import clock
from zuruf.flow.taught import Said
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Message, MessageAssessment, Organisation
from zuruf.store.queries import judging

AT_ONCE = 50  # messages per transaction
Changed = Mapping[str, Mapping[str, object]]
"""label → {"was", "now"}"""


def step(*, now: datetime | None = None) -> int:
    """Where examples came or went since what is open was last looked at: look at it. How many messages are judged otherwise now."""
    now = now or clock()
    state, looked = Organisation.objects.filter(pk=1).values_list("taught", "spread").first() or (0, 0)
    if state == looked:
        return 0
    changed = last = 0
    while True:
        keys = list(_open().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            break
        changed += _judge(keys, state, now)
        last = keys[-1]
    Organisation.objects.filter(pk=1).update(spread=state)  # what was said meanwhile has another state
    return changed


def _open() -> QuerySet[MessageAssessment]:
    theirs = MessageAssessment.objects.filter(message__ours=False, message__gone_at=None)
    return theirs.filter(message__conversation__state=State.OPEN).exclude(message__text="")


def _judge(keys: Sequence[int], state: int, now: datetime) -> int:
    """Compares a batch without holding anybody up, and puts down those that are like an example in one transaction."""
    rows = list(_whole().filter(pk__in=keys).order_by("pk"))
    subjects = {row.pk: _subject(row.message) for row in rows}
    said = triage.said_of_like([*subjects.values()], state)
    like = {pk: one for pk, one in zip(subjects, said, strict=True) if one}
    alone = {row.pk: left for row in rows if (left := _by_example(row) - like.get(row.pk, {}).keys())}
    for (pk, left), own in zip(
        alone.items(), triage.assess([subjects[pk] for pk in alone]) if alone else (), strict=True
    ):
        anew = {label: tuple(f for f in own.findings if f.label == label) for label in left}
        like[pk] = {**like.get(pk, {}), **anew}
    doubted = spreading_risks.taken_back(rows, subjects, like)
    return _put(like, doubted, subjects, now) if like or doubted else 0


def _whole() -> QuerySet[MessageAssessment]:
    return _open().select_related("message__conversation__account")


def _subject(m: Message) -> Subject:
    return triage.stored(m, m.conversation.account.channel)


def _by_example(row: MessageAssessment) -> set[str]:
    """Labels under which it is judged as somebody said of one like it, but for those of which nothing is ever taken away."""
    return {str(f.get("label")) for f in row.findings if because(f, TAUGHT)} - {*understanding.ADDED}


@transaction.atomic
def _put(
    like: Mapping[int, Said],
    doubted: Mapping[int, frozenset[str]],
    subjects: Mapping[int, Subject],
    now: datetime,
) -> int:
    decided = judging.judging()
    keys = like.keys() | doubted.keys()
    whose = _open().filter(pk__in=keys).values_list("message__conversation", flat=True)
    list(Conversation.objects.select_for_update().filter(pk__in=list(whose)).order_by("pk"))
    told: list[tuple[MessageAssessment, Changed]] = []
    for row in _whole().filter(pk__in=keys).order_by("pk"):
        if _subject(row.message) != subjects[row.pk]:
            continue  # other words by now: those were judged as they came in
        before, said = row.findings, like.get(row.pk, {})
        right = put_right(before, said, subjects[row.pk], decided)
        row.findings = spreading_risks.marked(right, doubted.get(row.pk, frozenset()))
        changed = _changed(before, row.findings, said)
        if changed:
            told.append((row, changed))
    if told:
        _follow(told, now)
    return len(told)


def _changed(
    before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]], said: Said
) -> Changed:
    """What is judged otherwise *after* what was *said*; of a risk also whether anybody stands for it."""
    changed: dict[str, Mapping[str, object]] = {
        label: {"was": values(before, label), "now": values(after, label)}
        for label in said
        if set(values(before, label)) != set(values(after, label))
    }
    was, now = spreading_risks.marks(before), spreading_risks.marks(after)
    if was != now:
        usual = {"was": values(before, "risk"), "now": values(after, "risk")}
        changed["risk"] = {**usual, "taken_back": sorted(now)}
    return changed


def put_right(
    kept: Sequence[Mapping[str, object]], said: Said, s: Subject, decided: Judging
) -> list[Mapping[str, object]]:
    """*kept* with what was *said* of one like it, under labels of which no person spoke; whether it deserves an answer follows."""
    spoken = {f.get("label") for f in kept if by_person(f)}
    said = {label: found for label, found in said.items() if label not in spoken}
    if not said:
        return [*kept]
    stays = [f for f in kept if f.get("label") not in said or f.get("label") in understanding.ADDED]
    stays = [f for f in stays if not spreading_risks.said_again(f, said)]
    there = {(f.get("label"), f.get("value")) for f in stays}
    more = [f for found in said.values() for f in found if (f.label, f.value) not in there]
    made = [*stays, *(_kept(f, decided) for f in more)]
    if "deserves_answer" not in spoken | said.keys():
        made = [f for f in made if f.get("label") != "deserves_answer"]
        made.append(_kept(understanding.deserves([as_found(f) for f in made], s), decided))
    return made


def _kept(f: Finding, decided: Judging) -> Mapping[str, object]:
    return as_kept(replace(f, unsure=decided.unsure(f)))


def _follow(told: Sequence[tuple[MessageAssessment, Changed]], now: datetime) -> None:
    """What the lists show of them, whose they are, when they are due; and it is noted, by the program."""
    MessageAssessment.objects.bulk_update([row for row, _ in told], ["findings"])
    touched = {row.message.conversation_id: row.message.conversation.public_id for row, _ in told}
    for row, changed in told:
        if "intent" in changed:
            thanks.found_by_person(row.message, values(row.findings, "intent"), now)
            if _newest(row.message):
                asks = "question" in values(row.findings, "intent")
                Conversation.objects.filter(pk=row.message.conversation_id).update(question=asks)
        if set(changed) & {"risk", "urgent", "language"}:
            _shown(row, changed)
    record_each(
        "message.judged_like",
        "message",
        [(row.message.public_id, changed) for row, changed in told],
        now=now,
        within={row.message.public_id: row.message.conversation.public_id for row, _ in told},
    )
    announce("conversation", touched.values(), now)
    about = {row.message.conversation_id for row, changed in told if set(changed) & {"topic", "language"}}
    placing.place(about, now, anew=True)  # whose it is now, unless somebody has touched it
    placing.place(touched.keys() - about, now)
    due.again(*touched)
    pressing.again(*touched)


def _shown(row: MessageAssessment, changed: Changed) -> None:
    """What the lists show of it: is it urgent, and in which language? What rings stays urgent."""
    now_so: dict[str, object] = {}
    if set(changed) & {"risk", "urgent"}:
        now_so["urgent"] = urgent(row.findings) or urgent_besides(row)
    if "language" in changed and (spoken := values(row.findings, "language")) and _newest(row.message):
        now_so["language"] = spoken[0][:8]
    if now_so:
        Conversation.objects.filter(pk=row.message.conversation_id).update(**now_so)


def _newest(message: Message) -> bool:
    theirs = Message.objects.filter(conversation=message.conversation_id, ours=False, gone_at=None)
    return theirs.order_by("-order_at", "-id").values_list("pk", flat=True).first() == message.pk
