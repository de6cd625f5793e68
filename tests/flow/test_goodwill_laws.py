"""The law of goodwill: what one person promised in a month, by whatever road, exceeds her limit only where somebody else
was asked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow.model_network import KINDS, Network, channel
from tests.flow.on_its_way import work
from zuruf import channels
from zuruf.core.capabilities import Length
from zuruf.core.channel import Outgoing, Receipt
from zuruf.core.goodwill import Promise
from zuruf.core.people import Who
from zuruf.flow import correct, goodwill, outbox, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Goodwill, Member, SecondPair
from zuruf.store.queries import goodwill as queries

pytestmark = pytest.mark.django_db
MONTH = 5000
EUROS = st.integers(0, 45)
T = TypeVar("T")


@pytest.fixture(autouse=True)
def kinds(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    found = dict(channels.kinds())
    for name in ("edits", "plain"):
        can = replace(KINDS["harmless"], edit=name == "edits", length=lambda text: Length(len(text), 200))
        monkeypatch.setitem(KINDS, name, can)

        class Model(channel(name, network)):  # type: ignore[misc]  # a class made at run time
            def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
                return receipt

        found[name] = Model
    monkeypatch.setattr(channels, "kinds", lambda: found)


def text(euros: int) -> str:
    return f"Das tut uns leid: Wir erstatten Ihnen {euros} €." if euros else "Das tut uns leid."


class Month:
    """One person, one second pair of eyes, and every road on which money is promised."""

    def __init__(self, network: Network) -> None:
        builders.organisation(mandates=True)
        self.network, self.now = network, NOW
        self.her = builders.who(builders.member(name="She"))
        eyes = builders.member(name="Eyes", second_pair=True)
        builders.mandate(goodwill_each=4000, goodwill_month=MONTH)
        self.eyes = builders.who(eyes)
        self.accounts = [builders.account(kind, recall_seconds=0) for kind in ("edits", "plain")]
        self.road: dict[str, Callable[[int, int], object]] = {
            "answer": self.answer,
            "beside": lambda n, at: self.answer(n, at, beside=True),
            "correct": self.correct,
            "decide": self.decide,
            "partner": self.partner,
            "recall": self.recall,
            "cancel": self.cancel,
            "work": lambda n, at: work(self.network, self.now),
        }

    def do(self, road: str, euros: int, at: int) -> None:
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                self.road[road](euros, at)
        except Declined:
            pass

    def answer(self, euros: int, at: int, beside: bool = False, who: Who | None = None) -> None:
        here = builders.conversation(self.accounts[at % 2])
        promise = Promise(euros * 100) if beside else None
        told = text(0 if beside else euros)
        reply.send(who or self.her, here.public_id, told, seen_answer_seq=0, promise=promise, now=self.now)

    def partner(self, euros: int, at: int) -> None:
        agency = Member.objects.filter(role="partner").first() or builders.member(role="partner")
        self.answer(euros, at, who=builders.who(agency))
        asked = SecondPair.objects.latest("pk")
        second_pair.decide(self.her, asked.public_id, "release", now=self.now)

    def correct(self, euros: int, at: int) -> None:
        out = _one(Delivery.objects.filter(state="published").order_by("pk"), at)
        correct.correct(self.her, out.public_id, text(euros), now=self.now)

    def decide(self, euros: int, at: int) -> None:
        asked = _one(SecondPair.objects.filter(state="open", draft__author=self.her.id).order_by("pk"), at)
        changed = text(euros) if at % 2 else None
        second_pair.decide(self.eyes, asked.public_id, "release", text=changed, now=self.now)

    def recall(self, euros: int, at: int) -> None:
        out = _one(
            Delivery.objects.filter(state="queued", author=self.her.id, kind="reply").order_by("pk"), at
        )
        Draft.objects.create(
            conversation_id=out.conversation_id,
            author_id=out.author_id,
            text="PS",
            created_at=self.now,
            updated_at=self.now,
        )
        outbox.recall(self.her, out.public_id, now=self.now)
        here = Conversation.objects.get(pk=out.conversation_id)
        told = Draft.objects.get(conversation=here, author=self.her.id, state="writing").text
        reply.send(self.her, here.public_id, told, seen_answer_seq=here.answer_seq, now=self.now)

    def cancel(self, euros: int, at: int) -> None:
        slip = _one(Goodwill.objects.filter(state="promised").order_by("pk"), at)
        goodwill.cancel(self.her, slip.public_id, "doch nicht", now=self.now)

    def promised_alone(self, who: Who) -> int:
        """What she promised of her own: all that nobody else looked at, or that she added to what she was asked about."""
        total = 0
        for slip in Goodwill.objects.filter(member=who.id).exclude(state="planned"):
            asked = SecondPair.objects.filter(draft=slip.draft_id, state="released").first()
            if asked is None or asked.decided_by_id == who.id:
                total += slip.cents
        return total


def _one(rows: Iterable[T], at: int) -> T:
    found = list(rows)
    if not found:
        raise Declined("gone")
    return found[at % len(found)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "beside", "correct", "decide", "partner", "recall", "cancel", "work"]),
        EUROS,
        st.integers(0, 5),
    ),
    max_size=9,
)


@settings(
    max_examples=tries(10, on_postgres=5),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_nobody_promises_more_in_a_month_than_her_limit_unless_somebody_was_asked(
    network: Network, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        month = Month(network)
        for step in steps:
            month.do(*step)
        for who in (month.her, month.eyes):
            assert month.promised_alone(who) <= MONTH
        everything = sum(Goodwill.objects.exclude(state="planned").values_list("cents", flat=True))
        assert everything <= 100 * sum(euros for _, euros, _ in steps)
        transaction.set_rollback(True)


def test_an_edit_books_what_it_promises_more_and_a_correction_all_of_it(network: Network) -> None:
    month = Month(network)
    month.do("answer", 10, 0)
    month.do("work", 0, 0)
    month.do("correct", 30, 0)
    assert sorted(Goodwill.objects.values_list("cents", flat=True)) == [1000, 2000]
    assert queries.month(month.her.id, month.now).rest == 2000
    month.do("work", 0, 0)
    month.do("answer", 5, 1)
    month.do("work", 0, 0)
    plain = Delivery.objects.get(account=month.accounts[1])
    correct.correct(month.her, plain.public_id, text(15), now=month.now)
    assert queries.month(month.her.id, month.now).rest == 0
    asked = SecondPair.objects.count()
    month.do("answer", 1, 1)
    assert SecondPair.objects.count() == asked + 1
