"""How long a text is at a Mastodon server, what stands before an answer, and when two texts are the same."""

from dataclasses import replace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.rig import AT
from zuruf.channels import _mastodon_text as words
from zuruf.channels._feed import plain
from zuruf.core.capabilities import Asked, Terms

LONG = "https://wasserwerk.example/" + "stoerung/" * 20


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("", 0),
        ("Größe", 5),
        ("👨‍👩‍👧‍👦", 1),
        ("https://a.example", 23),
        (LONG, 23),
        (f"({LONG}).", 23 + 3),
        (f"Siehe {LONG} und {LONG}!", 6 + 23 + 5 + 23 + 1),
        ("https://a.example/weg#ort?x=1&y=2", 23),
        ("wasserwerk.example/stoerung", 27),  # without a protocol it is no link there
        ("http://localhost/" + "x" * 40, 57),
        ("https://a.example:8443/" + "x" * 40, 23),
        (
            "https://a.example/größe",
            23 + 3,
        ),  # what it does not surely see as part of the link counts as written
        ("@anna@other.example hallo", 11),
        ("@anna hallo", 11),
        ("an anna@other.example", 21),  # an address of mail, nobody's handle
        ("@a.b-c@sub.other.example.", 7),
    ],
)
def test_a_text_counts_as_the_server_counts_it(text: str, used: int) -> None:
    assert words.length(text).used == used


def test_a_server_has_its_own_numbers() -> None:
    count = words.of_server({"characters": 5000, "link": 30})

    assert (count("x" * 501).left, count(LONG).used) == (4499, 30)
    assert words.of_server({})("x").limit == 500


@given(st.text(max_size=80).filter(lambda text: "@" not in text and "://" not in text))
def test_without_links_and_handles_every_character_that_a_reader_sees_counts(text: str) -> None:
    assert words.length(text).used == len(regex.findall(r"\X", text))


@given(st.text("abcäöü0123456789/-_", max_size=200).map(lambda path: "https://a.example/" + path))
def test_a_link_counts_as_every_link_and_what_it_is_not_sure_of_as_written(link: str) -> None:
    sure = regex.split("[äöü]", link, maxsplit=1)[0]

    assert words.length(link).used == 23 + len(link) - len(sure)


REF = {"acct": "rohrpost@other.example", "spoiler": ""}


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Wir schauen nach.", "@rohrpost@other.example "),
        ("Danke, @rohrpost!", "@rohrpost@other.example "),  # that would be somebody of our own server
        ("Fragen Sie @rohrpost@third.example.", "@rohrpost@other.example "),
        ("Danke, @rohrpost@other.example.", ""),
        ("Danke, @rohrpost@other.example.org!", "@rohrpost@other.example "),
        ("@Rohrpost@other.example danke", ""),
        ("Schreiben Sie an info@rohrpost.example", "@rohrpost@other.example "),
        ("@rohrpostamt ist wer anders", "@rohrpost@other.example "),
    ],
)
def test_an_answer_begins_with_the_handle_unless_it_names_it(text: str, opening: str) -> None:
    assert words.opening(REF, text) == opening
    counted = regex.sub(r"(?<=@rohrpost)@[\w.]*\w", "", text, flags=regex.IGNORECASE)
    used = words.length(words.besides(REF, text) + text).used
    assert used == len("@rohrpost ") * bool(opening) + len(counted)


def test_a_content_warning_counts_along_and_a_post_of_our_own_has_nothing_before_it() -> None:
    assert words.besides({**REF, "spoiler": "Zähler"}, "ja") == "Zähler\n@rohrpost@other.example "
    assert words.besides({}, "ja") == ""


SHORTENED = (  # as Mastodon shows a link
    '<p>Siehe <a href="https://wasserwerk.example/aktuelles/chlorung-lindenau"><span class="invisible">https://</span>'
    '<span class="ellipsis">wasserwerk.example/aktuelles/c</span><span class="invisible">hlorung-lindenau</span></a></p>'
)


@pytest.mark.parametrize(
    ("shown", "sent", "same"),
    [
        ("@rohrpost Wir  schauen\n\nnach.", "@rohrpost@other.example Wir schauen nach.", True),
        ("@rohrpost Wir schauen nach", "@rohrpost Wir schauen *nach*", True),
        ("@rohrpost Wir schauen nach.", "@rohrpost Wir schauten nach.", False),
        ("👍", "👍", True),
        ("👍", "👎", False),
        ("@rohrpost 👍", "@rohrpost@other.example 👍", True),
        ("@rohrpost 👍", "@rohrpost@other.example 👎", False),
        ("", "👎", False),
        (plain(SHORTENED), "Siehe https://wasserwerk.example/aktuelles/chlorung-lindenau", True),
    ],
)
def test_a_post_is_known_again_by_its_words(shown: str, sent: str, same: bool) -> None:
    assert words.same(shown, sent) is same


def test_what_we_wrote_is_shown_without_the_handle_before_it() -> None:
    assert words.without_opening("@rohrpost Guten Tag", REF) == "Guten Tag"
    assert words.without_opening("Guten Tag @rohrpost", REF) == "Guten Tag @rohrpost"
    assert words.without_opening("@rohrpost Guten Tag", {}) == "@rohrpost Guten Tag"


def asked(**ref: str) -> Asked:
    return Asked({**REF, "visibility": "public", **ref}, True, AT, AT)


def test_before_one_writes_one_reads_whom_the_network_will_name_and_who_can_read_along() -> None:
    assert "@rohrpost@other.example" in words.terms(asked(), "Ja", AT).note
    assert words.terms(asked(), "Ja, @rohrpost@other.example", AT) == Terms()
    for visibility in ("direct", "private", ""):
        assert words.terms(asked(visibility=visibility), "Ja", AT).note == words.ONLY_HER
    assert words.terms(replace(asked(), privately=True), "Ja", AT).note == words.ONLY_HER
