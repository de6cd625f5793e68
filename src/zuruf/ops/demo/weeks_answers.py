"""What was answered in the weeks before the demo began without a second look: written as rows at once, since there are many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from zuruf.core.desk import Closed, State
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import DraftState
from zuruf.core.triage import Subject, as_kept
from zuruf.flow import audit, triage
from zuruf.store.models import Contact, Conversation, Delivery, Draft, Member, Message, MessageAssessment
from zuruf.store.queries import people, topics

HOW_MANY, DECIDED = 400, 40
MEDIAN = 34  # minutes
SLOW = {0: 1.7, 4: 1.3}  # weekday → times longer: on Mondays lies what the weekend brought
TARGET = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody asked at `since`; one of ours dealt with it at `at`."""

    since: datetime
    at: datetime
    asked: str
    answered: str


def play(
    account: int, told: Mapping[str, Any], wrote: Sequence[Member], hours: Sequence[datetime], chance: Random
) -> None:
    """An answer for each of *hours* (when somebody asked), by those who *wrote* in turn; of the last ones it was decided that
    they need none. *told*: weeks.toml."""
    pairs = [line.split("|") for line in told["quick"]]
    played = []
    for n, since in enumerate(hours):
        minutes = MEDIAN * SLOW.get(since.weekday(), 1.0) * chance.lognormvariate(0, 0.8)
        asked, answered = pairs[n % len(pairs)]
        played.append(Wrote(since, since + timedelta(minutes=max(1, round(minutes))), asked, answered))
    rows = _conversations(account, played)
    answered_ones = list(zip(rows, played, strict=True))[:-DECIDED]
    _answers(account, answered_ones, wrote)
    reasons = [Closed.NO_ANSWER, Closed.NO_ANSWER, Closed.ELSEWHERE, Closed.SPAM]
    for n, (row, one) in enumerate(list(zip(rows, played, strict=True))[-DECIDED:]):
        data = {
            "was": "open",
            "since": one.since.isoformat(),
            "due": "",
            "reason": str(reasons[n % len(reasons)]),
        }
        by = people.who(wrote[n % len(wrote)].pk)
        audit.record(
            "conversation.closed",
            "conversation",
            row.public_id,
            now=one.at,
            who=by,
            conversation=row.public_id,
            data=data,
        )


def _conversations(account: int, played: Sequence[Wrote]) -> list[Conversation]:
    ids = [f"quick{n}-{one.since:%Y%m%d%H%M%S}" for n, one in enumerate(played)]
    contacts = Contact.objects.bulk_create(
        Contact(realm="bluesky", remote_id=f"did:example:{i}", handle=f"{i}.invalid", name="Jemand (Demo)")
        for i in ids
    )
    roots = [f"at://did:example:{i}/app.bsky.feed.post/{i}" for i in ids]
    made = Conversation.objects.bulk_create(
        Conversation(
            account_id=account, realm="bluesky", root_id=root, contact=contact, state=State.DONE, last_at=one.at,
            preview=one.asked[:200], message_count=1, language="de", question="?" in one.asked, created_at=one.since,
        )
        for root, contact, one in zip(roots, contacts, played, strict=True)
    )  # fmt: skip
    messages = Message.objects.bulk_create(
        Message(
            conversation=c, realm="bluesky", remote_id=c.root_id, contact=c.contact, text=one.asked, network_at=one.since,
            received_at=one.since, order_at=one.since,
        )
        for c, one in zip(made, played, strict=True)
    )  # fmt: skip
    texts = list(dict.fromkeys(one.asked for one in played))
    judged = triage.assess_by([triage.on_topics(topics.words())], [Subject(text) for text in texts])
    found = {text: [as_kept(f) for f in a.findings] for text, a in zip(texts, judged, strict=True)}
    MessageAssessment.objects.bulk_create(
        MessageAssessment(message=m, made_at=m.received_at, findings=found[m.text]) for m in messages
    )
    return made


def _answers(account: int, rows: Sequence[tuple[Conversation, Wrote]], wrote: Sequence[Member]) -> None:
    asked = dict(
        Message.objects.filter(conversation__in=[c.pk for c, _one in rows]).values_list("conversation", "pk")
    )
    drafts = Draft.objects.bulk_create(
        Draft(
            conversation=c, answers_id=asked[c.pk], author=wrote[n % len(wrote)], text=one.answered,
            state=DraftState.SENT, verdict="go", created_at=one.since, updated_at=one.at,
        )
        for n, (c, one) in enumerate(rows)
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(
            draft=d, conversation=c, account_id=account, author=d.author, accountable=d.author, drawn="old",
            payload={"text": d.text}, state=DeliveryState.PUBLISHED, queued_at=one.at, not_before=one.at,
            recall_until=one.at, published_at=one.at, waited_since=one.since, promised_for=one.since + TARGET,
        )
        for d, (c, one) in zip(drafts, rows, strict=True)
    )  # fmt: skip
