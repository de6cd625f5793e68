"""What may be a matter of life: minutes are minutes, and the prepared words wait for nobody."""

from datetime import datetime, timedelta
from importlib.resources import files

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.there import there
from zuruf.core.first_words import words
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import guideline, reply, second_pair
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Delivery,
    DutyChange,
    Member,
    MessageAssessment,
    Organisation,
    SecondPair,
)

NIGHT = NOW + timedelta(hours=13, minutes=55)  # 23:55 in Berlin
OWN = "Ich höre Sie. Bitte rufen Sie jetzt jemanden an."
OPEN = {str(day): [["09:00", "17:00"]] for day in range(5)}


@pytest.fixture
def author(answers: Member) -> Who:
    builders.organisation(hours=OPEN, timezone="Europe/Berlin")
    return builders.who(answers)


def at_risk(risk: str = "self_harm", text: str = "Ich will nicht mehr leben.") -> Conversation:
    here = builders.conversation(
        text=text, urgent=True, waiting_since=NIGHT, due_at=NIGHT + timedelta(hours=10)
    )
    found = [{"label": "risk", "value": risk, "probability": 1, "reasons": []}]
    MessageAssessment.objects.create(message=here.messages.get(), findings=found, made_at=NIGHT)
    return here


def shipped(slug: str = "self-harm") -> None:
    switched_on(files("zuruf.guidelines").joinpath(f"{slug}.toml").read_text(encoding="utf-8"))


def ask(who: Who, here: Conversation, now: datetime = NIGHT) -> SecondPair:
    sent = reply.send(who, here.public_id, OWN, seen_answer_seq=here.answer_seq, now=now)
    return SecondPair.objects.get(public_id=sent.ask)


def test_at_night_five_minutes_are_five_minutes_and_then_the_holding_reply_goes_out(author: Who) -> None:
    shipped()
    builders.member(second_pair=True)
    builders.member(second_pair=True)
    here = at_risk()
    judged = reply.judge(author, here.public_id, OWN, now=NIGHT)
    assert (judged.verdict, judged.real, judged.deadline) == (Verdict.ASK, True, NIGHT + timedelta(minutes=5))
    asked = ask(author, here)
    assert asked.deadline == NIGHT + timedelta(minutes=5)
    assert asked.next_at == NIGHT + timedelta(minutes=2, seconds=30)
    assert second_pair.sweep_late(now=asked.deadline) == 1
    out = Delivery.objects.get(kind="holding").payload["text"]
    assert out == there(guideline.named("self-harm@1")).then.holding["de"]


def test_the_risk_alone_makes_minutes_real_where_a_guideline_says_nothing_of_it(author: Who) -> None:
    switched_on(
        'id = "two"\ntitle = "Zwei"\nwhy = "So."\n[when]\nrisk = ["legal", "self_harm"]\n[then]\nverdict = "ask"\nminutes = 10\n'
        'say = "Zu zweit."\n[[example]]\ntext = "Ja."\nverdict = "ask"\nrisk = "legal"\n[[example]]\ntext = "Ja."\nverdict = "go"\n'
    )
    builders.member(second_pair=True)
    assert ask(author, at_risk()).deadline == NIGHT + timedelta(minutes=10)
    assert ask(author, at_risk("legal", "Mein Anwalt meldet sich.")).deadline > NIGHT + timedelta(hours=8)


def test_the_prepared_words_go_out_at_once_and_one_word_more_does_not(author: Who) -> None:
    shipped()
    builders.member(second_pair=True)
    card, here = words("self_harm", "de"), at_risk()
    assert reply.judge(author, here.public_id, card + " Alles Gute!", now=NIGHT).verdict is Verdict.ASK
    sent = reply.send(author, here.public_id, card.replace(". ", ".\n"), seen_answer_seq=0, now=NIGHT)
    assert (sent.verdict, sent.ask) == (Verdict.GO, "")
    assert AuditEntry.objects.get(verb="reply.sent").why == "prepared"
    own = there(guideline.named("self-harm@1")).then.holding["en"]
    assert reply.judge(author, at_risk().public_id, own, now=NIGHT).verdict is Verdict.GO


def test_prepared_words_are_prepared_for_their_own_risk_only(author: Who) -> None:
    shipped("threats")
    builders.member(second_pair=True)
    here = at_risk("threat", "Ich weiß wo ihr wohnt.")
    assert reply.judge(author, here.public_id, words("self_harm", "de"), now=NIGHT).verdict is Verdict.ASK
    assert reply.judge(author, here.public_id, words("threat", "de"), now=NIGHT).verdict is Verdict.GO


def test_a_partner_asks_also_with_prepared_words(author: Who) -> None:
    shipped()
    partner = builders.who(builders.member(role="partner"))
    builders.member(second_pair=True)
    said = reply.judge(partner, at_risk().public_id, words("self_harm", "de"), now=NIGHT)
    assert (said.verdict, said.prepared, said.real) == (Verdict.ASK, False, True)


def test_asked_is_whoever_is_on_duty_else_whoever_it_would_ring_at(author: Who) -> None:
    shipped()
    here_now = builders.member(second_pair=True, seen_at=NIGHT, name="At the Desk")
    named = builders.member(second_pair=True, name="Named For It")
    on_duty = builders.member(second_pair=True, name="On Duty")
    assert ask(author, at_risk()).asked_of == here_now
    Organisation.objects.update(judging={"guard": named.public_id})
    assert ask(author, at_risk()).asked_of == named
    Organisation.objects.update(judging={}, duty_outside=True)
    hours = {"starts_at": NIGHT - timedelta(hours=1), "ends_at": NIGHT + timedelta(hours=1)}
    DutyChange.objects.create(member=on_duty, on=True, entered_by=on_duty, entered_at=NIGHT, **hours)
    assert ask(author, at_risk()).asked_of == on_duty
