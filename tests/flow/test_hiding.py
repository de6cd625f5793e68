"""Measures against abuse: a rule, the words that break it and a reason; once, never doubled, and taken back."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import Refused, TryLater, Unknown
from zuruf.core.hiding import CLAIM
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.outbox import REPEATS
from zuruf.core.people import Who
from zuruf.flow import acting, hiding
from zuruf.flow.errors import Declined
from zuruf.flow.hiding import Ground
from zuruf.store import act_claims
from zuruf.store.models import Act, AuditEntry, Conversation, Member, Message, MessageAssessment
from zuruf.store.queries import abuse as reading
from zuruf.store.queries.frame import frame

RUDE = "Du bist ein dummer Kerl, und dein Rad taugt nichts."
GROUND = Ground("Keine Beleidigungen.", "dummer Kerl", "Trifft eine Person.", "insult")
CAN = Capabilities(
    Receive.NONE,
    reply=True,
    offers=(
        Offer(Measure.HIDE, back=True, harmless=True, own_thread=True),
        Offer(Measure.BLOCK, back=True, harmless=True, seen=True),
        Offer(Measure.REPORT),
        Offer(Measure.APPROVE, harmless=True, needs="held"),
    ),
)


class Killed(BaseException):
    """The worker is killed in this moment."""


@dataclass
class Net:
    """What the network has; the next of `plan` is what happens *after* it took a measure."""

    asked: list[tuple[str, str, bool]] = field(default_factory=list)
    plan: list[BaseException] = field(default_factory=list)

    def act(self, order: Ordered) -> None:
        self.asked.append((order.measure, order.key, order.back))
        if self.plan:
            raise self.plan.pop(0)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    made = Net()

    class Pond:
        name, can = "pond", CAN

        def __init__(self, link: object, http: object) -> None:
            self.act = made.act

    monkeypatch.setitem(channels.kinds(), "pond", Pond)
    return made


@pytest.fixture
def who(answers: Member, net: Net) -> Who:
    return builders.who(answers)


@pytest.fixture
def rude(who: Who) -> Message:
    return answer_to_us(RUDE)


def answer_to_us(text: str, *findings: tuple[str, str]) -> Message:
    """Somebody answers a post of ours."""
    c = builders.conversation(builders.account("pond"), text=text)
    message = c.messages.get()
    root = builders.message(c, ours=True, contact=None, text="Samstag ist Fest.")
    Conversation.objects.filter(pk=c.pk).update(root_id=root.remote_id)
    if findings:
        kept = [{"label": k, "value": v, "probability": 0.9, "reasons": []} for k, v in findings]
        MessageAssessment.objects.create(message=message, findings=kept, made_at=NOW)
    return message


def hide(who: Who, m: Message, ground: Ground = GROUND, measure: str = "hide", **more: Any) -> str:
    return hiding.act(who, m.public_id, measure, ground, now=NOW, **more)


def work(minutes: float = 0) -> bool:
    return acting.work("w", now=NOW + timedelta(minutes=minutes))


def test_what_is_held_is_approved_without_a_ground_and_hides_nothing(
    who: Who, rude: Message, net: Net
) -> None:
    with pytest.raises(Declined, match="not_held"):
        hide(who, rude, Ground(), "approve")
    Message.objects.filter(pk=rude.pk).update(ref={"held": "1"})
    conversation = rude.conversation.public_id
    waits = reading.case(who.id, conversation)

    act = hide(who, rude, Ground(), "approve")
    assert work()

    assert waits is not None
    assert "held" in waits.marks
    assert [a[0] for a in net.asked] == ["approve"]
    found = reading.hidden(who.id, NOW)
    assert (found.live, found.look) == ((), ())
    assert Act.objects.get(public_id=act).ended_at is not None


def test_a_message_is_looked_at_however_many_came_after_it(who: Who, rude: Message) -> None:
    c = rude.conversation
    later = [builders.message(c, order_at=NOW + timedelta(minutes=n)) for n in range(1, 15)]
    found = reading.case(who.id, c.public_id, rude.public_id)
    assert found is not None
    assert (found.public_id, found.text) == (rude.public_id, RUDE)
    assert [n.public_id for n in found.near if n.chosen] == [rude.public_id]
    assert len(found.near) == reading.NEAR + 1
    newest = reading.case(who.id, c.public_id)
    assert newest is not None
    assert newest.public_id == later[-1].public_id
    elsewhere = answer_to_us("Etwas anderes.")
    assert reading.case(who.id, c.public_id, elsewhere.public_id) is None, "of another conversation"
    assert reading.case(who.id, c.public_id, "\x00") is None


def test_a_hidden_answer_goes_out_once_and_is_shown_again_once(who: Who, rude: Message, net: Net) -> None:
    act = hide(who, rude)
    assert work()
    assert not work()
    hiding.take_back(who, act, now=NOW)
    assert work()
    assert not work(1)

    key = Act.objects.get(public_id=act).payload["key"]
    assert net.asked == [("hide", key, False), ("hide", key, True)]
    assert reading.hidden(who.id, NOW).live == ()
    verbs = list(AuditEntry.objects.filter(thing="act").order_by("id").values_list("verb", flat=True))
    assert verbs == ["act.ordered", "act.done", "act.back_ordered", "act.back"]


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (Ground("", "dummer Kerl", "Weil."), "no_rule"),
        (Ground("Regel", "", "Weil."), "no_quote"),
        (Ground("Regel", "alter Hund", "Weil."), "not_in_it"),
        (Ground("Regel", "dummer Kerl", " \u200b"), "no_reason"),
    ],
)
def test_without_rule_quote_or_reason_nothing_is_hidden(
    who: Who, rude: Message, ground: Ground, code: str
) -> None:
    with pytest.raises(Declined) as why:
        hide(who, rude, ground)
    assert why.value.code == code
    assert not Act.objects.exists()


def test_what_is_done_or_on_its_way_is_not_ordered_again(who: Who, rude: Message) -> None:
    hide(who, rude)
    for _ in range(2):
        with pytest.raises(Declined, match="already"):
            hide(who, rude)
        work()


def test_answers_in_a_thread_of_others_and_measures_that_are_not_offered_are_declined(
    who: Who, net: Net
) -> None:
    foreign = builders.conversation(builders.account("pond"), text=RUDE).messages.get()
    for measure, code in (("hide", "other_thread"), ("mute", "not_offered"), ("block", "")):
        if code:
            with pytest.raises(Declined, match=code):
                hide(who, foreign, measure=measure)
        else:
            assert hide(who, foreign, Ground(reason="Droht uns seit Wochen."), measure)


def test_who_may_not_answer_may_not_hide(rude: Message, elsewhere: Member, agency: Member) -> None:
    for somebody in (elsewhere, agency):
        with pytest.raises(Declined, match="not_allowed"):
            hide(builders.who(somebody), rude)


def test_where_nobody_knows_a_harmless_act_is_repeated_and_a_report_is_not(
    who: Who, rude: Message, net: Net
) -> None:
    hidden, report = hide(who, rude), hide(who, rude, measure="report")
    net.plan = [Unknown("no answer"), Unknown("no answer")]
    while work():
        pass
    assert work(1)  # the repeat of what is harmless
    assert not work(60)

    assert [kind for kind, _key, _back in net.asked] == ["hide", "report", "hide"]
    states = dict(Act.objects.values_list("public_id", "state"))
    assert states == {hidden: "done", report: "unclear"}
    assert [a.public_id for a in reading.hidden(who.id, NOW).unclear] == [report]
    hiding.settle(who, report, "again", now=NOW)
    assert work(61)
    assert len(net.asked) == 4


@pytest.mark.parametrize("measure", ["hide", "report"])
def test_a_worker_that_is_killed_after_the_network_took_it_doubles_nothing(
    who: Who, rude: Message, net: Net, measure: str
) -> None:
    act = hide(who, rude, measure=measure)
    net.plan = [Killed()]
    with pytest.raises(Killed):
        work()
    assert not work(1)  # its claim still holds
    after = CLAIM.total_seconds() / 60 + 1
    assert work(after)  # another worker finds it
    while work(after + 1):
        pass

    one = Act.objects.get(public_id=act)
    assert len({key for _kind, key, _back in net.asked}) == 1  # a repeat is the same request
    assert (one.state, len(net.asked)) == (("done", 2) if measure == "hide" else ("unclear", 1))


def test_a_word_that_comes_late_counts_and_one_that_was_settled_does_not(who: Who, rude: Message) -> None:
    report = hide(who, rude, measure="report")
    row = act_claims.claim(Act.objects.get().pk, "slow", NOW)
    assert row is not None
    assert work(5)  # taken for dead: unclear
    acting._done(row, NOW + timedelta(minutes=6))
    assert Act.objects.get(public_id=report).state == "done"
    acting._failed(row, TryLater("too late"), NOW + timedelta(minutes=7))
    assert Act.objects.get(public_id=report).state == "done"


def test_only_one_of_two_workers_gets_it(who: Who, rude: Message) -> None:
    hide(who, rude)
    key = Act.objects.get().pk
    assert act_claims.claim(key, "one", NOW)
    assert act_claims.claim(key, "two", NOW) is None


def test_what_waits_is_called_off_and_never_goes_out(who: Who, rude: Message, net: Net) -> None:
    act = hide(who, rude)
    hiding.take_back(who, act, now=NOW)
    assert not work(1)
    assert net.asked == []
    assert hide(who, rude)  # and may be decided anew


def test_what_may_have_happened_is_not_called_off_and_what_only_waits_is(
    who: Who, rude: Message, net: Net
) -> None:
    waits = hide(who, rude)
    net.plan = [TryLater("busy")]
    work()
    hiding.take_back(who, waits, now=NOW)
    doubtful = hide(who, rude)
    net.plan = [Unknown("no answer")]
    work()
    with pytest.raises(Declined, match="under_way"):
        hiding.take_back(who, doubtful, now=NOW)


def test_a_refusal_ends_it_with_the_networks_words(who: Who, rude: Message, net: Net) -> None:
    act = hide(who, rude)
    net.plan = [Refused("At most 300.")]
    work()
    row = Act.objects.get(public_id=act)
    assert (row.state, row.why, row.ended_at) == ("refused", "At most 300.", NOW)


def test_a_hiding_is_looked_at_by_somebody_else_and_criticism_comes_first(
    who: Who, rude: Message, second_pair: Member
) -> None:
    critic = answer_to_us("Eure Werkstatt ist eine Katastrophe, ihr Pfuscher.", ("intent", "complaint"))
    hide(who, rude)
    second = hide(who, critic, Ground("Keine Beleidigungen.", "ihr Pfuscher", "Trifft Kollegen."))
    while work():
        pass
    looker = builders.who(second_pair)
    assert next(a.public_id for a in reading.hidden(looker.id, NOW).look) == second
    assert frame(looker, NOW).acts == 2
    assert frame(who, NOW).acts == 0
    with pytest.raises(Declined, match="not_allowed"):
        hiding.look(who, second, now=NOW)
    hiding.look(looker, second, now=NOW)
    assert frame(looker, NOW).acts == 1


@pytest.mark.parametrize(("how", "in_force"), [("done", 0), ("off", 1)])
def test_a_person_says_whether_what_is_unclear_was_taken_back(
    who: Who, rude: Message, net: Net, how: str, in_force: int
) -> None:
    act = hide(who, rude)
    work()
    hiding.take_back(who, act, now=NOW)
    net.plan = [Unknown("no answer")] * REPEATS
    for hours in range(2 * REPEATS):
        work(hours * 60)

    (unclear,) = reading.hidden(who.id, NOW).unclear
    assert unclear.back
    hiding.settle(who, unclear.public_id, how, now=NOW)
    assert frame(who, NOW).acts == 0
    assert len(reading.hidden(who.id, NOW).live) == in_force
    if in_force:
        hiding.take_back(who, act, now=NOW)  # and can be tried once more
    else:
        assert hide(who, rude)


def test_closing_with_it_says_why(who: Who, rude: Message) -> None:
    hide(who, rude, done=True)
    closed = AuditEntry.objects.get(verb="conversation.closed")
    assert "abuse" in closed.data.values()


def test_an_error_that_no_channel_should_raise_is_no_success(who: Who, rude: Message, net: Net) -> None:
    hide(who, rude, measure="report")
    net.plan = [RuntimeError("broken")]
    work()
    assert Act.objects.get().state == "unclear"
