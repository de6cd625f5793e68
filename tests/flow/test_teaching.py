"""What triage is least sure of is asked, no two of a kind; one answer is an example. Figures count what people looked at."""

from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import demo, learning, teaching
from zuruf.flow.errors import Declined
from zuruf.store import examples
from zuruf.store.models import Account, Conversation, Example, Message, MessageAssessment, Organisation
from zuruf.store.queries import judged

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def unsure(text: str, p: float = 0.5, value: str = "idea", **more: str) -> Conversation:
    c = builders.conversation(text=text, unsure=True)
    found = [{"label": "intent", "value": value, "probability": p, "reasons": [], "unsure": True}]
    found += [{"label": k, "value": v, "probability": 0.9, "reasons": []} for k, v in more.items()]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    return c


def test_the_least_sure_comes_first_and_then_what_is_unlike_it(who: Who) -> None:
    first = unsure("Wie wäre es mit einer Bank vor dem Laden", 0.5)
    like = unsure("Wie wäre es mit einer Bank vor dem Laden?", 0.51)
    other = unsure("Morgen regnet es wieder", 0.42)
    unsure("Ihr Deppen", 0.5, toxic="yes")  # veiled
    unsure("Ich kann nicht mehr", 0.5, risk="self_harm")
    assert [u.conversation for u in teaching.asks(2)] == [first.public_id, other.public_id]
    assert [u.conversation for u in teaching.asks()] == [c.public_id for c in (first, other, like)]


@pytest.mark.parametrize(("said", "values"), [("yes", ["idea"]), ("no", []), ("praise", ["praise"])])
def test_an_answer_is_an_example(who: Who, said: str, values: list[str]) -> None:
    builders.organisation()
    c = unsure("Wie wäre es mit einer Bank vor dem Laden")
    teaching.answer(who, c.public_id, c.messages.get().public_id, "intent", "idea", said, now=NOW)
    kept = Example.objects.get()
    assert (kept.values, kept.was) == (values, ["idea"])
    assert teaching.asks() == ()


@pytest.mark.parametrize(
    ("label", "value", "said"), [("risk", "threat", "no"), ("intent", "x", "yes"), ("intent", "idea", "x")]
)
def test_only_what_was_asked_can_be_answered(who: Who, label: str, value: str, said: str) -> None:
    c = unsure("Wie wäre es mit einer Bank")
    with pytest.raises(Declined, match="unknown_value"):
        teaching.answer(who, c.public_id, c.messages.get().public_id, label, value, said, now=NOW)
    assert not Example.objects.exists()


def kept(was: list[str] | None, values: list[str]) -> Message:
    m = builders.conversation().messages.get()
    examples.keep(m.pk, {"intent": values}, {"intent": was}, NOW)
    return m


def test_figures_count_what_people_looked_at() -> None:
    builders.organisation()
    kept(["idea"], ["idea"])
    kept(["idea"], ["praise"])
    kept([], ["praise"])
    kept(None, ["praise"])  # nobody knows what judges had said
    (found,) = judged.figures(NOW)
    assert (found.label, found.looked_at, found.right) == ("intent", 3, 1)
    told = {v.value: (v.looked_at, v.right, v.wrong, v.missed) for v in found.values}
    assert told == {"idea": (2, 1, 1, 0), "praise": (2, 0, 0, 2)}
    assert judged.figures(NOW + judged.LATELY * 2) == ()


def test_what_was_learned_in_play_goes_with_the_invented_company(
    tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA = tmp_path
    builders.organisation(demo=True)
    kept(["idea"], ["praise"])
    Account.objects.update(remote_id="demo")
    learning.learn(now=NOW)
    learning.path().write_bytes(b"numbers")
    with django_capture_on_commit_callbacks(execute=True):
        demo.remove(builders.who(builders.member(role="owner")), now=NOW)
    assert not Example.objects.exists()
    assert Organisation.objects.get().taught == 0
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
