"""The invented company goes on living, and goes without a trace."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.apps import apps

from tests import builders
from zuruf.core import demo as rules
from zuruf.core.people import Who
from zuruf.flow import accounts, guideline, outbox, people, reply
from zuruf.flow import demo as living
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.ops import demo
from zuruf.ops.demo import life
from zuruf.store.models import Conversation, DemoLife, Member, Message, Organisation, TalkPost
from zuruf.store.queries import demo as reading

pytestmark = pytest.mark.django_db
NOW = clock().replace(microsecond=0)


def empty_house() -> None:
    """As a first start leaves it, without the invented company."""
    guideline.seed(NOW)
    people.first_link(NOW)
    accounts.ensure_talk(NOW)


def invented() -> None:
    """An invented company without its past: what lives there needs none."""
    empty_house()
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Radwerk (Demo)", "demo": True})
    living.begin(NOW)
    Member.objects.update(seen_at=NOW)


def owner() -> Who:
    return builders.who(Member.objects.get(role="owner"))


def turns(minutes: float, *, seen: bool = True) -> int:
    """How many messages come while the worker looks every second for *minutes*."""
    before, chance = Message.objects.count(), random.Random(7)
    for second in range(0, int(minutes * 60), 3):
        now = NOW + timedelta(seconds=second)
        if seen:
            Member.objects.update(seen_at=now)
        life.step(now, chance)
    return Message.objects.count() - before


def test_messages_keep_coming_on_an_ordinary_day_and_no_two_alike_follow_each_other() -> None:
    invented()
    assert 4 <= turns(25) <= 12
    texts = list(Message.objects.order_by("pk").values_list("text", flat=True))
    assert all(a != b for a, b in pairwise(texts))
    assert not any("{" in text for text in texts)


def test_a_rush_brings_dozens_and_ends_by_itself() -> None:
    invented()
    living.rush(owner(), now=NOW)
    assert 25 <= turns(rules.RUSH_LASTS.total_seconds() / 60) <= 80
    assert not reading.life().rushes(NOW + rules.RUSH_LASTS)
    assert not TalkPost.objects.exclude(state="shown").exists(), "what it repeats waits for nobody's look"


def test_a_rush_can_be_calmed() -> None:
    invented()
    living.rush(owner(), now=NOW)
    living.calm(owner(), now=NOW)
    assert turns(2) <= 1


def test_whoever_is_sent_to_sleep_writes_again_when_woken() -> None:
    invented()
    living.sleep(owner(), now=NOW)
    assert turns(30) == 0
    living.wake(owner(), now=NOW)
    assert turns(10) >= 1


def test_a_desk_left_alone_overnight_is_not_filled_up() -> None:
    invented()
    assert turns(60, seen=False) <= rules.SLEEPS_AFTER / rules.QUIET[0] + 1


def test_somebody_answers_back_after_our_answer_in_her_own_thread_and_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "REACT_SHARE", 1.0)  # else chance decides who keeps silent
    invented()
    wrote = 0
    while not wrote:
        wrote = turns(10)
    reacted = 0
    for number, conversation in enumerate(Conversation.objects.all()):
        at = NOW + timedelta(minutes=11)
        seen = conversation.answer_seq
        reply.send(
            owner(), conversation.public_id, f"Gern, das klären wir. {number}", seen_answer_seq=seen, now=at
        )
    while outbox.work("test", now=NOW + timedelta(minutes=12)):
        pass
    living.sleep(owner(), now=NOW)
    DemoLife.objects.update(alive=True, next_at=NOW + timedelta(days=1))
    late = NOW + timedelta(minutes=20)
    while life.step(late, random.Random(1)):
        reacted += 1
    answered = Conversation.objects.filter(answer_seq__gt=0)
    assert 0 < reacted == answered.count()
    assert sum(c.messages.filter(ours=False).count() - 1 for c in answered) == reacted
    assert not life.step(late + timedelta(hours=1), random.Random(1))


def test_where_no_invented_company_is_nobody_can_start_a_rush() -> None:
    empty_house()
    Organisation.objects.get_or_create(pk=1)
    with pytest.raises(Declined, match="no_demo"):
        living.rush(owner(), now=NOW)
    assert not life.step(NOW, random.Random(1))


def test_only_who_runs_the_house_starts_a_rush(answers: Member) -> None:
    invented()
    with pytest.raises(Declined, match="not_allowed"):
        living.rush(builders.who(answers), now=NOW)


def test_it_goes_without_a_trace() -> None:
    """Every table is left as a first start without the company leaves it; but for the audit, from which nothing is taken."""
    empty_house()
    Organisation.objects.get_or_create(pk=1)
    before = rows()
    demo.load(NOW)
    living.rush(owner(), now=NOW)
    assert turns(2) > 10
    living.remove(owner(), now=NOW + timedelta(minutes=3))
    after = rows()
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
    house = Organisation.objects.get()
    assert (house.name, house.demo, house.first_run_done, house.mandates) == ("", False, False, False)


def rows() -> dict[str, int]:
    """Table → rows, but for the audit and for what is swept away by itself within days."""
    left_out = {"AuditEntry", "AuditSeal", "Change"}
    models = apps.get_app_config("store").get_models(include_auto_created=True)
    return {m.__name__: m._default_manager.count() for m in models if m.__name__ not in left_out}
