"""The outbox' laws, against a network that does whatever it likes and people who click at any moment.

What is counted is what the network has, not what our tables say:

- never published twice, unless a person said so
- never published after a successful recall, nor started during a hold
- every delivery ends in exactly one visible state that is true
- nothing is lost: neither a reply, nor its text, nor since when somebody waits
"""

import contextlib
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

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Killed, Network, channel
from zuruf import channels
from zuruf.core.outbox import CLAIM, DeliveryState
from zuruf.core.reply import DraftState
from zuruf.flow import accounts, holds, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Conversation, Delivery, Draft, Hold

D = DeliveryState
NETWORK = Network(NOW)
STEPS = (
    "ok",
    "accepts",
    "loses",
    "late",
    "refuses",
    "later",
    "not_connected",
    "killed_before",
    "killed_after",
    "broken",
)
DURING = ("recall", "withdraw", "again", "there", "give_up", "hold", "other_worker")
PAUSES = (1, 5, 20, 60, 121, CLAIM.seconds + 1, 3600, 4 * 3600)
FINAL = {D.PUBLISHED, D.RECALLED, D.REFUSED, D.UNCLEAR, D.WITHDRAWN, D.GIVEN_UP}
EXAMPLES = int(os.environ.get("EXAMPLES", "15"))
STORMS = int(os.environ.get("STORMS", "10"))
pick = st.integers(0, 3)
answers = st.tuples(st.sampled_from(STEPS + STEPS + DURING), pick)


