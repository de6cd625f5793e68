"""A network's terms: said before one writes, and held to on every way on which an answer goes out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.caller import DEAR, NEVER, OVER, WINDOW, Caller
from tests.flow.test_many import begun, made
from tests.flow.test_second_pair import asking
from zuruf import channels
from zuruf.core.capabilities import Asked, Terms
from zuruf.core.guideline import Verdict
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import intake, many_standing, outbox, reply, second_pair, terms
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Account,
    AuditEntry,
    Change,
    Conversation,
    Delivery,
    Draft,
    Member,
    Message,
    SecondPair,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = NOW + WINDOW
TEXT = "Guten Tag, ab Montag wieder."
ASKS = "Wir erstatten Ihnen 20 Euro."


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the network."""
    out: list[str] = []

    class Kept(Caller):
        def publish(self, sent: Any) -> Any:
            out.append(sent.text)
            return super().publish(sent)

    kinds = {**channels.kinds(), "caller": Kept}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return out


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def account(db: None) -> Account:
    return builders.account("caller")


def private(of: Account) -> Conversation:
    here = builders.conversation(of, public=False)
    Message.objects.filter(conversation=here).update(public=False)
    return here


def send(who: Who, here: Conversation, text: str = TEXT, **more: Any) -> reply.Sent:
    return reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, **{"now": NOW, **more})


def why(refused: pytest.ExceptionInfo[Declined]) -> tuple[str, object]:
    return refused.value.code, refused.value.data.get("said")


def test_while_one_types_the_window_and_the_price_are_said(who: Who, account: Account) -> None:
    inside, outside = private(account), builders.conversation(account)
    judge = reply.judge
    assert judge(who, inside.public_id, "", now=NOW).under == Terms(until=LATE)
    assert judge(who, outside.public_id, TEXT, now=NOW).under == Terms(cents=1.5)
    dear = judge(who, outside.public_id, f"{TEXT} https://radwerk.example", now=NOW)
    assert (dear.verdict, dear.under) == (Verdict.GO, Terms(cents=20.0, note=DEAR))
    talk = builders.conversation()
    assert judge(who, talk.public_id, TEXT, now=NOW).under is None


def test_what_its_author_writes_again_opens_the_window_again(who: Who, account: Account) -> None:
    here = private(account)
    builders.message(here, contact=here.contact, order_at=NOW + 9 * HOUR, public=False)
    under = reply.judge(who, here.public_id, TEXT, now=LATE).under
    assert under == Terms(until=NOW + 9 * HOUR + WINDOW)


def test_an_answer_that_the_network_will_not_take_is_stopped_before_and_while_one_writes(
    who: Who, account: Account
) -> None:
    here = private(account)
    for text in ("", TEXT):
        judged = reply.judge(who, here.public_id, text, now=LATE)
        assert (judged.verdict, judged.problem) == (Verdict.STOP, "terms")
    with pytest.raises(Declined) as refused:
        send(who, here, now=LATE)
    assert why(refused) == ("terms", OVER)
    assert Draft.objects.get().text == TEXT
    assert not Delivery.objects.exists()


def test_who_may_not_be_answered_at_all_is_not(who: Who, account: Account) -> None:
    here = builders.conversation(account)
    Message.objects.update(ref={"mentioned": "no"})
    with pytest.raises(Declined) as refused:
        send(who, here)
    assert why(refused) == ("terms", NEVER)


def test_a_text_that_the_network_will_not_take_can_be_mended(who: Who, account: Account) -> None:
    here = builders.conversation(account)
    judged = reply.judge(who, here.public_id, "Ja!!!", now=NOW)
    assert (judged.verdict, judged.problem) == (Verdict.STOP, "terms_text")
    assert reply.judge(who, here.public_id, "Ja!", now=NOW).verdict is Verdict.GO


def test_an_hour_at_which_the_window_is_over_cannot_be_chosen(who: Who, account: Account) -> None:
    here = private(account)
    with pytest.raises(Declined) as refused:
        send(who, here, at="2026-03-03T11:00")  # 25 h after: Berlin is an hour ahead
    assert (refused.value.code, refused.value.data["until"]) == ("terms_then", LATE)
    told = reply.write(who, here.public_id, TEXT, at="2026-03-03T11:00", now=NOW).wrong
    assert told is not None
    assert told.code == "terms_then"
    assert send(who, here, at="2026-03-03T09:00").delivery


def test_what_is_over_by_the_time_it_is_sent_goes_back_to_its_author_with_the_words(
    who: Who, account: Account, network: list[str]
) -> None:
    send(who, private(account), now=LATE - MINUTE)
    Delivery.objects.update(not_before=LATE)  # a hold, a pause, a network that was away
    while outbox.work("w", now=LATE + MINUTE):
        pass
    row = Delivery.objects.get()
    assert (row.state, row.why, network) == ("refused", OVER, [])
    assert (Draft.objects.get().state, Conversation.objects.get().waiting_since) == ("writing", NOW)


