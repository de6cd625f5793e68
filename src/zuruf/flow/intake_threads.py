"""What the lists show of a conversation: kept with it as messages come in, so that a list is one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zuruf.core import intake as rules
from zuruf.core import pressing
from zuruf.core.desk import State
from zuruf.core.message import Incoming
from zuruf.core.triage import Assessment
from zuruf.store.queries.intake import Thread


@dataclass(frozen=True, slots=True)
class Ready:
    """A tidied message with its sanitised HTML and what triage found; ours are not judged."""

    message: Incoming
    html: str
    assessment: Assessment | None

    @property
    def waits(self) -> bool:
        """Whether somebody waits for an answer to it: it is theirs, and no machine wrote it."""
        return not self.message.ours and not self.message.auto


def begun(root: str, first: Ready, order: datetime, account_id: int) -> Thread:
    """A conversation that is to be made; nothing is in it yet."""
    return Thread(
        0, "", root, account_id, None, first.message.public, "", State.DONE, None, None, order, "", 0, "", False, False, 0
    )  # fmt: skip


def news(thread: Thread, messages: Iterable[tuple[Ready, datetime]], was_waiting: bool) -> None:
    """Note new messages with their order. The last of all gives the preview, the last of theirs the language; question
    and urgency hold when any message says so that still waits."""
    if not was_waiting:
        thread.question = thread.urgent = thread.unsure = False
        thread.weighs = ""
    for ready, order in messages:
        m, found = ready.message, ready.assessment
        last = order >= thread.last_at
        thread.message_count += 1
        thread.public = thread.public or m.public
        if m.remote_id == thread.root_id or not thread.permalink:
            thread.permalink = m.permalink or thread.permalink
        if found:
            if (language := found.value("language")) and (last or not thread.language):
                thread.language = language[:8]
            thread.question = thread.question or found.value("question") == "yes"
            heard(thread, found)
        if last:
            thread.last_at = order
        if last and not (m.auto and thread.preview):  # what a machine wrote says nothing of what they want
            thread.preview = rules.preview(m.title, m.text)


def heard(thread: Thread, found: Assessment) -> None:
    """What of *found* makes it wait worse than others, and whether a person has to say what it is."""
    thread.urgent = thread.urgent or found.urgent
    thread.weighs = pressing.joined(thread.weighs, pressing.codes(found.findings))
    thread.unsure = thread.unsure or pressing.in_doubt(found.findings)


def about(messages: Iterable[Ready]) -> tuple[str, ...]:
    """The topics that were found in these messages, those of the newest one first, each once."""
    found = (r.assessment.findings for r in reversed(list(messages)) if r.assessment)
    return tuple(dict.fromkeys(f.value for one in found for f in one if f.label == "topic" and f.value))


def absorb(goal: Thread, source: Thread) -> None:
    """*source* turned out to be part of *goal*."""
    goal.answer_seq += source.answer_seq
    goal.owner_id, goal.team_id = goal.owner_id or source.owner_id, goal.team_id or source.team_id
    goal.message_count += source.message_count
    goal.public = goal.public or source.public
    goal.urgent = goal.urgent or source.urgent
    goal.weighs, goal.unsure = pressing.joined(goal.weighs, source.weighs), goal.unsure or source.unsure
    goal.question = goal.question or source.question
    if source.last_at > goal.last_at:
        goal.last_at, goal.preview = source.last_at, source.preview
        goal.language = source.language or goal.language


def unanswered(thread: Thread) -> bool:
    """Nobody has answered here yet: two of these are one that waits since the earlier."""
    return thread.state is State.OPEN and thread.answered_at is None and thread.answer_seq == 0
