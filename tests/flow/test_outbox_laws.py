"""The outbox' laws, against a network that does whatever it likes and people who click at any moment.

What is counted is what the network has, not what our tables say:

- never published twice, unless a person said so, wherever our clock jumps
- never started after a successful recall, during a hold that lies on it, before its hour, or without the yes that was
  asked for after a hold
- what is posted by hand is in one hand at a time, and counts as out only when whoever has it says so
- a repeat is the same request, to the letter
- the parts of an answer go out in order, and never with a gap
- every delivery ends in exactly one visible state that is true
- what the network hides or removes comes back to the desk; what the public sees in the end is known
- nothing is lost: neither a reply, nor its text, nor since when somebody waits
"""

import logging
import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.builders import NOW
from tests.effort import DEEP, tries
from tests.flow.model_network import KINDS, channel
from tests.flow.outbox_machine import BY_HAND, DEAD, DURING, JUMPS, NETWORK, PAUSES, SCOPES, STEPS, D, Outbox
from zuruf import channels
from zuruf.core.hold import Covers
from zuruf.core.reply import DraftState
from zuruf.flow import outbox
from zuruf.store.models import Account, Conversation, Delivery

FINAL = {D.PUBLISHED, D.UNCLEAR, *DEAD}
EXAMPLES = int(os.environ.get("EXAMPLES", "0")) or tries(15, on_postgres=6)
STORMS = int(os.environ.get("STORMS", "0")) or tries(12, on_postgres=5)
pick = st.integers(0, 3)
kinds = st.integers(0, len(KINDS) - 1)
answers = st.tuples(st.sampled_from(STEPS + STEPS + DURING), pick)
pauses = st.sampled_from(PAUSES)


class Laws(RuleBasedStateMachine):
    """One house; hypothesis chooses what happens in it."""

    def __init__(self) -> None:
        super().__init__()
        self.house = Outbox()

    @initialize(some=st.lists(kinds, min_size=1, max_size=4))
    def some_replies_are_sent(self, some: list[int]) -> None:
        for kind in some:
            self.house.send(kind)

    @rule(kind=kinds, place=st.integers(0, 2))
    def a_reply_is_sent(self, kind: int, place: int) -> None:
        self.house.send(kind, place=place)

    @rule(kind=kinds, parts=st.integers(1, 3), ahead=st.sampled_from((0, 0, 1, 120)))
    def a_long_or_a_later_one_is_sent(self, kind: int, parts: int, ahead: int) -> None:
        self.house.send(kind, parts, ahead)

    @rule(seconds=pauses)
    def one_to_be_posted_by_hand_is_sent(self, seconds: int) -> None:
        self.house.send(BY_HAND)
        self.house.work([], seconds)

    @rule(n=pick, person=st.integers(0, 1), over=st.booleans())
    def somebody_takes_it_to_post_it(self, n: int, person: int, over: bool) -> None:
        self.house.take(n, person, over=over)

    @rule(n=pick)
    def somebody_posts_it(self, n: int) -> None:
        self.house.post(n)

    @rule(n=pick, what=st.sampled_from(("there", "there", "back", "not")), person=st.integers(0, 1))
    def somebody_says_what_became_of_it(self, n: int, what: str, person: int) -> None:
        self.house.say(n, what, person)

    @rule(plan=st.lists(answers, max_size=3), seconds=pauses)
    def the_worker_works(self, plan: list[tuple[str, int]], seconds: int) -> None:
        self.house.work([self.house.step(*step) for step in plan], seconds)

    @rule(plan=st.lists(answers, max_size=3), seconds=pauses)
    def the_worker_goes_on(self, plan: list[tuple[str, int]], seconds: int) -> None:
        self.the_worker_works(plan, seconds)

    @rule(n=pick)
    def somebody_recalls(self, n: int) -> None:
        self.house.recall(n)

    @rule(n=pick)
    def somebody_withdraws(self, n: int) -> None:
        self.house.withdraw(n)

    @rule(n=pick, said=st.sampled_from(["there", "again", "give_up"]))
    def somebody_settles(self, n: int, said: str) -> None:
        self.house.settle(n, said)

    @rule(
        scope=st.sampled_from(SCOPES), n=pick, covers=st.sampled_from((Covers.ALL, Covers.ALL, Covers.POSTS))
    )
    def something_is_held(self, scope: str, n: int, covers: Covers) -> None:
        self.house.hold(scope, n, covers)

    @rule(scope=st.sampled_from(SCOPES), n=pick, seconds=pauses)
    def something_is_held_for_a_while(self, scope: str, n: int, seconds: int) -> None:
        hold = self.house.hold(scope, n, Covers.ALL)
        self.house.work([], seconds)
        if hold:
            self.house.lift(hold)

    @rule()
    def all_is_released(self) -> None:
        self.house.lift_all()

    @rule(n=pick, all_of_them=st.booleans())
    def somebody_says_yes(self, n: int, all_of_them: bool) -> None:
        if all_of_them:
            self.house.yes_to_all()  # to what she saw
        else:
            self.house.yes(n)

    @rule()
    def somebody_looks_what_is_overdue(self) -> None:
        self.house.look()

    @rule(n=pick)
    def somebody_gives_it_to_the_team(self, n: int) -> None:
        self.house.give_to_the_team(n)

    @rule(n=pick, how=st.sampled_from(("hides", "removes", "shows")))
    def the_network_takes_it_away(self, n: int, how: str) -> None:
        self.house.the_network_takes(n, how)

    @rule()
    def accounts_are_connected_again(self) -> None:
        self.house.connect_again()

    @rule(seconds=st.sampled_from(JUMPS))
    def the_clock_jumps(self, seconds: int) -> None:
        self.house.jump(seconds)

    @invariant()
    def the_laws_hold(self) -> None:
        nothing_is_published_twice_unless_a_person_said_so(self.house)
        nothing_goes_out_that_must_not(self.house)
        a_repeat_is_the_same_request(self.house)
        parts_stand_in_order_and_without_a_gap(self.house)
        every_reply_is_in_one_true_state(self.house)
        nobody_who_waits_is_forgotten(self.house)

    def teardown(self) -> None:
        try:
            _let_it_run_out(self.house)
            self.the_laws_hold()
            what_the_public_sees_is_known(self.house)
        finally:
            transaction.set_rollback(True)
            self.house.undo.__exit__(None, None, None)


