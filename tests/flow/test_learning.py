"""After enough corrections the house's own model is taught; a worse one never takes the place of what stands."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.classifiers import house
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.house import Labelled
from zuruf.core.triage import Subject
from zuruf.core.understanding import blended
from zuruf.flow import learning, profiles, taught, triage
from zuruf.store import examples, intake
from zuruf.store.models import Conversation, Message, Topic

pytestmark = pytest.mark.django_db
THINGS = ("Fenster", "Tor", "Regal", "Glas", "Licht", "Brett", "Dach", "Band", "Rohr", "Schild")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    builders.organisation()
    return


def said(c: Conversation, text: str, topic: str, at: int) -> Message:
    m = builders.message(c, text=text)
    examples.keep(m.pk, {"topic": [topic] if topic else []}, {}, NOW + timedelta(seconds=at))
    return m


def corrected() -> list[Message]:
    Topic.objects.create(slug="swap", name={"en": "Swap"}, words=["xyz"], created_at=NOW)
    c = builders.conversation()
    made = []
    for at, thing in enumerate(THINGS):
        made.append(said(c, f"Kann ich das {thing} gegen ein anderes tauschen, ginge das", "swap", 2 * at))
        made.append(said(c, f"Schöner Laden, {thing} gefällt mir sehr, weiter so", "", 2 * at + 1))
    return made


def topics(text: str) -> list[tuple[str, str]]:
    (found,) = triage.assess([Subject(text)])
    return [(f.value, f.reasons[0].code) for f in found.findings if f.label == "topic"]


def test_a_new_topic_is_learned_and_forgotten() -> None:
    new = "Würdet ihr mir mein altes Körbchen tauschen gegen ein neues? Das ginge doch"
    messages = corrected()
    assert topics(new) == []
    assert learning.due(now=NOW)
    assert learning.learn(now=NOW) == ("topic.swap",)
    assert not learning.due(now=NOW)
    assert topics(new) == [("swap", "house")]

    for m in messages[:-1]:  # the words went: what was learned from them goes within a day
        intake.forget(m.pk, NOW)
    assert not learning.due(now=NOW + timedelta(hours=1))
    assert learning.due(now=NOW + timedelta(hours=25))
    assert learning.learn(now=NOW + timedelta(hours=25)) == ()
    assert not learning.path().exists()
    assert topics(new) == []


def test_a_profile_called_house_is_none_of_the_desks_and_stays() -> None:
    told = [profiles.Example(f"{thing} tauschen", "yes") for thing in THINGS]
    told += [profiles.Example(f"{thing} gefällt mir", "no") for thing in THINGS]
    profiles.teach("house", "mine", told)
    corrected()
    assert learning.learn(now=NOW) == ("topic.swap",)
    learning.forget_all()
    assert [*profiles.known("house").known] == ["mine"]


def test_what_was_learned_before_it_had_a_place_of_its_own_is_found_there_and_forgotten() -> None:
    corrected()
    learning.learn(now=NOW)
    here = learning.path().parent
    before = here.with_name("house")
    here.rename(before)
    assert not learning.due(now=NOW), "it would be learned twice, and what was learned first never forgotten"
    assert learning.path().exists()
    assert not before.exists()


def test_what_somebody_says_anew_of_the_same_words_is_nothing_that_went(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *_rest = corrected()
    learning.learn(now=NOW)
    examples.keep(first.pk, {"topic": ["swap"]}, {}, NOW + timedelta(minutes=1))
    assert learning.standing().missing == learning.EACH - 1
    assert not learning.due(now=NOW + timedelta(hours=25))

    stood: list[Compact] = []

    def taught_beside(given: Any, fresh: Any, stands: Compact) -> Compact:
        stood.append(stands)
        return stands

    monkeypatch.setattr(house, "taught", taught_beside)
    learning.learn(now=NOW + timedelta(hours=25))
    intake.forget(first.pk, NOW)
    learning.learn(now=NOW + timedelta(hours=26))
    assert [[*one.known] for one in stood] == [["topic.swap"], []], "only what words went from is not kept"


def test_what_is_worse_does_not_take_the_place_of_what_stands() -> None:
    right = [Labelled(f"{thing} tauschen bitte", "yes") for thing in THINGS]
    right += [Labelled(f"{thing} gefällt mir", "no") for thing in THINGS]
    stands = house.taught({"topic.swap": right}, {}, Compact({}))
    noise = [Labelled(f"{thing} {i}", "yes" if i % 2 else "no") for i, thing in enumerate(THINGS * 3)]
    fresh = [Labelled(f"{thing} tauschen sofort", "yes") for thing in THINGS] + [
        Labelled(f"{thing} gefällt", "no") for thing in THINGS
    ]
    worse = house.taught({"topic.swap": noise}, {"topic.swap": fresh}, stands)
    assert worse.known["topic.swap"] is stands.known["topic.swap"]
    better = house.taught({"topic.swap": right + fresh}, {"topic.swap": fresh}, stands)
    assert better.known["topic.swap"] is not stands.known["topic.swap"]


def test_what_stands_is_held_against_the_new_with_what_it_knows_of_answers() -> None:
    told = [Labelled(f"Das {THINGS[n // 2 % 10]}", "no" if n % 2 else "yes", bool(n % 2)) for n in range(80)]
    stands = house.taught({"topic.swap": told}, {}, Compact({}))
    blind = [one._replace(is_reply=None) for one in told]
    new = house.taught({"topic.swap": blind}, {"topic.swap": told[-8:]}, stands)
    assert new.known["topic.swap"] is stands.known["topic.swap"]


def test_what_the_house_taught_counts_the_more_the_more_it_was() -> None:
    shipped, own = {"intent": {"idea": 0.2, "chat": 0.8}}, {"intent": {"idea": 1.0}}
    shares = [blended(shipped, own, {"intent": n})["intent"]["idea"] for n in (0, 20, 100, 1000)]
    assert shares[0] == pytest.approx(0.2)
    assert shares == sorted(shares)
    assert shares[2] == pytest.approx(0.6)
    assert all(
        sum(blended(shipped, own, {"intent": n})["intent"].values()) == pytest.approx(1)
        for n in (0, 20, 1000)
    )


def test_a_label_of_one_value_is_learned_from_eight_of_each_of_two_and_leans_on_what_rules_say() -> None:
    Topic.objects.all().delete()
    c = builders.conversation()
    for at, thing in enumerate(THINGS):
        for text, urgent in (
            (f"{thing} ist hin, der Lieferant steht vor der Tür", "yes"),
            (f"Schöner Laden, {thing} gefällt", "no"),
        ):
            m = builders.message(c, text=f"{text} {at}")
            examples.keep(m.pk, {"urgent": [urgent], "toxic": ["no"]}, {}, NOW + timedelta(seconds=at))
    assert learning.learn(now=NOW) == ("urgent",), "of hurtful ones there was none to learn from"
    (own,) = taught.own(["Der Lieferant steht vor der Tür"], ())
    assert own.examples == {"urgent": 20}
    assert own.learned["urgent"]["yes"] > 0.5
    judged = blended({}, own.learned, own.examples)
    assert sum(judged["urgent"].values()) == pytest.approx(20 / 120)
