"""The outbox under everything at once: networks that misbehave, people who click at any moment, a clock that jumps.

`Outbox` is what happens and who remembers what was said, also by those who post by hand; the laws are in tests/flow/test_outbox_laws.py.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Killed, Network, Post
from zuruf.core.hold import Covers
from zuruf.core.outbox import CLAIM, DeliveryState
from zuruf.core.reply import DraftState
from zuruf.core.schedule import Chosen
from zuruf.flow import accounts, by_hand_out, clock_jumps, desk, holds, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Hold, Incident, Team

D = DeliveryState
NETWORK = Network(NOW)
STEPS = (
    "ok", "accepts", "loses", "late", "refuses", "later", "not_connected", "killed_before", "killed_after", "broken"
)  # fmt: skip
DURING = ("recall", "withdraw", "again", "there", "give_up", "hold", "other_worker", "jump")
PAUSES = (1, 5, 20, 60, 121, CLAIM.seconds + 1, 3600, 4 * 3600)
JUMPS = (-7200, -900, -30, 30, 900, 7200)  # seconds by which somebody puts the clock right, or wrong
SCOPES = ("everything", "account", "team", "incident")
BY_HAND = len(KINDS)  # the place of the account that nothing but a person posts to
DEAD = frozenset({D.RECALLED, D.REFUSED, D.GIVEN_UP, D.WITHDRAWN})


class Outbox:
    """One house. `again` counts how often people said "send again"; `broken`: what was seen that no law allows."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.again: dict[str, int] = {}
        self.there: set[str] = set()
        self.recalled: set[str] = set()
        self.wants_yes: set[str] = set()
        self.seen: set[str] = set()  # what somebody saw of them
        self.recallable: dict[str, datetime] = {}  # until when what got a yes may be recalled
        self.touched: set[str] = set()  # what the network's own people hid, removed or showed again
        self.broken: list[str] = []
        self.skew = timedelta(0)
        self.undo = transaction.atomic()
        self.undo.__enter__()
        builders.organisation()
        member = builders.member(role="owner", lifts_holds=True)
        self.team = Team.objects.create(name="Presse")
        self.who = builders.who(member)
        self.incident = Incident.objects.create(name="Rohrbruch", opened_by=member, opened_at=NOW)
        self.people = [self.who, builders.who(builders.member())]
        self.hands: dict[str, int] = {}  # which of them has it, as far as she knows
        self.accounts = [builders.account(kind) for kind in (*KINDS, "by_hand")]
        NETWORK.__init__(NOW)  # type: ignore[misc]  # as new, and the same to all channels
        NETWORK.on_publish = self._looks_at_what_starts

    @property
    def now(self) -> datetime:
        """What our clock shows. The network's own does not jump."""
        return NETWORK.now + self.skew

    # what people do

    def send(self, kind: int, parts: int = 1, ahead: int = 0, place: int = 0) -> None:
        """Answer on the network *kind*, in so many *parts*, so many minutes *ahead*; *place*: with a team, an incident."""
        scopes: dict[int, dict[str, Any]] = {1: {"team": self.team}, 2: {"incident": self.incident}}
        over = scopes.get(place, {})
        conversation = builders.conversation(self.accounts[kind], waiting_since=None, state="waiting", **over)
        texts = [f"Teil {n}." for n in range(1, parts + 1)]
        draft = Draft.objects.create(
            conversation=conversation, author_id=self.who.id, text="\n\n".join(texts), state=DraftState.SENT,
            created_at=NOW, updated_at=NOW, answers=conversation.messages.get(),
        )  # fmt: skip
        at = Chosen(self.now + timedelta(minutes=ahead), "2026-03-02T12:00", "UTC") if ahead else None
        outbox.queue(
            self.who, draft, text=draft.text, kind="reply", now=self.now, waited_since=NOW, at=at, parts=texts
        )
        for row in Delivery.objects.filter(draft=draft).order_by("part"):
            self.rows.append(row.public_id)
            self.again[row.public_id] = 0

    def recall(self, n: int) -> None:
        with self._one(n) as row:
            outbox.recall(self.who, row, now=self.now)
        self._note_recalled()

    def withdraw(self, n: int) -> None:
        with self._one(n) as row:
            outbox.withdraw(self.who, row, why="wrong", now=self.now)

    def settle(self, n: int, said: str) -> None:
        with self._one(n) as row:
            found = NETWORK.of(row)
            link = f"https://model.example/{found[0].remote_id}" if found else ""
            outbox.settle(self.who, row, said, link, now=self.now)
            self.again[row] += said == "again"
            if said == "there":
                self.there.add(row)
        self._note_recalled()  # of an answer in parts the later ones stay here too

    def hold(self, scope: str, n: int, covers: Covers) -> str:
        """The new hold, "" where there is one already."""
        on: dict[str, str] = {
            "account": {"account": self.accounts[n].public_id},
            "team": {"team": self.team.public_id},
            "incident": {"incident": self.incident.public_id},
        }.get(scope, {})
        with contextlib.suppress(Declined):
            return holds.hold(self.who, covers=covers, now=self.now, **on)
        return ""

    def lift(self, hold: str) -> None:
        """Whoever lifts it; what is overdue by then waits for a yes."""
        before = {key for key in self._queued() if self.held(key) and self._due(key)}
        holds.lift(self.who, hold, now=self.now)
        self.wants_yes |= {key for key in before if not self.held(key)}

    def lift_all(self) -> None:
        for hold in Hold.objects.filter(lifted_at=None).values_list("public_id", flat=True):
            self.lift(hold)

    def give_to_the_team(self, n: int) -> None:
        """A conversation moves, maybe to where a hold lies, or away from it."""
        with self._one(n) as row:
            conversation = Conversation.objects.filter(deliveries__public_id=row).first()
            if conversation is None:
                return
            before = self.held(row) and row in self._queued() and self._due(row)
            desk.give(self.who, conversation.public_id, team=self.team.public_id, now=self.now)
            if before and not self.held(row):
                self.wants_yes.add(row)

    def yes(self, n: int) -> None:
        with self._one(n) as row:
            self.wants_yes -= set(self._parts_of(row))
            self._note_yes(self._parts_of(row))
            outbox.say_yes(self.who, row, now=self.now)

    def look(self) -> None:
        """Somebody opens the page of what waits for a yes."""
        self.seen = set(self.wants_yes)

    def yes_to_all(self) -> None:
        """To all that she saw when she looked; what became overdue since still waits."""
        self.wants_yes -= self.seen
        self._note_yes(self.seen)
        outbox.say_yes_to_all(self.who, self.seen, now=self.now)

    def _note_yes(self, rows: Iterable[str]) -> None:
        asked = Delivery.objects.filter(public_id__in=set(rows), state=D.QUEUED, wants_yes=True)
        for key, seconds in asked.values_list("public_id", "account__recall_seconds"):
            self.recallable[key] = self.now + timedelta(seconds=seconds)

    # what people do by hand: what they post is there, whatever our tables say

    def take(self, n: int, person: int, *, over: bool) -> None:
        """One of two wants to post it. Who takes it over has asked, so the other posts it no more."""
        with self._one(n) as row:
            before = self.hands.get(row)
            by_hand_out.take(self.people[person], row, over=over, now=self.now)
            if before is None:
                self._looks_at_what_starts(row)
            elif before != person and not over:
                self.broken.append(f"{row} is in two hands")
            self.hands[row] = person

    def post(self, n: int) -> None:
        """Whoever has it posts it there."""
        row = self.rows[-1 - n] if n < len(self.rows) else ""
        if row in self.hands:
            NETWORK.posts.append(Post(row, f"r{len(NETWORK.posts) + 1}", "", NETWORK.now))

    def say(self, n: int, what: str, person: int) -> None:
        """What became of it, as it is; and who does not have it is not believed."""
        with self._one(n) as row:
            out, has_it = bool(NETWORK.of(row)), self.hands.get(row) == person
            who = self.people[person]
            if what == "there" and (out or not has_it):
                by_hand_out.posted(who, row, now=self.now)
            elif what == "back" and not (out and has_it):
                by_hand_out.put_back(who, row, now=self.now)
            elif what == "not" and not (out and has_it):
                by_hand_out.not_possible(who, row, "closed", now=self.now)
            else:
                return
            if not has_it:
                self.broken.append(f"{row} was believed to one who does not have it")
            self.hands.pop(row, None)

    # what the world does

    def work(self, plan: list[str | Callable[[], object]], seconds: float) -> None:
        NETWORK.pass_time(NETWORK.now + timedelta(seconds=seconds))
        NETWORK.plan = plan
        self._work()

    def jump(self, seconds: int) -> None:
        """Our clock is put forth or back. Each process notices before it does anything else."""
        self.skew += timedelta(seconds=seconds)
        clock_jumps.allow_for(timedelta(seconds=seconds), now=self.now)

    def the_network_takes(self, n: int, how: str) -> None:
        """Its moderators hide, remove or show again what is out."""
        for post in NETWORK.of(self.rows[-1 - n]) if n < len(self.rows) else ():
            if not Delivery.objects.filter(public_id=post.key, withdraw_asked_at__isnull=False).exists():
                post.hidden, post.gone = how == "hides", how == "removes"
                self.touched.add(post.key)

    def connect_again(self) -> None:
        for account in self.accounts:
            accounts.note_ok(account.pk, self.now)

    def step(self, what: str, n: int) -> str | Callable[[], object]:
        """What the network does with a request, or what happens while it is under way."""

        def other_worker() -> None:
            NETWORK.pass_time(NETWORK.now + CLAIM + timedelta(seconds=1))
            self._work()

        acts: dict[str, Callable[[], object]] = {
            "recall": lambda: self.recall(n),
            "withdraw": lambda: self.withdraw(n),
            "hold": lambda: self.hold(SCOPES[n % 4], n, Covers.ALL),
            "jump": lambda: self.jump(JUMPS[n]),
            "other_worker": other_worker,
        }
        return acts.get(what, lambda: self.settle(n, what)) if what in DURING else what

    # what is known

    def held(self, key: str) -> bool:
        """Whether a hold on answers lies on it, by our own reckoning."""
        row = Delivery.objects.select_related("conversation").get(public_id=key)
        c = row.conversation
        live = Hold.objects.filter(lifted_at=None, covers=Covers.ALL)
        return any(
            (h.account_id, h.team_id, h.incident_id) == (None, None, None)
            or (h.account_id is not None and h.account_id == row.account_id)
            or (h.team_id is not None and h.team_id == c.team_id)
            or (h.incident_id is not None and h.incident_id == c.incident_id)
            for h in live
        )

    def posts(self, key: str) -> list[Post]:
        return NETWORK.of(key)

    def _looks_at_what_starts(self, key: str) -> None:
        """Called by the network with each request to publish."""
        row = Delivery.objects.select_related("follows").get(public_id=key)
        if self.held(key):
            self.broken.append(f"{key} started during a hold")
        if key in self.wants_yes:
            self.broken.append(f"{key} started without a yes")
        if key in self.recalled:
            self.broken.append(f"{key} started after a recall")
        if key in self.recallable and self.now < self.recallable[key]:
            self.broken.append(f"{key} started while it could be recalled after the yes")
        if row.scheduled_for is not None and self.now < row.scheduled_for:
            self.broken.append(f"{key} started before its hour")
        if row.follows is not None and not NETWORK.of(row.follows.public_id):
            self.broken.append(f"{key} started before the part before it was there")

    def _due(self, key: str) -> bool:
        row = Delivery.objects.get(public_id=key)
        return (row.scheduled_for or row.recall_until) <= self.now

    def _queued(self) -> list[str]:
        return list(Delivery.objects.filter(state=D.QUEUED).values_list("public_id", flat=True))

    def _note_recalled(self) -> None:
        self.recalled |= set(Delivery.objects.filter(state=D.RECALLED).values_list("public_id", flat=True))

    def _parts_of(self, key: str) -> list[str]:
        same = Delivery.objects.filter(draft__deliveries__public_id=key)
        return list(same.values_list("public_id", flat=True))

    def _work(self) -> None:
        with contextlib.suppress(Killed):
            for _ in range(6):
                if not outbox.work("w", now=self.now):
                    break
        self._note_recalled()

    @contextlib.contextmanager
    def _one(self, n: int) -> Iterator[str]:
        """The n-th of the newest replies, if there is one; a verb may decline."""
        with contextlib.suppress(Declined):
            yield self.rows[-1 - n] if n < len(self.rows) else "nosuchreply"
