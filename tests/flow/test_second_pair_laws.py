"""Laws of the second pair of eyes: whatever people do, leave undone or are away for, every question ends in an answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK, TEXT, asking
from zuruf.core.reply import DECIDABLE
from zuruf.flow import reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Absence,
    AuditEntry,
    Conversation,
    Delivery,
    Draft,
    HoldingText,
    Member,
    MessageAssessment,
    SecondPair,
)  # fmt: skip

EYES = 3
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NEXT_WEEK = "2026-03-20T10:00"
STRICTER = ASK.format(late="holding", holding="").replace("refunds", "stricter")
BY_A_PERSON = {"returned", "cancelled"}

SINGLE = [
    "ask", "take_back", "sweep", "other_answer", "planned_answer", "answer_there",
    "asker_deletes", "asker_writes", "asker_edits", "stricter", "author_is_let_go",
]  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 12)),
    st.tuples(st.sampled_from(["release", "change", "return"]), st.integers(0, EYES - 1)),
    st.tuples(
        st.sampled_from(["leave", "come_back", "loses_the_right", "is_let_go"]), st.integers(0, EYES - 1)
    ),
    st.tuples(st.sampled_from(SINGLE), st.just(0)),
)


@dataclass
class House:
    """One conversation, its author, and those who may look. `now` only moves forward."""

    late: str
    partner: bool
    risk: str
    deputies: list[int | None]
    now: datetime = NOW
    stricter: bool = False
    eyes: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        builders.organisation()
        builders.member(role="owner")
        asking(self.late)
        HoldingText.objects.create(texts={"de": "Wir schauen nach."}, created_at=NOW)
        self.eyes = [builders.member(second_pair=True) for _ in range(EYES)]
        for member, n in zip(self.eyes, self.deputies, strict=True):
            deputy = self.eyes[n] if n is not None and self.eyes[n] != member else None
            Member.objects.filter(pk=member.pk).update(deputy=deputy)
        made = builders.member(role="partner" if self.partner else "desk")
        self.author, self.colleague = builders.who(made), builders.who(builders.member())
        self.here = builders.conversation(due_at=NOW + 40 * MINUTE)
        if self.risk:
            found = [{"label": "risk", "value": self.risk, "probability": 1, "reasons": []}]
            MessageAssessment.objects.create(message=self.here.messages.get(), findings=found, made_at=NOW)

    def act(self, what: str, n: int) -> None:
        try:
            with transaction.atomic():
                self._act(what, n)
        except Declined as declined:
            event(f"{what}: {declined.code}")

    def _act(self, what: str, n: int) -> None:
        member, here = self.eyes[n % EYES], self.here.public_id
        match what:
            case "wait":
                self.now += n * MINUTE
            case "sweep":
                self.sweep()
            case "ask":
                reply.send(self.author, here, TEXT, seen_answer_seq=0, anyway=True, now=self.now)
            case "other_answer":
                reply.send(
                    self.colleague, here, "Ist unterwegs.", seen_answer_seq=0, anyway=True, now=self.now
                )
            case "planned_answer":
                reply.send(
                    self.colleague,
                    here,
                    "Ist da.",
                    seen_answer_seq=0,
                    anyway=True,
                    at=NEXT_WEEK,
                    now=self.now,
                )
            case "answer_there":
                self._message(ours=True, contact=None)
            case "asker_writes":
                self._message(text="Und noch etwas.")
            case "asker_edits":
                self.here.messages.filter(ours=False).update(text="Anders.", edited_at=self.now)
            case "asker_deletes":
                self.here.messages.update(gone_at=self.now)
            case "stricter":
                switched_on(STRICTER)
                self.stricter = True
            case "author_is_let_go":
                Member.objects.filter(pk=self.author.id).update(is_active=False)
            case "leave":
                Absence.objects.create(
                    member=member, starts_at=self.now, ends_at=self.now + 60 * MINUTE,
                    entered_by=member, entered_at=self.now,
                )  # fmt: skip
            case "come_back":
                Absence.objects.filter(member=member).update(cancelled_at=self.now)
            case "loses_the_right":
                Member.objects.filter(pk=member.pk).update(second_pair=False)
            case "is_let_go":
                Member.objects.filter(pk=member.pk).update(is_active=False)
            case "take_back":
                second_pair.take_back(self.author, self._question(), now=self.now)
            case _:
                self._decide(what, member)

    def _decide(self, what: str, member: Member) -> None:
        said: dict[str, Any] = {"text": "Wir erstatten das Porto."} if what == "change" else {}
        decision = "return" if what == "return" else "release"
        by = Member.objects.get(pk=member.pk)
        if by.is_active:
            second_pair.decide(
                builders.who(by), self._question(), decision, remark="So nicht.", now=self.now, **said
            )

    def _question(self) -> str:
        found = SecondPair.objects.order_by("-pk").values_list("public_id", flat=True).first()
        if found is None:
            raise Declined("gone")
        return found

    def _message(self, **over: Any) -> None:
        self.now += SECOND  # nothing happens at the very same moment
        builders.message(self.here, received_at=self.now, order_at=self.now, **over)

    def sweep(self) -> None:
        """What is true of all that the clock lets go, at the moment when it does."""
        before = set(SecondPair.objects.filter(state="late_released").values_list("pk", flat=True))
        second_pair.sweep_late(now=self.now)
        for question in SecondPair.objects.filter(state="late_released").exclude(pk__in=before):
            event("released by the clock")
            since = Delivery.objects.filter(conversation=self.here, queued_at__gte=question.asked_at)
            answers = since.filter(kind="reply", part=1).exclude(draft=question.draft)
            ours = self.here.messages.filter(ours=True, gone_at=None, received_at__gt=question.asked_at)
            assert not answers.exists(), "never two answers by the clock"
            assert not ours.exists(), "nor one beside an answer on the network itself"
            theirs = self.here.messages.filter(ours=False, gone_at=None)
            newest = theirs.order_by("order_at", "pk").last()
            assert newest is not None
            assert newest.pk == question.draft.answers_id, "nothing newer is answered by the clock"
            assert newest.edited_at is None or newest.edited_at <= question.asked_at
            assert not self.stricter, "not what would be asked about now on holding terms"
            assert Member.objects.get(pk=self.author.id).is_active

    def holds(self) -> None:
        """What is true at every moment."""
        waiting = SecondPair.objects.filter(state__in=DECIDABLE)
        assert not waiting.filter(asked_of=self.author.id).exists(), (
            "nobody is the second pair of her own eyes"
        )
        assert not waiting.filter(step__gt=1).exists(), "never a chain"
        until = waiting.aggregate(first=Min("deadline"))["first"]
        assert Conversation.objects.get(pk=self.here.pk).ask_until == until
        for draft in Draft.objects.filter(kind="reply"):
            assert Delivery.objects.filter(draft=draft, part=1).count() <= 1, "once, or not at all"
        assert not Delivery.objects.filter(accountable__role="partner").exists()

    def ended(self) -> None:
        """What is true when every deadline is over."""
        for question in SecondPair.objects.select_related("draft"):
            event(question.state)
            assert question.state != "open", "never silence"
            if question.state in BY_A_PERSON:
                assert question.decided_by_id is not None
                continue
            out = Delivery.objects.filter(conversation=self.here)
            if question.state in ("released", "late_released"):
                assert out.filter(draft=question.draft, kind="reply").exists()
            else:
                ends = AuditEntry.objects.filter(verb="second_pair.late", thing_id=question.public_id)
                gone = ends.filter(why="asker_gone")
                since = out.filter(queued_at__gte=question.asked_at, scheduled_for=None)
                there = self.here.messages.filter(ours=True, received_at__gt=question.asked_at)
                assert gone.exists() or since.exists() or there.exists(), "a holding reply, or a real one"
            if question.state == "late_released":
                assert (self.late, self.partner, self.risk) == ("release", False, "")


def _between(what: str) -> example:
    """One thing alone comes between a question that the clock would release and its deadline."""
    acts = [("wait", 1), (what, 0)]
    return example(late="release", partner=False, risk="", deputies=[None] * EYES, acts=acts)


@pytest.mark.usefixtures("db")
@settings(max_examples=tries(24, on_postgres=8), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    late=st.sampled_from(["holding", "release"]),
    partner=st.booleans(),
    risk=st.sampled_from(["", "", "legal", "health"]),
    deputies=st.lists(st.none() | st.integers(0, EYES - 1), min_size=EYES, max_size=EYES),
    acts=st.lists(ACTS, max_size=14),
)
@_between("other_answer")
@_between("planned_answer")
@_between("answer_there")
@_between("asker_writes")
@_between("asker_edits")
@_between("stricter")
@_between("author_is_let_go")
def test_every_question_ends_in_a_release_a_change_a_holding_reply_or_a_persons_return(
    late: str, partner: bool, risk: str, deputies: list[int | None], acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        house = House(late, partner, risk, deputies)
        house.act("ask", 0)
        for what, n in acts:
            house.act(what, n)
            house.holds()
        house.now += 24 * 60 * MINUTE
        house.sweep()
        house.holds()
        house.ended()
        transaction.set_rollback(True)
