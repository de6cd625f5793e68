"""One step of intake: up to 50 messages or deletions, one transaction, everything or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zuruf.core import intake as rules
from zuruf.core.desk import State
from zuruf.core.message import Gone
from zuruf.core.pressing import Weights
from zuruf.flow import audit, intake_due, library_earlier, missing, thanks
from zuruf.flow.due import Reckoner
from zuruf.flow.intake_threads import Ready, about, absorb, begun, heard, news, unanswered
from zuruf.flow.placing import data_of
from zuruf.store import intake as rows
from zuruf.store.changes import announce
from zuruf.store.queries import intake as queries
from zuruf.store.queries.intake import Home, Known, Thread
from zuruf.store.queries.responsibility import Plan


@dataclass(slots=True)
class Done:
    """What a step did. `touched`: public ids of conversations."""

    new: int = 0
    edited: int = 0
    gone: int = 0
    known: int = 0
    touched: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """What is read once for a whole batch: the account that receives, until when an answer is due, who answers
    what, and what weighs."""

    home: Home
    due: Reckoner
    plan: Plan
    weights: Weights


class Step:
    """The state of one step. Make it and `run` it inside a transaction; on Overtaken roll back and begin anew."""

    def __init__(self, house: House, ready: Sequence[Ready], gone: Sequence[Gone], now: datetime) -> None:
        self.home, self.due, self.plan, self.weights = house.home, house.due, house.plan, house.weights
        self.now, self.done = now, Done()
        self.placed: dict[int | str, dict[str, str]] = {}  # to whom, of those that get an owner now
        self.ready = {r.message.remote_id: r for r in ready}
        self.leaving = {g.remote_id: g.at or now for g in gone}
        self.threads: dict[int | str, Thread] = {}  # by id, or by root as long as it is new
        self.changed: dict[int | str, None] = {}
        self.natural: dict[int, bool] = {}  # slow ones: did the messages alone explain where it stood?
        self.fresh: dict[int, list[datetime]] = {}  # slow ones: when their new messages were written

    def run(self) -> Done:
        self._look()
        self._fold()
        members = self._place()
        if self.plan.rules:
            self._to_whom(members)
        intake_due.first(self.due, self.home.public_id, self.threads, members)
        self._write(members)
        self._follow_edits()
        self._follow_deletions()
        self._settle()
        intake_due.again(self.due, self.threads, self.changed)
        self._tell()
        self._miss_our_own()
        return self.done

    def _look(self) -> None:
        """Everything that has to be known before anything is written."""
        queries.one_at_a_time(self.home.realm)
        realm, links = self.home.realm, {i: rules.link(r.message) for i, r in self.ready.items()}
        parents = {r.message.remote_id: r.message.parent for r in self.ready.values() if r.message.root}
        named = {*links, *links.values(), *parents.values(), *self.leaving} - {""}
        self.known = queries.known(realm, named)
        self.links = {i: to for i, to in links.items() if i not in self.known}
        self.done.known = len(links) - len(self.links)
        self.early = queries.gone_early(realm, self.links) if self.links else {}
        homes = {i: k.conversation_id for i, k in self.known.items()}
        linked = {homes[to] for i, link in self.links.items() for to in (link, parents.get(i)) if to in homes}
        moving = {
            k.conversation_id for i, k in self.known.items() if i in self.leaving or self._is_edit(i, k)
        }
        roots = {*self.links, *self.links.values()} - {""}
        found, begin, joined = queries.threads_by_root(realm, roots, linked | moving)
        self.threads = {t.id: t for t in found}
        self.places = rules.places(self.links, homes, begin, parents, joined)

    def _is_edit(self, remote_id: str, known: Known) -> bool:
        ready = self.ready.get(remote_id)
        return bool(ready and not known.gone_at and rules.is_newer(ready.message.edited_at, known.edited_at))

    def _fold(self) -> None:
        """A message came that shows two conversations to be one, or that one has another root."""
        for thread_id, root in self.places.renamed.items():
            self.threads[thread_id].root_id = root
            self.changed[thread_id] = None
        for source_id, goal_id in self.places.folds.items():
            source, goal = self.threads[source_id], self.threads[goal_id]
            self.changed[goal_id] = None
            if {source_id, goal_id} & self.natural.keys() or not (unanswered(source) and unanswered(goal)):
                self._slow(goal)
                self._slow(source)
                self.natural[goal_id] = self.natural[goal_id] and self.natural.pop(source_id)
                self.fresh.pop(source_id)
            stands = rules.Standing(goal.state, goal.waiting_since)
            if source.waiting_since:
                stands = rules.wrote_again(stands, None, [source.waiting_since])
            self._stand(goal, stands)
            absorb(goal, source)
            rows.fold(source_id, goal_id)
            del self.threads[source_id]
            self.done.touched[source.public_id] = None
            audit.record("conversation.folded", "conversation", source.public_id, now=self.now,
                         conversation=goal.public_id, data={"into": goal.public_id})  # fmt: skip

    def _slow(self, thread: Thread) -> None:
        """This conversation's standing has to be read from its messages afterwards."""
        if thread.id not in self.natural:
            first = queries.first_waiting(thread.id, thread.answered_at)
            stood = rules.Standing(thread.state, thread.waiting_since)
            self.natural[thread.id] = stood == rules.stands(thread.answered_at, first)
            self.fresh[thread.id] = []
            self.changed[thread.id] = None

    def _place(self) -> dict[int | str, list[Ready]]:
        """The new messages by conversation; conversations that are new, and the news about those that are not."""
        members: dict[int | str, list[Ready]] = {}
        for remote_id, place in self.places.of.items():
            members.setdefault(place, []).append(self.ready[remote_id])
        by_us = [p for p, m in members.items() if isinstance(p, int) and any(r.message.ours for r in m)]
        under_way = queries.under_way(by_us) if by_us else set()
        for place, them in members.items():
            them.sort(key=self._order)
            live = [r for r in them if r.message.remote_id not in self.early]
            theirs = [self._order(r) for r in live if r.waits]
            ours = [self._order(r) for r in live if r.message.ours]
            if isinstance(place, str):
                thread = self.threads[place] = begun(
                    place, them[0], self._order(them[0]), self.home.account_id
                )
                stands = rules.stands_by(theirs, ours)
            else:
                thread = self.threads[place]
                before = rules.Standing(thread.state, thread.waiting_since)
                moved = None
                if place not in self.natural:
                    counting = [] if place in under_way else ours
                    moved = rules.moves_on(before, thread.answered_at, thread.last_at, theirs, counting)
                if moved is None:
                    self._slow(thread)
                    self.fresh[place] += theirs
                stands = moved or before
            was_waiting = thread.waiting_since is not None
            self._stand(thread, stands)
            news(thread, [(r, self._order(r)) for r in live], was_waiting)
            self.changed[place] = None
        return members

    def _order(self, ready: Ready) -> datetime:
        return rules.order_at(ready.message.at, self.now)

    def _stand(self, thread: Thread, stands: rules.Standing) -> None:
        if (thread.state, thread.waiting_since) != (stands.state, stands.waiting_since):
            thread.state, thread.waiting_since = stands.state, stands.waiting_since
            thread.due_at = self.due.usually(stands.waiting_since) if stands.waiting_since else None

    def _to_whom(self, members: dict[int | str, list[Ready]]) -> None:
        """What waits for us and nobody has goes to whoever is responsible for it; what somebody has stays with her."""
        for place, them in members.items():
            thread = self.threads[place]
            if thread.state is not State.OPEN or thread.owner_id or thread.team_id:
                continue
            found = self.plan.found(about(them), self.home.public_id, thread.language)
            if found.rule and (found.owner or found.team):
                thread.owner_id, thread.team_id = found.owner, found.team
                thread.placed_by_id = found.rule.key
                self.placed[place] = data_of(found, self.plan)

    def _write(self, members: dict[int | str, list[Ready]]) -> None:
        """Contacts, new conversations, messages, sightings and assessments."""
        if self.places.of or self.known:
            self._write_rows(members)
        if self.early:
            rows.came_after_all(self.home.realm, list(self.early))

    def _write_rows(self, members: dict[int | str, list[Ready]]) -> None:
        realm = self.home.realm
        theirs = [r.message.author for them in members.values() for r in them if not r.message.ours]
        people = rows.keep_contacts(realm, [a for a in theirs if a.remote_id]) if theirs else {}
        for place, them in members.items():
            for r in them:
                contact = None if r.message.ours else people.get(r.message.author.remote_id)
                thread = self.threads[place]
                if contact and (thread.contact_id is None or r.message.remote_id == thread.root_id):
                    thread.contact_id = contact
        rows.add_threads(realm, [t for t in self.threads.values() if not t.id], self.weights, self.now)
        values = [
            (
                r.message, r.html, self.threads[place].id,
                None if r.message.ours else people.get(r.message.author.remote_id),
                self._order(r), self.early.get(r.message.remote_id),
            )
            for place, them in members.items()
            for r in them
        ]  # fmt: skip
        made = rows.add_messages(realm, values, self.now)
        if len(made) < len(values):
            raise rows.Overtaken
        self.done.new = len(made)
        here = [(place, them) for place, them in members.items() if isinstance(place, int)]
        rows.adopt((r.message, place) for place, them in here for r in them if r.message.ours)
        seen = [k.id for i, k in self.known.items() if i in self.ready]
        rows.add_sightings([*made.values(), *seen], self.home.account_id)
        judged = {
            pk: found for i, pk in made.items() if (found := self.ready[i].assessment) and i not in self.early
        }
        rows.add_assessments(judged, self.now)
        thanks.heard(judged, self.now)

    def _follow_edits(self) -> None:
        for remote_id, known in self.known.items():
            if not self._is_edit(remote_id, known):
                continue
            ready = self.ready[remote_id]
            if not rows.edit(known.id, ready.message, ready.html):
                continue
            library_earlier.asked_anew(known.id)
            thread = self.threads[self._thread_of(known)]
            if ready.assessment:
                rows.add_assessments({known.id: ready.assessment}, self.now)
                heard(thread, ready.assessment)
            if known.order_at >= thread.last_at:
                thread.preview = rules.preview(ready.message.title, ready.message.text)
            self.done.edited += 1
            self.done.known -= 1
            self._note("message.edited", known, thread)

    def _follow_deletions(self) -> None:
        unseen = {i: at for i, at in self.leaving.items() if i not in self.known}
        rows.remember_gone(self.home.realm, unseen)
        for remote_id, at in self.leaving.items():
            known = self.known.get(remote_id)
            if known is None or known.gone_at:
                continue
            thread = self.threads[self._thread_of(known)]
            self._slow(thread)
            if rows.forget(known.id, at):
                self.done.gone += 1
                self._note("message.gone", known, thread)

    def _miss_our_own(self) -> None:
        """Answers of ours that are gone there come back to the desk, now that their conversations are written."""
        ours = {i: k for i, k in self.known.items() if i in self.leaving and k.ours and not k.gone_at}
        if ours:
            homes = {self._thread_of(k) for k in ours.values()}
            missing.deleted_there(self.home.realm, list(ours), homes, self.now)
        missing.bounced(self.home.realm, self.ready.values(), self.places.of, self.now)

    def _thread_of(self, known: Known) -> int:
        return self.places.folds.get(known.conversation_id, known.conversation_id)

    def _note(self, verb: str, known: Known, thread: Thread) -> None:
        self.changed[thread.id] = None
        audit.record(verb, "message", known.public_id, now=self.now, conversation=thread.public_id)

    def _settle(self) -> None:
        """Where the slow ones stand now, from their messages; what a person decided stays."""
        for thread_id, natural in self.natural.items():
            thread = self.threads[thread_id]
            ours = queries.last_of_ours([thread_id]).get(thread_id)
            if natural:
                self._stand(thread, rules.stands(ours, queries.first_waiting(thread_id, ours)))
            else:
                before = rules.Standing(thread.state, thread.waiting_since)
                before = rules.wrote_again(before, ours, self.fresh[thread_id])
                if since := before.waiting_since:
                    first = queries.first_waiting(thread_id, ours, since)
                    before = rules.stands(ours or (since if thread.answer_seq else None), first)
                self._stand(thread, before)
            last = queries.latest(thread_id)
            thread.message_count = queries.count(thread_id)
            thread.last_at, thread.preview = (
                (last[0], rules.preview(*last[1:])) if last else (thread.last_at, "")
            )

    def _tell(self) -> None:
        changed = [self.threads[key] for key in self.changed if key in self.threads]
        known = [t for key, t in self.threads.items() if isinstance(key, int) and key in self.changed]
        rows.save_threads(known, self.weights)
        self.done.touched |= {t.public_id: None for t in changed}
        rows.hand_over([self.threads[key] for key in self.placed if isinstance(key, int)])
        told = [(self.threads[key].public_id, data) for key, data in self.placed.items()]
        audit.record_each("conversation.placed", "conversation", told, now=self.now)
        announce("conversation", self.done.touched, self.now)
