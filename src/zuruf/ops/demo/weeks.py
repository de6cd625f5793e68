"""The weeks before the demo begins: what was put before second pairs of eyes, and a trial run that is over.

Its questions are written as rows, since played one by one they would keep the first start waiting; the approvals of the
trial run come in by the road, as a file.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from zuruf.core.desk import State
from zuruf.core.difference import difference
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import AskState, DraftState
from zuruf.core.triage import Subject, as_kept
from zuruf.flow import insight, triage, trial, trial_import
from zuruf.ops.demo import weeks_answers
from zuruf.store.models import (
    Account,
    Contact,
    Conversation,
    Delivery,
    Draft,
    Member,
    Message,
    MessageAssessment,
    SecondPair,
)
from zuruf.store.queries import topics

BACK = timedelta(days=70)  # the questions lie in the weeks up to two days before now
TRIAL_BEGAN, TRIAL_WEEKS = timedelta(days=110), 4
APPROVALS = 143
PATIENCE = 180  # minutes until a question's deadline


@dataclass(frozen=True, slots=True)
class Played:
    """One question as it shall have gone. `to`: what the second pair made of the text; "" when it came back."""

    at: datetime
    asked: str
    text: str
    to: str
    state: AskState
    minutes: int
    meaning: bool


def play(first: Who, account: int, told: Mapping[str, Any], now: datetime) -> None:
    """Questions of the last weeks on this account, and the trial run before them. *told*: weeks.toml."""
    chance = Random(4)  # noqa: S311  # the same weeks at every start
    wrote, looked = (_people(told[name], told["gone"], now) for name in ("wrote", "looked"))
    for step in told["step"]:
        for n, one in enumerate(_played(step, chance, now)):
            _question(account, step, one, wrote[n % len(wrote)], looked[chance.randrange(len(looked))])
    hours = [
        _office_hour(now - BACK + (BACK - timedelta(days=3)) * chance.random(), chance)
        for _ in range(weeks_answers.HOW_MANY)
    ]
    weeks_answers.play(account, told, wrote, hours, chance)
    while insight.sweep(now=now):
        pass
    _trial(first, Account.objects.get(pk=account).name, told["approvals"], chance, now)


def _people(names: Sequence[str], gone: Mapping[str, str], now: datetime) -> list[Member]:
    """Those of these names; who is not in the house any more (*gone*: name to initials) is entered as one who has left."""
    there = {m.name: m for m in Member.objects.filter(name__in=names)}
    for name in names:
        if name not in there:
            words = name.partition(" (")[0].casefold().replace(" ", "-").replace("ü", "ue")
            email = f"{words}@radwerk-lindenau.invalid"
            left = Member(
                email=email, name=name, initials=gone[name], is_active=False, joined_at=now - 3 * BACK
            )
            left.set_unusable_password()
            left.save()
            there[name] = left
    return [there[name] for name in names]


def _played(step: Mapping[str, Any], chance: Random, now: datetime) -> Iterator[Played]:
    kinds = [kind for kind in ("worded", "meant", "returned", "ran_out") for _ in range(step[kind])]
    kinds += ["plain"] * (step["answers"] - len(kinds))
    chance.shuffle(kinds)
    for n, kind in enumerate(kinds):
        text = step["answered"][n % len(step["answered"])]
        one = Played(
            _office_hour(now - BACK + (BACK - timedelta(days=3)) * n / len(kinds), chance),
            step["asked"][n % len(step["asked"])],
            text,
            text,
            AskState.RELEASED,
            max(2, round(step["minutes"] * chance.lognormvariate(0, 0.7))),
            False,
        )
        yield {
            "worded": replace(one, to=f"Guten Tag! {text}"),
            "meant": replace(one, to="Danke für den Hinweis. Wir prüfen nicht nur, wir melden uns bis morgen.", meaning=True),
            "returned": replace(one, to="", state=AskState.RETURNED),
            "ran_out": replace(one, minutes=PATIENCE + 2 * one.minutes),
            "plain": one,
        }[kind]  # fmt: skip


def _question(account: int, step: Mapping[str, Any], one: Played, author: Member, eyes: Member) -> None:
    decided = one.at + timedelta(minutes=one.minutes)
    out = one.state is AskState.RELEASED
    here = _conversation(account, one)
    draft = Draft.objects.create(
        conversation=here, answers=here.messages.get(), author=author, text=one.to if out else one.text,
        state=DraftState.SENT if out else DraftState.DISCARDED, verdict="ask", created_at=one.at, updated_at=decided,
    )  # fmt: skip
    change = difference(one.text, one.to)
    SecondPair.objects.create(
        draft=draft, asked_at=one.at, deadline=one.at + timedelta(minutes=PATIENCE), asked_of=eyes,
        first_asked=eyes, late="holding", guideline=f"{step['guideline']}@1" if step["guideline"] else "",
        reason=step["reason"], state=one.state, decided_by=eyes, decided_at=decided,
        changed=out and bool(change.words), words_changed=change.words if out else None,
        meaning_changed=one.meaning if out and change.words else None, due_at=one.at + timedelta(minutes=48),
        asked_text=one.text, released_text=one.to if out else "", author_saw_at=decided,
    )  # fmt: skip
    if out:
        Delivery.objects.create(
            draft=draft, conversation=here, account_id=account, author=author, accountable=author, drawn="old",
            payload={"text": one.to}, state=DeliveryState.PUBLISHED, queued_at=decided, not_before=decided,
            recall_until=decided, published_at=decided, waited_since=one.at,
            promised_for=one.at + timedelta(minutes=60),
        )  # fmt: skip


def _conversation(account: int, one: Played) -> Conversation:
    number = f"weeks{one.at:%Y%m%d%H%M%S}"
    contact = Contact.objects.create(
        realm="bluesky", remote_id=f"did:example:{number}", handle=f"{number}.invalid", name="Jemand (Demo)"
    )
    root = f"at://did:example:{number}/app.bsky.feed.post/{number}"
    made = Conversation.objects.create(
        account_id=account, realm="bluesky", root_id=root, contact=contact, state=State.DONE, last_at=one.at,
        preview=one.asked[:200], message_count=1, language="de", question="?" in one.asked, created_at=one.at,
    )  # fmt: skip
    message = Message.objects.create(
        conversation=made, realm="bluesky", remote_id=root, contact=contact, text=one.asked, network_at=one.at,
        received_at=one.at, order_at=one.at,
    )  # fmt: skip
    (found,) = triage.assess_by([triage.on_topics(topics.words())], [Subject(one.asked)])
    kept = [as_kept(f) for f in found.findings]
    MessageAssessment.objects.create(message=message, made_at=one.at, findings=kept)
    return made


def _office_hour(about: datetime, chance: Random) -> datetime:
    """Near this moment, on a weekday between eight and sixteen o'clock (UTC), and never twice the same."""
    day = about + timedelta(days=max(0, about.weekday() - 4) and 7 - about.weekday())
    opens = datetime.combine(day.date(), time(8), tzinfo=about.tzinfo)
    return opens + timedelta(seconds=chance.randrange(8 * 3600))


def _trial(first: Who, account: str, told: Mapping[str, Any], chance: Random, now: datetime) -> None:
    began = now - TRIAL_BEGAN
    run = trial.start(first, TRIAL_WEEKS, now=began)
    table = io.StringIO()
    out = csv.writer(table)
    out.writerow(("asked", "approved", "account", "message", "text", "released", "in meaning"))
    every = APPROVALS // len(told["changed"])
    for n in range(APPROVALS):
        fresh = n % every == every - 1 and n // every < len(told["changed"])
        lines = told["changed"] if fresh else told["lines"]
        asked, draft, released = lines[(n // every if fresh else n) % len(lines)].split("|")
        at = _office_hour(began + timedelta(weeks=TRIAL_WEEKS) * n / APPROVALS, chance)
        took = timedelta(minutes=max(3, round(19 * chance.lognormvariate(0, 0.6))))
        place = account if fresh or chance.random() < 0.6 else "talk"
        noted = ("yes" if difference(draft, released).meaning else "no") if released else ""
        out.writerow((at.isoformat(), (at + took).isoformat(), place, asked, draft, released, noted))
    trial_import.bring(first, run, table.getvalue().encode(), now=began)
    trial.sweep(now=began + timedelta(weeks=TRIAL_WEEKS))
