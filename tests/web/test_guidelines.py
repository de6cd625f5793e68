"""The pages of guidelines: what holds in plain words, switching, editing beside the trial."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from tests.builders import NOW
from zuruf.core import guideline_file
from zuruf.flow import guideline
from zuruf.store.models import GuidelineVersion, Member
from zuruf.web import guideline_words
from zuruf.web.guideline_edit import TEMPLATE

Signed = Callable[[Member], Client]


@pytest.fixture
def seeded(db: None) -> None:
    guideline.seed(NOW)


def _toml(slug: str) -> str:
    return GuidelineVersion.objects.filter(slug=slug).order_by("-version")[0].toml


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("language", "title"), [("de", "Keine Bankdaten"), ("en", "No bank details")])
def test_the_list_speaks_the_readers_language(
    second_pair: Member, client_of: Signed, language: str, title: str
) -> None:
    page = client_of(second_pair).get("/guidelines/", headers={"Accept-Language": language}).content.decode()
    assert title in page


@pytest.mark.parametrize("odd", ["example.x.text", "example..text", "example.²", f"example.{'9' * 500}.text"])
def test_a_field_of_no_example_is_none(second_pair: Member, client_of: Signed, odd: str) -> None:
    given = {"toml": f"{TEMPLATE}\n", "toml_was": f"{TEMPLATE}# was", "then.verdict": "look", odd: "x"}
    page = client_of(second_pair).post("/guidelines/new/", {**given, "reason": "Weil."})
    assert page.status_code == 422


@pytest.mark.usefixtures("seeded")
def test_whoever_answers_reads_but_does_not_switch(answers: Member, client_of: Signed) -> None:
    client = client_of(answers)
    assert 'role="switch"' not in client.get("/guidelines/").content.decode()
    assert client.post("/guidelines/bank-data/switch/", {"on": "1"}).status_code == 403
    assert client.get("/guidelines/bank-data/edit/").status_code == 403
    assert not GuidelineVersion.objects.filter(state="active").exists()


@pytest.mark.usefixtures("seeded")
def test_one_click_switches_on_and_another_off(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    client.post("/guidelines/bank-data/switch/", {"on": "1", "list": "1"})
    assert [g.id for g in guideline.active()] == ["bank-data"]
    client.post("/guidelines/bank-data/switch/", {"on": "0"})
    assert guideline.active() == ()


@pytest.mark.usefixtures("seeded")
def test_every_shipped_guideline_has_a_page_with_its_examples(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    for slug in GuidelineVersion.objects.values_list("slug", flat=True):
        page = client.get(f"/guidelines/{slug}/")
        assert page.status_code == 200
        assert "✓" in page.content.decode()
        assert "✗" not in page.content.decode()


@pytest.mark.usefixtures("seeded")
def test_saving_makes_a_version_with_author_reason_and_difference(
    second_pair: Member, client_of: Signed
) -> None:
    client = client_of(second_pair)
    toml = _toml("length").replace("600", "500")
    saved = client.post(
        "/guidelines/length/edit/", {"toml": toml, "reason": "Kürzer ist klarer", "seen": "1"}
    )
    assert saved["Location"] == "/guidelines/length/"
    page = client.get("/guidelines/length/").content.decode()
    assert "Kürzer ist klarer" in page
    assert "Second Person" in page
    assert "+longer_than = 500" in page


@pytest.mark.usefixtures("seeded")
def test_a_mistake_is_named_with_its_line_and_the_text_stays(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    toml = _toml("length").replace("longer_than", "longer_then")
    answer = client.post(
        "/guidelines/length/edit/",
        {"toml": toml, "reason": "x", "seen": "1"},
        headers={"Accept-Language": "en"},
    )
    page = answer.content.decode()
    line = toml.splitlines().index("longer_then = 600") + 1
    assert answer.status_code == 422
    assert f'data-line="{line}"' in page
    assert "when.longer_than" not in page
    assert "Do you mean “longer_than”?" in page
    assert "longer_then = 600" in page
    assert GuidelineVersion.objects.filter(slug="length").count() == 1


@pytest.mark.usefixtures("seeded")
def test_an_example_that_comes_out_otherwise_is_not_saved(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    toml = _toml("length").replace("longer_than = 600", "longer_than = 2")
    answer = client.post("/guidelines/length/edit/", {"toml": toml, "reason": "x", "seen": "1"})
    assert answer.status_code == 422
    assert "✗" in answer.content.decode()
    assert GuidelineVersion.objects.filter(slug="length").count() == 1


@pytest.mark.usefixtures("seeded")
def test_what_somebody_saved_meanwhile_is_not_overwritten(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    first = {"toml": _toml("length").replace("600", "500"), "reason": "eins", "seen": "1"}
    client.post("/guidelines/length/edit/", first)
    second = {"toml": _toml("length").replace("500", "400"), "reason": "zwei", "seen": "1"}
    assert client.post("/guidelines/length/edit/", second).status_code == 422
    assert GuidelineVersion.objects.filter(slug="length").count() == 2


def test_a_new_guideline_begins_from_a_template_that_works(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    page = client.get("/guidelines/new/")
    assert page.status_code == 200
    assert "✗" not in page.content.decode()
    saved = client.post("/guidelines/new/", {"toml": TEMPLATE, "reason": "neu"})
    assert saved["Location"] == "/guidelines/our-guideline/"
    again = client.post("/guidelines/new/", {"toml": TEMPLATE, "reason": "neu"})
    assert again.status_code == 422


def test_the_trial_answers_to_any_text_without_saving(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    for text in ("", "id = ", "<script>alert(1)</script>", "[when]\npublic = 3", "\x00", "a.b.c = {}"):
        page = client.post("/guidelines/try/", {"toml": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert not GuidelineVersion.objects.exists()


def test_an_unknown_guideline_is_not_found(second_pair: Member, client_of: Signed) -> None:
    client = client_of(second_pair)
    assert client.get("/guidelines/nothing/").status_code == 404
    assert client.post("/guidelines/nothing/switch/", {"on": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('id = "x', "Text, der hier beginnt"),
        ("[when", "eckige Klammer"),
        ("id = x", "Nach dem Gleichheitszeichen"),
        ("id = 'x", "Oft fehlt ein Anführungszeichen"),
        ('id = "a"\nid = "b"', "zweimal"),
    ],
)
def test_a_slip_of_notation_is_said_in_the_readers_language(toml: str, said: str) -> None:
    with pytest.raises(guideline_file.Unreadable) as caught, translation.override("de"):
        guideline_file.read(toml, guideline_file.uncut)
    with translation.override("de"):
        ((_line, words),) = guideline_words.problems(caught.value.problems)
    assert said in words
    assert "Expected" not in words
    assert "(at" not in words
