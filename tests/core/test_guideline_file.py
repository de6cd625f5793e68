"""Reading guidelines: what house.md prints loads as it stands, and every mistake is named with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import facts
from zuruf.core.guideline import Verdict
from zuruf.core.guideline_examples import refusal, try_examples
from zuruf.core.guideline_file import KEYS, Cut, Problem, Unreadable, read, uncut
from zuruf.core.reply import Late

HOUSE = """id = "personal-data"
title = "Keine personenbezogenen Daten in öffentlichen Antworten"
why = "Eine öffentliche Antwort bleibt stehen und wird kopiert."
source = "Social-Media-Leitlinie, Abschnitt 4"
owner = "Datenschutz"
[when]
public = true
contains = ["iban", "phone", "email"]
[then]
verdict = "stop"            # look | ask | stop
say = "Die Antwort nennt „{hit}“. Bitte privat antworten."
[[example]]
text = "Wir überweisen auf DE89 3704 0044 0532 0130 00."
verdict = "stop"
[[example]]
text = "Bitte schreiben Sie uns eine private Nachricht."
verdict = "go"
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(Unreadable) as refused:
        read(text, facts.words)
    return list(refused.value.problems)


def refused(text: str, cut: Cut) -> tuple[Problem, ...] | None:
    """Why *text* is no guideline; None when it is one."""
    try:
        read(text, cut)
    except Unreadable as error:
        return error.problems
    return None


def test_the_format_of_the_house_loads_as_printed() -> None:
    g = read(HOUSE, facts.words, version=3)
    assert (g.name, g.owner, g.then.verdict) == ("personal-data@3", "Datenschutz", Verdict.STOP)
    assert g.title == {"de": "Keine personenbezogenen Daten in öffentlichen Antworten"}
    assert g.when.contains == ("iban", "phone", "email")
    tried = try_examples(g, facts.find)
    assert [t.judgement.verdict for t in tried] == [Verdict.STOP, Verdict.GO]
    assert refusal(tried) == ""


def test_a_plain_text_is_in_the_files_language() -> None:
    assert read('language = "en"\n' + HOUSE, facts.words).title.keys() == {"en"}


def test_words_of_one_language_are_only_looked_for_in_it() -> None:
    text = HOUSE.replace('contains = ["iban", "phone", "email"]', 'words = { en = ["die"] }')
    phrase = read(text, facts.words).when.words.all[0]
    assert phrase.stems == ((), ("die",))


def test_ask_has_sensible_terms_when_nothing_is_said() -> None:
    then = read(HOUSE.replace('verdict = "stop"            ', 'verdict = "ask" '), facts.words).then
    assert (then.minutes, then.late, then.holding) == (15, Late.HOLDING, {})


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "key"),
    [
        ('id = "personal-data"\n', "", "missing", 1, "id"),
        ('id = "personal-data"', 'id = "Persönliche Daten"', "slug", 1, "id"),
        ('owner = "Datenschutz"', 'ownr = "Datenschutz"', "unknown", 5, "ownr"),
        ("public = true", 'public = "ja"', "type", 7, "when.public"),
        ('contains = ["iban", "phone", "email"]', 'contians = ["iban"]', "unknown", 8, "when.contians"),
        ('"phone"', '"telephone"', "value", 8, "when.contains"),
        ('contains = ["iban", "phone", "email"]', 'contains = "iban"', "type", 8, "when.contains"),
        ('verdict = "stop"            #', 'verdict = "forbid" #', "value", 10, "then.verdict"),
        ('verdict = "stop"            #', 'minutes = 5\nverdict = "stop" #', "only_ask", 10, "then.minutes"),
        ('verdict = "stop"            #', 'minutes = 0\nverdict = "ask" #', "number", 10, "then.minutes"),
        (
            'verdict = "stop"            #',
            'minutes = 600000\nverdict = "ask" #',
            "number_most",
            10,
            "then.minutes",
        ),
        ('verdict = "stop"            #', f'minutes = {"9" * 5000}\nverdict = "ask" #', "toml", 19, ""),
        ('owner = "Datenschutz"', f"about = {'[' * 5000}", "toml", 18, ""),
        ('verdict = "go"\n', 'verdict = "okay"\n', "value", 17, "example.verdict"),
        ('contains = ["iban", "phone", "email"]', 'words = ["…"]', "no_word", 8, "when.words"),
        ('contains = ["iban", "phone", "email"]', 'except_for = ["x"]', "except_what", 8, "when.except_for"),
        ('contains = ["iban", "phone", "email"]', "", "hit_never", 11, "then.say"),
        ("public = true", 'hours = "8 bis 18"', "hours", 7, "when.hours"),
        ("public = true", 'outside_hours = "08:00-08:00"', "hours", 7, "when.outside_hours"),
        ("public = true", 'author_role = ["chef"]', "value", 7, "when.author_role"),
        (
            'verdict = "stop"            #',
            'late = "release"\nverdict = "ask" #',
            "release_delicate",
            10,
            "then.late",
        ),
        ('owner = "Datenschutz"', 'about = ["weather"]', "value", 5, "about"),
        ("[then]", "[than]", "missing", 1, "then"),
        ("[when]", "[when", "toml", 6, ""),
        ('say = "Die', 'say = "„{hit}“ Die\n', "toml", 11, ""),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(
    before: str, after: str, code: str, line: int, key: str
) -> None:
    assert before in HOUSE
    found = problems(HOUSE.replace(before, after, 1))
    assert (code, line, key) in [(p.code, p.line, p.key) for p in found]


def test_an_unknown_key_comes_with_the_one_that_was_meant() -> None:
    [problem] = problems(HOUSE.replace("public = true", "publik = true"))
    assert problem.data["near"] == "public"


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = (
        HOUSE.replace("owner", "ownr").replace("public", "publik").replace('verdict = "go"', 'verdict = "no"')
    )
    lines = [p.line for p in problems(text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("examples", "why"),
    [("", "no_hit"), ('[[example]]\ntext = "Hallo."\nverdict = "go"', "no_hit"),
     ('[[example]]\ntext = "DE89 3704 0044 0532 0130 00"\nverdict = "stop"', "no_miss"),
     ('[[example]]\ntext = "Hallo."\nverdict = "stop"', "wrong")],
)  # fmt: skip
def test_without_an_example_that_hits_and_one_that_does_not_it_is_refused(examples: str, why: str) -> None:
    g = read(HOUSE.split("[[example]]")[0] + examples, facts.words)
    assert refusal(try_examples(g, facts.find)) == why


def test_what_is_our_own_is_left_out() -> None:
    text = HOUSE.replace("public = true", 'except_for = ["0341 / 99 88 77"]')
    g = read(text + '[[example]]\ntext = "Rufen Sie 0341 998877 an."\nverdict = "go"\n', facts.words)
    assert refusal(try_examples(g, facts.find)) == ""


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    told = refused(text, uncut)
    assert told is None or (told and all(p.line >= 1 for p in told))


values = st.one_of(
    st.text(max_size=9).map(lambda t: f"'{t}'"), st.sampled_from(["3", "true", "[]", "['a']", "{}", "1.5"])
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", *KEYS]), st.sampled_from(sorted(sum(KEYS.values(), ()))), values),
        max_size=12,
    )
)
def test_known_keys_with_any_value_are_read_or_refused(lines: list[tuple[str, str, str]]) -> None:
    head = [f"{key} = {value}" for where, key, value in lines if not where]
    body = [f"[{where}]\n{key} = {value}" for where, key, value in lines if where]
    told = refused("\n".join(head + body), facts.words)
    assert told is None or told