def nothing_is_published_twice_unless_a_person_said_so(house: Outbox) -> None:
    for row, again in house.again.items():
        assert len(NETWORK.of(row)) <= 1 + again, row


def nothing_goes_out_that_must_not(house: Outbox) -> None:
    assert house.broken == []
    assert not [row for row in house.recalled if NETWORK.of(row)]


def a_repeat_is_the_same_request(house: Outbox) -> None:
    first = {reply.key: reply for reply in reversed(NETWORK.handed_in)}
    assert all(reply == first[reply.key] for reply in NETWORK.handed_in)
    assert set(first) <= set(house.rows)


def parts_stand_in_order_and_without_a_gap(house: Outbox) -> None:
    for row in Delivery.objects.filter(follows__isnull=False).select_related("follows"):
        assert row.follows is not None
        mine, before = NETWORK.of(row.public_id), NETWORK.of(row.follows.public_id)
        if mine:
            assert before, "a gap"
            assert before[0].at <= mine[0].at
            assert mine[0].parent in {p.remote_id for p in before}, "it answers something else"


def every_reply_is_in_one_true_state(house: Outbox) -> None:
    found = {r.public_id: r for r in Delivery.objects.select_related("draft")}
    assert set(found) == set(house.rows)
    for row in found.values():
        if row.state in (D.RECALLED, D.REFUSED):
            assert NETWORK.of(row.public_id) == []
        if row.state == D.PUBLISHED and row.public_id not in house.there:
            assert NETWORK.of(row.public_id)
        back = row.draft.state == DraftState.WRITING
        of_all = {r.state for r in found.values() if r.draft_id == row.draft_id}
        assert back == bool(of_all & {D.RECALLED, D.REFUSED, D.GIVEN_UP}), "the text came back, or did not"
        if row.state in (D.RECALLED, D.REFUSED, D.GIVEN_UP):
            assert row.payload["text"] in row.draft.text, "its words are not lost"


def nobody_who_waits_is_forgotten(house: Outbox) -> None:
    """The desk counts what is unclear; and where the last of our words did not stay out, they wait since they did."""
    for c in Conversation.objects.prefetch_related("deliveries"):
        rows = sorted(c.deliveries.all(), key=lambda r: r.pk)
        assert c.unclear == sum(r.state == D.UNCLEAR for r in rows)
        assert c.missing == sum(r.missing_since is not None for r in rows)
        if c.missing:
            assert c.state == "open", "what the network took away is on the desk"
        if not {r.public_id for r in rows} & house.touched:
            waits = ("open", NOW) if rows[-1].state in DEAD else ("waiting", None)
            assert (c.state, c.waiting_since) == waits


