"""No judge alone hides, blocks, closes a message or lowers it out of sight: whatever is found, it waits in the list for a person."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db.models import F, Q

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.triage import INTENTS, RISKS_FOUND, Assessment, Finding, Reason, Subject
from zuruf.flow import intake, triage
from zuruf.store.models import AuditEntry, Conversation, Member, Message
from zuruf.store.queries.desk import Place, listed

FLOW = Path(triage.__file__).parent
PUTS_AWAY = re.compile(r"State\.DONE|Closed\.|removed_at=|\.(?:hide|block|mute|report)\(")
BY_PEOPLE = {"acts.py", "hiding.py", "bulk_undo.py", "bulk_acts.py", "merging.py"}
"""What people do, one conversation or several: a judge's word only shows there."""
BEGINS = {"intake_threads.py"}
"""A conversation that is being made has no message yet, and so nobody waits in it."""


def test_what_reads_findings_puts_nothing_away() -> None:
    texts = {p.name: p.read_text("utf-8") for p in FLOW.glob("*.py")}
    reads = {name for name, text in texts.items() if "findings" in text}
    assert {"triage.py", "assessment.py", "pressing.py"} <= reads
    assert {name for name in reads if PUTS_AWAY.search(texts[name])} <= BY_PEOPLE | BEGINS


@pytest.mark.django_db
def test_whatever_is_found_the_message_waits_in_the_list_and_nothing_was_done_to_it(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [("intent", v) for v in INTENTS] + [("risk", v) for v in RISKS_FOUND]
    pairs += [
        (label, v) for label in ("toxic", "relevant", "deserves_answer", "engaging") for v in ("yes", "no")
    ]
    said = [(label, value, unsure) for label, value in pairs for unsure in (False, True)]

    def assess(subjects: Sequence[Subject]) -> list[Assessment]:
        found = [said[int(s.text)] for s in subjects]
        return [Assessment((Finding(one[0], one[1], 0.9, (Reason("x"),), one[2]),), ()) for one in found]

    monkeypatch.setattr(triage, "assess", assess)
    incoming = tuple(Incoming(f"m{n}", Author(f"p{n}"), str(n), at=NOW) for n in range(len(said)))
    intake.receive(builders.account().pk, Batch(incoming=incoming), now=NOW)

    waiting = Conversation.objects.filter(state="open", waiting_since=NOW)
    assert waiting.count() == len(said)
    assert not Message.objects.exclude(gone_at=None).exists()
    assert not waiting.filter(Q(pressing_at=None) | Q(pressing_at__gt=F("due_at"))).exists()
    place = Place.of("us")
    assert place
    assert len(listed(builders.who(answers), place, limit=100).rows) == len(said)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) <= {
        "intake.received",
        "conversation.placed",
    }