def test_a_second_pair_of_eyes_cannot_let_it_out_and_a_deadline_does_not_wait_for_ever(
    who: Who, second_pair_who: Who, account: Account
) -> None:
    asking("release")
    here = private(account)
    ask = SecondPair.objects.get(public_id=send(who, here, ASKS, now=LATE - MINUTE).ask)
    with pytest.raises(Declined) as refused:
        second_pair.decide(second_pair_who, ask.public_id, "release", now=LATE)
    assert why(refused) == ("terms", OVER)

    second_pair.sweep_late(now=ask.deadline)
    ask.refresh_from_db()
    assert (ask.next_at, AuditEntry.objects.get(verb="second_pair.late").why) == (None, "cannot_go_out")
    assert not Delivery.objects.exists()


@pytest.fixture
def second_pair_who(second_pair: Member) -> Who:
    return builders.who(second_pair)


def test_one_answer_to_many_leaves_out_whom_the_network_takes_none_for(who: Who, account: Account) -> None:
    here = [builders.conversation(account) for _ in range(2)]
    Message.objects.filter(conversation=here[1]).update(ref={"mentioned": "no"})
    batch = begun(who, here)
    lines = many_standing.standing(who, batch, now=NOW).lines
    assert [(line.why, line.network) for line in lines] == [("", ""), ("terms", NEVER)]
    assert sorted(made(batch, who).values()) == [("sent", ""), ("stays", "terms")]


def test_what_an_answer_costs_is_kept_with_it(who: Who, account: Account) -> None:
    send(who, builders.conversation(account))
    send(who, builders.conversation(account), f"{TEXT} https://radwerk.example")
    assert sorted(Delivery.objects.values_list("cents", flat=True)) == [1.5, 20.0]


def test_our_answers_to_a_message_are_counted_once_wherever_they_were_written(
    who: Who, account: Account
) -> None:
    here = builders.conversation(account)
    asked = here.messages.get()

    def answered(but: int = 0) -> int:
        door = terms.door("caller", here.pk, asked.pk, but=but)
        assert door is not None
        return door.asked.answered

    assert answered() == 0
    send(who, here)
    row = Delivery.objects.get()
    assert (answered(), answered(but=row.draft_id)) == (1, 0)
    row.remote_id = "r1"
    row.save()
    ours = {"contact": None, "ours": True, "parent_id_remote": asked.remote_id}
    builders.message(here, remote_id="r1", **ours)
    assert (answered(), answered(but=row.draft_id)) == (1, 0)
    builders.message(here, remote_id="from elsewhere", **ours)
    assert (answered(), answered(but=row.draft_id)) == (2, 1)


def test_the_terms_cost_two_statements_while_one_types_also_for_a_later_hour(
    who: Who, account: Account
) -> None:
    plain, here = builders.conversation(builders.account("talk")), private(account)
    at: dict[str, Any] = {"at": "2026-03-02T16:00", "now": NOW}
    for c in (plain, here):
        reply.write(who, c.public_id, TEXT, **at)

    def typed(c: Conversation, text: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            reply.write(who, c.public_id, text, **at)
        return len(seen)

    assert typed(here, f"{TEXT} Ja.") - typed(plain, f"{TEXT} Ja.") == 2


def test_a_channel_that_stumbles_over_its_own_terms_stands_in_nobodys_way() -> None:
    def broken(*_: object) -> Terms:
        raise KeyError("mentioned")

    asked = Asked({}, True, NOW, NOW)
    assert terms.Door(replace(Caller.can, terms=broken), asked).at(NOW, [TEXT]) == Terms()


def test_what_comes_in_says_until_when_it_can_be_answered(who: Who, account: Account) -> None:
    one = Incoming("p1", Author("anna"), "Hallo?", NOW, public=False)
    intake.receive(account.pk, Batch((one,)), now=NOW)
    here = Conversation.objects.get()
    assert here.closes_at == LATE
    last = Change.objects.order_by("-pk").first()
    assert last is not None
    assert (last.kind, last.thing) == ("conversation", here.public_id), "open desks read it after it is there"


def test_a_correction_is_one_more_answer_and_an_edit_is_none(who: Who, account: Account) -> None:
    here = private(account)
    mine = builders.message(here, contact=None, ours=True, public=False, ref={"id": "r1"})
    door = terms.door("caller", here.pk, mine.pk)
    assert door is not None
    assert door.at(LATE, [TEXT]).refusal == OVER
    assert terms.door("bluesky", here.pk, mine.pk) is None
    edits = Delivery(kind="edit", draft=Draft(conversation=here, kind="edit"), payload={"text": TEXT})
    assert terms.over(edits, LATE) == ""