def what_the_public_sees_is_known(house: Outbox) -> None:
    """Where the network tells; after the last look."""
    posts = {p.remote_id: p for p in NETWORK.posts}
    rows = Delivery.objects.filter(account__channel="looks", state=D.PUBLISHED, withdraw_asked_at=None)
    for row in rows.exclude(remote_id=""):
        post = posts[row.remote_id]
        assert row.visibility == ("gone" if post.gone else "hidden" if post.hidden else "visible")


def _let_it_run_out(house: Outbox) -> None:
    """All goes well from now on: everything comes to its end, by itself or with a person."""
    NETWORK.plan.clear()
    house.lift_all()
    house.look()
    house.yes_to_all()
    house.jump(int(-house.skew.total_seconds()))
    for hours in (*[1] * 12, 24, 72, 96):
        Account.objects.update(state="ok", failures=0)
        NETWORK.pass_time(NETWORK.now + timedelta(hours=hours))
        while outbox.work("w", now=house.now):
            pass
    for n, key in enumerate(reversed(house.rows)):
        house.take(n, 0, over=True)
        if key in house.hands and not NETWORK.of(key):
            house.post(n)
        house.say(n, "there", 0)
    for key in Delivery.objects.filter(state=D.QUEUED).values_list("public_id", flat=True):
        before = Delivery.objects.get(public_id=key).follows
        assert before is not None, "it never went out"
        assert before.state in (D.UNCLEAR, D.QUEUED) or not before.remote_id, (
            "it waits for the part before it"
        )
    states = set(Delivery.objects.exclude(state=D.QUEUED).values_list("state", flat=True))
    assert states <= FINAL, states
    left = Q(state=D.UNCLEAR, next_at__isnull=False) | Q(withdraw_asked_at__isnull=False, withdrawn_at=None)
    assert not Delivery.objects.filter(left).exists()


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {**channels.kinds(), **{kind: channel(kind, NETWORK) for kind in (*KINDS, "by_hand")}}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    logging.getLogger("zuruf.outbox").setLevel(logging.CRITICAL)


@pytest.mark.django_db
def test_the_laws_hold_whatever_the_network_does_and_whenever_people_click(networks: None) -> None:
    run_state_machine_as_test(
        Laws,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            derandomize="EXAMPLES" not in os.environ and not DEEP,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(STORMS))
def test_the_laws_hold_in_a_storm(networks: None, seed: int) -> None:
    """The same machine, driven by dice that are loaded: much more goes wrong than in one of hypothesis' small stories."""
    dice = random.Random(seed)
    machine = Laws()
    try:
        machine.some_replies_are_sent([dice.randrange(len(KINDS)) for _ in range(3)])
        for _ in range(40):
            _something_happens(machine, dice)
            machine.the_laws_hold()
    finally:
        machine.teardown()


def _something_happens(machine: Laws, dice: random.Random) -> None:
    n, pause, house = dice.randrange(4), dice.choice(PAUSES), machine.house
    plan = [(dice.choice(STEPS[1:] + DURING), dice.randrange(4)) for _ in range(dice.randrange(4))]
    scope = dice.choice(SCOPES)
    acts: list[tuple[int, Callable[[], object]]] = [
        (8, lambda: machine.the_worker_works(plan, pause)),
        (
            3,
            lambda: house.send(
                n, dice.choice((1, 1, 2, 3)), dice.choice((0, 0, 0, 5, 60)), dice.randrange(3)
            ),
        ),
        (2, house.connect_again),
        (1, lambda: house.recall(n)),
        (2, lambda: machine.one_to_be_posted_by_hand_is_sent(pause)),
        (2, lambda: house.take(n, dice.randrange(2), over=dice.random() < 0.3)),
        (1, lambda: house.post(n)),
        (2, lambda: house.say(n, dice.choice(["there", "back", "not"]), dice.randrange(2))),
        (1, lambda: house.withdraw(n)),
        (1, lambda: house.settle(n, dice.choice(["there", "again", "give_up"]))),
        (1, lambda: machine.something_is_held_for_a_while(scope, n, pause)),
        (1, lambda: house.hold(scope, n, Covers.ALL)),
        (3, house.lift_all),
        (2, house.look),
        (2, house.yes_to_all),
        (1, lambda: house.yes(n)),
        (1, lambda: house.give_to_the_team(n)),
        (1, lambda: house.jump(dice.choice(JUMPS))),
        (1, lambda: house.the_network_takes(n, dice.choice(("hides", "removes", "shows")))),
    ]
    dice.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()
