"""The outbox' laws, against a network that does whatever it likes and people who click at any moment.

What is counted is what the network has, not what our tables say:

- never published twice, unless a person said so
- never published after a successful recall, nor started during a hold
- every delivery ends in exactly one visible state that is true
- nothing is lost: neither a reply, nor its text, nor since when somebody waits
"""

import contextlib
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Killed, Network, channel
from zuruf import channels
from zuruf.core.outbox import CLAIM, DeliveryState
from zuruf.core.reply import DraftState
from zuruf.flow import holds, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Conversation, Delivery, Draft, Hold

D = DeliveryState
NETWORK = Network(NOW)
STEPS = ("ok", "accepts", "loses", "late", "refuses", "later", "not_connected", "killed_before", "killed_after", "broken")
PAUSES = (1, 5, 20, 60, 121, CLAIM.seconds + 1, 3600, 4 * 3600)
FINAL = {D.PUBLISHED, D.RECALLED, D.REFUSED, D.UNCLEAR, D.WITHDRAWN, D.GIVEN_UP}
EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
pick = st.integers(0, 7)


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

    @rule(kind=st.integers(0, 3))
    def a_reply_is_sent(self, kind: int) -> None:
        conversation = builders.conversation(self.accounts[kind], waiting_since=None, state="waiting")
        author = conversation and self.who.id
        draft = Draft.objects.create(
            conversation=conversation, author_id=author, text="Ja.", state=DraftState.SENT,
            created_at=NOW, updated_at=NOW, answers=conversation.messages.get(),
        )  # fmt: skip
        row = outbox.queue(self.who, draft, text="Ja.", kind="reply", now=NETWORK.now, waited_since=NOW)
        self.rows.append(row.public_id)
        self.again[row.public_id] = 0

    @rule(step=st.sampled_from(STEPS))
    def the_network_plans(self, step: str) -> None:
        NETWORK.plan.append(step)

    @rule(what=st.sampled_from(["recall", "withdraw", "again", "there", "give_up", "hold", "other_worker"]), n=pick)
    def something_happens_during_the_next_request(self, what: str, n: int) -> None:
        def other_worker() -> None:
            NETWORK.pass_time(NETWORK.now + CLAIM + timedelta(seconds=1))
            self.the_worker_works()

        acts: dict[str, Callable[[], object]] = {
            "recall": lambda: self.somebody_recalls(n),
            "withdraw": lambda: self.somebody_withdraws(n),
            "hold": lambda: self.somebody_holds(n),
            "other_worker": other_worker,
        }
        NETWORK.plan.append(acts.get(what, lambda: self.somebody_settles(n, what)))

    @rule(seconds=st.sampled_from(PAUSES))
    def time_goes_on(self, seconds: int) -> None:
        NETWORK.pass_time(NETWORK.now + timedelta(seconds=seconds))

    @rule()
    def the_worker_works(self) -> None:
        with contextlib.suppress(Killed):
            for _ in range(6):
                if not outbox.work("w", now=NETWORK.now):
                    return

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

    @rule(n=pick)
    def somebody_holds(self, n: int) -> None:
        holds.hold(self.who, self.accounts[n].public_id if n < 4 else None, now=NETWORK.now)

    @rule()
    def somebody_releases(self) -> None:
        for lid in Hold.objects.filter(lifted_at=None).values_list("public_id", flat=True)[:1]:
            holds.lift(self.who, lid, now=NETWORK.now)

    @rule()
    def accounts_are_connected_again(self) -> None:
        Account.objects.update(state="ok", failures=0)

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
        open_ends = Q(state=D.UNCLEAR, next_at__isnull=False) | Q(withdraw_asked_at__isnull=False, withdrawn_at=None)
        assert not Delivery.objects.filter(open_ends).exists()
        self.nothing_is_published_twice_unless_a_person_said_so()
        self.nothing_is_published_after_a_recall_nor_started_during_a_hold()
        self.every_reply_is_in_one_state_and_the_desk_counts_the_unclear_ones()
        assert Conversation.objects.count() == len(self.rows)

    def _no_hold(self, key: str) -> None:
        row = Delivery.objects.get(public_id=key)
        if Hold.objects.filter(Q(account=None) | Q(account=row.account_id), lifted_at=None).exists():
            self.broken.append(key)

    @contextlib.contextmanager
    def _one(self, n: int):  # type: ignore[no-untyped-def]  # a generator of public ids
        """The n-th of the newest replies, if there is one; a verb may decline."""
        with contextlib.suppress(Declined):
            yield self.rows[-1 - n] if n < len(self.rows) else "nosuchreply"


@pytest.mark.django_db
def test_the_laws_hold_whatever_the_network_does_and_whenever_people_click(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {**channels.kinds(), **{kind: channel(kind, NETWORK) for kind in KINDS}}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            derandomize="EXAMPLES" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
