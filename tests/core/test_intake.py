"""Threads, order and waiting are functions of the set of messages, whatever the order in which they arrive."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import intake
from zuruf.core.desk import State
from zuruf.core.message import Author, Incoming

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def incoming(remote_id: str = "1", **over: Any) -> Incoming:
    return Incoming(**{"remote_id": remote_id, "author": Author("anna"), "text": "Hallo?", **over})


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_the_root_counts_before_the_parent() -> None:
    assert intake.link(incoming(parent="p", root="r")) == "r"
    assert intake.link(incoming(parent="p")) == "p"
    assert intake.link(incoming()) == ""


def test_a_message_that_names_itself_begins_a_thread() -> None:
    assert intake.link(incoming("1", root="1")) == ""
    assert intake.link(incoming("1", parent="1")) == ""
    assert intake.link(incoming("1", root="1", parent="p")) == "p"


def test_order_is_by_the_earlier_of_network_time_and_receipt() -> None:
    assert intake.order_at(at(-5), NOW) == at(-5)
    assert intake.order_at(at(5), NOW) == NOW
    assert intake.order_at(None, NOW) == NOW


def test_a_message_without_id_is_refused_with_a_reason() -> None:
    with pytest.raises(intake.NotUsable, match="no id"):
        intake.tidy(incoming(" \u200b "), NOW)


def test_every_field_is_made_fit_to_keep() -> None:
    made = intake.tidy(
        incoming(
            text="a\x00b",
            title="Zwei\nZeilen" * 100,
            permalink="javascript:alert(1)",
            author=Author("an\x00na", handle="@\x00x" * 300, name="\u202eName", url="data:x"),
            languages=("de\x00",) * 20,
            ref={"uri\x00": "at://\x00"},
            at=datetime.max,  # noqa: DTZ901
            edited_at=datetime.max,  # noqa: DTZ901
        ),
        NOW,
    )
    assert (made.text, made.permalink, made.author.name, made.author.url) == ("ab", "", "Name", "")
    assert len(made.title) <= 300
    assert len(made.author.handle) <= 255
    assert made.ref == {"uri": "at://"}
    assert made.languages == ("de",) * 8
    assert made.at is None
    assert made.edited_at == NOW  # an edit it is; only its time cannot be right


def test_of_two_versions_in_one_batch_the_later_edit_stays_with_the_first_links() -> None:
    old, new = incoming(text="alt", parent="p"), incoming(text="neu", edited_at=at(1))

    assert [m.text for m in intake.newest_of_each([old, new])] == ["neu"]
    assert [m.text for m in intake.newest_of_each([new, old])] == ["neu"]
    assert intake.newest_of_each([old, new])[0].parent == "p"


IDS = list("abcdefgh")
LINKS = st.dictionaries(st.sampled_from(IDS), st.sampled_from([*IDS, "", "", "x", "y"]), min_size=1)


def parts(links: dict[str, str]) -> set[frozenset[str]]:
    """The threads by brute force: whoever is linked, directly or not, belongs together."""
    whole: list[set[str]] = []
    for group in ({m, to} - {""} for m, to in links.items()):
        touching = [g for g in whole if g & group]
        whole = [g for g in whole if not g & group] + [group.union(*touching)]
    return {frozenset(g & links.keys()) for g in whole}


@given(LINKS, st.data())
def test_any_split_and_order_gives_the_same_conversations(links: dict[str, str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(sorted(links)))
    cuts = data.draw(st.lists(st.integers(0, len(order)), max_size=4).map(sorted))
    stored: dict[str, int] = {}
    roots: dict[str, int] = {}
    fresh = iter(range(1, 100))
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        step = {m: "" if links[m] == m else links[m] for m in order[start:end]}
        found = intake.places(step, stored, roots)
        for row, root in found.renamed.items():
            roots = {r: i for r, i in roots.items() if i != row} | {root: row}
        for source, goal in found.folds.items():
            stored = {m: goal if i == source else i for m, i in stored.items()}
            roots = {r: i for r, i in roots.items() if i != source}
        for m, place in found.of.items():
            if isinstance(place, str) and place not in roots:
                roots[place] = next(fresh)
            stored[m] = roots[place] if isinstance(place, str) else place
    together: dict[int, set[str]] = {}
    for m, conversation in stored.items():
        together.setdefault(conversation, set()).add(m)
    assert {frozenset(g) for g in together.values()} == parts(links)


TIMES = st.lists(st.integers(0, 30), max_size=6, unique=True)


@given(TIMES, TIMES)
def test_waiting_begins_with_their_first_message_after_our_last(theirs: list[int], ours: list[int]) -> None:
    stands = intake.stands_by([at(t) for t in theirs], [at(t) for t in ours])
    open_ = [t for t in theirs if t > max(ours, default=-1)]

    assert stands.waiting_since == (at(min(open_)) if open_ else None)
    assert (stands.state is State.OPEN) == bool(open_)


def test_what_somebody_wrote_before_we_answered_elsewhere_does_not_wait() -> None:
    answered = intake.Standing(State.WAITING)
    assert intake.wrote_again(answered, at(10), [at(5), at(10)]) == answered


def test_whoever_writes_again_opens_the_conversation_and_waits_since_then() -> None:
    assert intake.wrote_again(intake.Standing(State.DONE), None, [at(7), at(5)]) == intake.Standing(
        State.OPEN, at(5)
    )
    waiting = intake.Standing(State.OPEN, at(2))
    assert intake.wrote_again(waiting, None, [at(7)]) == waiting


def test_a_preview_is_one_line_of_at_most_200_characters() -> None:
    assert intake.preview("Titel", "Zeile 1\nZeile 2") == "Titel · Zeile 1 Zeile 2"
    assert intake.preview("", "") == ""
    assert len(intake.preview("t", "wort " * 1000)) <= 200
