"""What is nearly the same as what somebody put right is judged like it, by the nearest example."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.taught import LEAST, MOST, Example, Taught, rows
from zuruf.core.triage import Finding, Reason
from zuruf.core.understanding import put_right

DAY = date(2026, 3, 2)
WORDS = st.lists(
    st.sampled_from(
        ["Rad", "Bremse", "Klingel", "Laden", "offen", "kaputt", "wann", "warum", "bitte", "nie"]
    ),
    min_size=3,
)


def example(text: str, **said: tuple[str, ...]) -> Example:
    return Example(text, said, DAY)


def values(taught: Taught, text: str, label: str = "intent") -> list[str] | None:
    found = taught.judge([text])[0].get(label)
    return None if found is None else [f.value for f in found]


def test_the_same_with_another_number_name_or_link_is_nearly_the_same() -> None:
    taught = Taught([example("Hallo @laden, meine Bestellung 4711 fehlt immer noch!", intent=("complaint",))])
    assert values(taught, "Hallo @zuruf, meine Bestellung 9 fehlt immer noch!!") == ["complaint"]
    assert values(taught, "Habt ihr am Samstag offen?") is None
    assert values(taught, "") is None
    (found,) = taught.judge(["Hallo @laden, meine Bestellung 4711 fehlt immer noch!"])[0]["intent"]
    assert found.probability == pytest.approx(MOST)
    assert found.reasons == (Reason("taught", ("2026-03-02",)),)


def test_none_of_them_is_an_example_too() -> None:
    taught = Taught([example("Schönes Wochenende euch allen im Laden", intent=(), topic=("shop",))])
    assert taught.judge(["Schönes Wochenende euch allen im Laden!"])[0]["intent"] == ()
    assert values(taught, "Schönes Wochenende euch allen im Laden!", "topic") == ["shop"]


def test_of_two_that_are_the_same_the_newer_one_counts() -> None:
    text = "Die Klingel geht nicht mehr"
    assert values(Taught([example(text, intent=("idea",)), example(text, intent=("praise",))]), text) == [
        "idea"
    ]


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=6, unique=True), st.data())
def test_the_nearest_example_decides(texts: list[str], data: st.DataObject) -> None:
    taught = Taught([example(text, topic=(f"t{at}",)) for at, text in enumerate(texts)])
    at = data.draw(st.integers(0, len(texts) - 1))
    alike = rows([texts[at]]) @ rows(texts).T
    said = values(taught, texts[at], "topic")
    assert said is not None
    assert alike[0][int(said[0][1:])] == pytest.approx(alike.max(), abs=1e-3)
    assert all(LEAST <= f.probability <= MOST for f in taught.judge([texts[at]])[0]["topic"])


@given(st.sets(st.sampled_from(["self_harm", "threat", "legal", "press"])), st.booleans())
def test_no_example_takes_a_risk_away(there: set[str], adds: bool) -> None:
    found = [Finding("risk", value, 0.8) for value in there]
    said = (Finding("risk", "health", 0.9),) if adds else ()
    now = {f.value for f in put_right(found, {"risk": said})}
    assert now == there | ({"health"} if adds else set())
