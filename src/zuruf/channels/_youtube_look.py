"""One look at the comments of a channel: the newest threads, older ones that grew, and what is held for review."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zuruf.channels import _youtube_words as words
from zuruf.channels._json import text
from zuruf.channels._youtube_read import HELD, Place, Thread, comment
from zuruf.channels._youtube_wire import PAGE, Wire, items
from zuruf.core.channel import Refused
from zuruf.core.message import Batch, Incoming

AT_ONCE = 50  # threads in one question by id
GROWN = 4  # pages of answers below threads that are read in one look


def look(wire: Wire, cursor: Mapping[str, object] | None) -> Batch:
    """One page of the newest threads; with the first page also the others."""
    place = Place.of(cursor)
    before = place.cursor()
    place.channel = place.channel or text(wire.mine(), "id")
    seeing = _Look(wire, place)
    try:
        batch = seeing.newest()
    except Refused:
        if not place.page:
            raise
        place.page = ""  # the token of a page does not last; the next look walks to the same ground anew
        return Batch(cursor=place.cursor())
    after = place.cursor()
    return Batch(
        incoming=batch.incoming,
        cursor=after if after != before else None,
        raw=batch.raw,
        more=bool(place.page),
        problem=batch.problem,
    )


@dataclass
class _Look:
    wire: Wire
    place: Place
    grown: int = 0

    def newest(self) -> Batch:
        """`place` learns of all that was read."""
        place = self.place
        more = {"pageToken": place.page} if place.page else {}
        raw, page, after = self._threads(**self._all(), **more)
        place.ground = place.ground or list(place.seen)
        known = not place.ground or any(t.id in place.ground for t in page)
        found, problem = self._read(page), ""
        if not place.page:
            older = place.next_followed((t.id for t in page), AT_ONCE)
            if older:
                found += self._read(self._threads(id=",".join(older))[1], followed=True)
            held, problem = self._held()
            found += held
        place.page = "" if known else after
        place.ground = place.ground if place.page else []
        return Batch(incoming=tuple(found), raw=raw, problem=problem)

    def _all(self) -> dict[str, object]:
        return {"allThreadsRelatedToChannelId": self.place.channel, "order": "time", "maxResults": PAGE}

    def _threads(self, **more: object) -> tuple[str, list[Thread], str]:
        """The body, its threads and the token of the next page."""
        answer = self.wire.read("/commentThreads", part="snippet,replies", textFormat="plainText", **more)
        found = [thread for one in items(answer) if (thread := Thread.of(one))]
        return answer.raw, found, text(answer.json(), "nextPageToken")

    def _read(self, page: list[Thread], followed: bool = False) -> list[Incoming]:
        """What is new or changed in *page*. *followed*: they are older threads, looked at for what grew."""
        place, found = self.place, list[Incoming | None]()
        seen: dict[str, str] = {}
        totals: dict[str, int] = {}
        for thread in page:
            changed = text(thread.top, "snippet", "updatedAt")
            was = place.seen.get(thread.id)
            if was != changed and not (followed and was is None):
                found.append(self._one(thread.top, thread))
            if not followed or was is not None:
                seen[thread.id] = changed
            totals[thread.id] = place.threads.get(thread.id, 0)
            if thread.total != totals[thread.id] and (replies := self._grown(thread)) is not None:
                found += [self._one(one, thread) for one in replies]
                totals[thread.id] = thread.total
        if followed:
            place.seen |= seen
            place.threads |= totals
        else:
            place.seen = place.merged(place.seen, seen)
            place.threads = place.merged(place.threads, totals)
        return [one for one in found if one]

    def _grown(self, thread: Thread) -> list[dict[str, Any]] | None:
        """The answers of a thread that has other ones than before; None: its turn comes with the next look."""
        if thread.total <= len(thread.replies):
            return thread.replies
        if self.grown >= GROWN:
            return None
        found, page = list[dict[str, Any]](), ""
        whole = self.grown == 0
        while self.grown < GROWN:
            self.grown += 1
            some, page = self.wire.replies(thread.id, page)
            found += some
            if not page:
                return found
        return found if whole else None  # a look's worth of pages is the most that one thread gets

    def _held(self) -> tuple[list[Incoming], str]:
        """Comments that wait for review and were not told yet; and what could not be read."""
        try:
            _, threads, _ = self._threads(**self._all(), moderationStatus="heldForReview")
        except Refused:
            return [], words.NO_HELD
        found: list[Incoming] = []
        held: list[str] = []
        for thread in threads:
            for told in (thread.top, *thread.replies):
                status = text(told, "snippet", "moderationStatus")
                if status != "heldForReview" and (status or told is not thread.top):
                    continue
                one = self._one(told, thread, held=True)
                if one and one.remote_id not in self.place.held:
                    found.append(one)
                held.append(text(told, "id"))
        self.place.held = held[:HELD]
        return found, ""

    def _one(self, told: Mapping[str, Any], thread: Thread, *, held: bool = False) -> Incoming | None:
        channel = self.place.channel
        return comment(told, channel, thread=thread.id, video=thread.video, held=held, closed=thread.closed)