class Outbox(RuleBasedStateMachine):
    """Four networks, one for each class of repeat; `again` and `there` count what people said of a delivery."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.again: dict[str, int] = {}
        self.there: set[str] = set()
        self.recalled: set[str] = set()
        self.broken: list[str] = []
        self.undo = transaction.atomic()
        self.undo.__enter__()
        builders.organisation()
        self.who = builders.who(builders.member())
        self.accounts = [builders.account(kind) for kind in KINDS]
        NETWORK.__init__(NOW)  # type: ignore[misc]
        NETWORK.on_publish = self._no_hold

    # what happens

    @initialize(kinds=st.lists(st.integers(0, 3), min_size=1, max_size=4))
    def some_replies_are_sent(self, kinds: list[int]) -> None:
        for kind in kinds:
            self.a_reply_is_sent(kind)

    @rule(kind=st.integers(0, 3))
    def a_reply_is_sent(self, kind: int) -> None:
        conversation = builders.conversation(self.accounts[kind], waiting_since=None, state="waiting")
        draft = Draft.objects.create(
            conversation=conversation, author_id=self.who.id, text="Ja.", state=DraftState.SENT,
            created_at=NOW, updated_at=NOW, answers=conversation.messages.get(),
        )  # fmt: skip
        row = outbox.queue(self.who, draft, text="Ja.", kind="reply", now=NETWORK.now, waited_since=NOW)
        self.rows.append(row.public_id)
        self.again[row.public_id] = 0

    @rule(plan=st.lists(answers, max_size=3), seconds=st.sampled_from(PAUSES))
    def the_worker_works(self, plan: list[tuple[str, int]], seconds: int) -> None:
        NETWORK.pass_time(NETWORK.now + timedelta(seconds=seconds))
        NETWORK.plan = [self._step(*step) for step in plan]
        self._work()

    @rule(plan=st.lists(answers, max_size=3), seconds=st.sampled_from(PAUSES))
    def the_worker_goes_on(self, plan: list[tuple[str, int]], seconds: int) -> None:
        self.the_worker_works(plan, seconds)

    @rule(n=pick)
    def somebody_recalls(self, n: int) -> None:
        with self._one(n) as row:
            if outbox.recall(self.who, row, now=NETWORK.now) is D.RECALLED:
                self.recalled.add(row)

    @rule(n=pick)
    def somebody_withdraws(self, n: int) -> None:
        with self._one(n) as row:
            outbox.withdraw(self.who, row, why="wrong", now=NETWORK.now)

    @rule(n=pick, said=st.sampled_from(["there", "again", "give_up"]))
    def somebody_settles(self, n: int, said: str) -> None:
        with self._one(n) as row:
            outbox.settle(self.who, row, said, now=NETWORK.now)
            self.again[row] += said == "again"
            if said == "there":
                self.there.add(row)

    @rule(n=st.integers(0, 4), seconds=st.sampled_from(PAUSES))
    def all_or_one_is_held_for_a_while(self, n: int, seconds: int) -> None:
        lid = self._held(n)
        self.the_worker_works([], seconds)
        if lid:
            holds.lift(self.who, lid, now=NETWORK.now)

    @rule(n=st.integers(0, 4))
    def all_or_one_is_held(self, n: int) -> None:
        self._held(n)

    def _held(self, n: int) -> str:
        """The new hold, "" where there is one already."""
        with contextlib.suppress(Declined):
            return holds.hold(self.who, self.accounts[n].public_id if n < 4 else None, now=NETWORK.now)
        return ""

    @rule()
    def all_is_released(self) -> None:
        for lid in Hold.objects.filter(lifted_at=None).values_list("public_id", flat=True):
            holds.lift(self.who, lid, now=NETWORK.now)

    @rule()
    def accounts_are_connected_again(self) -> None:
        for account in self.accounts:
            accounts.note_ok(account.pk, NETWORK.now)

    # the laws

    @invariant()
    def nothing_is_published_twice_unless_a_person_said_so(self) -> None:
        for row, again in self.again.items():
            assert len(NETWORK.of(row)) <= 1 + again, row

    @invariant()
    def nothing_is_published_after_a_recall_nor_started_during_a_hold(self) -> None:
        assert not [row for row in self.recalled if NETWORK.of(row)]
        assert self.broken == []

    @invariant()
    def every_reply_is_in_one_state_and_the_desk_counts_the_unclear_ones(self) -> None:
        found = {r.public_id: r for r in Delivery.objects.select_related("conversation", "draft")}
        assert set(found) == set(self.rows)
        for row in found.values():
            state = D(row.state)
            assert row.conversation.unclear == (state is D.UNCLEAR)
            if state in (D.RECALLED, D.REFUSED, D.GIVEN_UP, D.WITHDRAWN):
                assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
            else:
                assert (row.conversation.state, row.conversation.waiting_since) == ("waiting", None)
            if state in (D.RECALLED, D.REFUSED):
                assert NETWORK.of(row.public_id) == []
            kept = row.draft.state == DraftState.WRITING
            assert kept == (state in (D.RECALLED, D.REFUSED, D.GIVEN_UP))
            if state is D.PUBLISHED and row.public_id not in self.there:
                assert NETWORK.of(row.public_id)

    def teardown(self) -> None:
        try:
            self._let_it_run_out()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _let_it_run_out(self) -> None:
        """All goes well from now on: everything comes to its end, by itself or with a person."""
        NETWORK.plan.clear()
        Hold.objects.update(lifted_at=NETWORK.now)
        for _ in range(12):
            Account.objects.update(state="ok", failures=0)
            NETWORK.pass_time(NETWORK.now + timedelta(hours=1))
            while outbox.work("w", now=NETWORK.now):
                pass
        states = dict(Delivery.objects.values_list("public_id", "state"))
        assert set(states.values()) <= FINAL, states
        open_ends = Q(state=D.UNCLEAR, next_at__isnull=False) | Q(
            withdraw_asked_at__isnull=False, withdrawn_at=None
        )
        assert not Delivery.objects.filter(open_ends).exists()
        self.nothing_is_published_twice_unless_a_person_said_so()
        self.nothing_is_published_after_a_recall_nor_started_during_a_hold()
        self.every_reply_is_in_one_state_and_the_desk_counts_the_unclear_ones()
        assert Conversation.objects.count() == len(self.rows)

    def _step(self, what: str, n: int) -> str | Callable[[], object]:
        """What the network does with a request, or what happens while it is under way."""

        def other_worker() -> None:
            NETWORK.pass_time(NETWORK.now + CLAIM + timedelta(seconds=1))
            self._work()

        acts: dict[str, Callable[[], object]] = {
            "recall": lambda: self.somebody_recalls(n),
            "withdraw": lambda: self.somebody_withdraws(n),
            "hold": lambda: self.all_or_one_is_held(n),
            "other_worker": other_worker,
        }
        if what in DURING:
            return acts.get(what, lambda: self.somebody_settles(n, what))
        return what

    def _work(self) -> None:
        with contextlib.suppress(Killed):
            for _ in range(6):
                if not outbox.work("w", now=NETWORK.now):
                    return

    def _no_hold(self, key: str) -> None:
        row = Delivery.objects.get(public_id=key)
        if Hold.objects.filter(Q(account=None) | Q(account=row.account_id), lifted_at=None).exists():
            self.broken.append(key)

    @contextlib.contextmanager
    def _one(self, n: int):  # type: ignore[no-untyped-def]  # a generator of public ids
        """The n-th of the newest replies, if there is one; a verb may decline."""
        with contextlib.suppress(Declined):
            yield self.rows[-1 - n] if n < len(self.rows) else "nosuchreply"


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {**channels.kinds(), **{kind: channel(kind, NETWORK) for kind in KINDS}}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    logging.getLogger("zuruf.outbox").setLevel(logging.CRITICAL)


@pytest.mark.django_db
def test_the_laws_hold_whatever_the_network_does_and_whenever_people_click(networks: None) -> None:
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            derandomize="EXAMPLES" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(STORMS))
def test_the_laws_hold_in_a_storm(networks: None, seed: int) -> None:
    """The same machine, driven by dice that are loaded: much more goes wrong than in one of hypothesis' small stories."""
    dice = random.Random(seed)
    machine = Outbox()
    try:
        machine.some_replies_are_sent([dice.randrange(4) for _ in range(3)])
        for _ in range(40):
            _something_happens(machine, dice)
            machine.nothing_is_published_twice_unless_a_person_said_so()
            machine.nothing_is_published_after_a_recall_nor_started_during_a_hold()
            machine.every_reply_is_in_one_state_and_the_desk_counts_the_unclear_ones()
    finally:
        machine.teardown()


def _something_happens(machine: Outbox, dice: random.Random) -> None:
    n, pause = dice.randrange(4), dice.choice(PAUSES)
    plan = [(dice.choice(STEPS[1:] + DURING), dice.randrange(4)) for _ in range(dice.randrange(4))]
    acts: list[tuple[int, Callable[[], object]]] = [
        (6, lambda: machine.the_worker_works(plan, pause)),
        (3, lambda: machine.a_reply_is_sent(dice.randrange(4))),
        (2, machine.accounts_are_connected_again),
        (1, lambda: machine.somebody_recalls(n)),
        (1, lambda: machine.somebody_withdraws(n)),
        (1, lambda: machine.somebody_settles(n, dice.choice(["there", "again", "give_up"]))),
        (1, lambda: machine.all_or_one_is_held_for_a_while(dice.randrange(5), pause)),
        (1, lambda: machine.all_or_one_is_held(dice.randrange(5))),
        (3, machine.all_is_released),
    ]
    dice.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()
