"""Guidelines as rows: seeded as drafts, switched on by choice, saved as versions that prove themselves."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import STOP
from zuruf.classifiers import facts
from zuruf.core.guideline import Facts, Verdict, judge
from zuruf.core.people import Who
from zuruf.flow import guideline
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, GuidelineVersion, Member
from zuruf.store.queries import guideline as queries


@pytest.fixture
def who(second_pair: Member) -> Who:
    return builders.who(second_pair)


def test_the_shipped_ones_come_as_drafts_and_seeding_twice_adds_none(db: None) -> None:
    assert guideline.seed(NOW) == len(guideline.shipped())
    assert guideline.seed(NOW) == 0
    assert guideline.active() == ()
    assert {v.state for v in GuidelineVersion.objects.all()} == {"draft"}


def test_a_text_that_changed_with_the_product_waits_as_a_draft_beside_what_is_on(
    who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    guideline.seed(NOW)
    guideline.switch(who, "length", True, now=NOW)
    newer = next(t for t in guideline.shipped() if 'id = "length"' in t).replace("600", "500")
    monkeypatch.setattr(guideline, "shipped", lambda: [newer])
    assert guideline.seed(NOW) == 1
    [listed] = [g for g in queries.listed("de") if g.slug == "length"]
    assert (listed.on, listed.version) == (1, 2)
    guideline.switch(who, "length", True, now=NOW)
    assert [g.name for g in guideline.active()] == ["length@2"]


def test_choosing_switches_on_exactly_what_was_chosen(who: Who) -> None:
    guideline.seed(NOW)
    guideline.choose(who, frozenset({"length", "press"}), now=NOW)
    guideline.choose(who, frozenset({"press", "links"}), now=NOW)
    assert [g.id for g in guideline.active()] == ["links", "press"]
    verbs = list(AuditEntry.objects.filter(thing="guideline").order_by("pk").values_list("verb", "thing_id"))
    assert verbs[1:] == [
        ("guideline.on", "length"),
        ("guideline.on", "press"),
        ("guideline.off", "length"),
        ("guideline.on", "links"),
    ]


def test_switching_what_is_on_already_is_no_act(who: Who) -> None:
    guideline.seed(NOW)
    for _ in range(2):
        guideline.switch(who, "length", True, now=NOW)
    assert AuditEntry.objects.filter(verb="guideline.on").count() == 1


def test_a_saved_version_takes_over_when_its_guideline_is_on(who: Who) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    assert guideline.active() == ()
    guideline.switch(who, "bank", True, now=NOW)
    guideline.save(
        who, STOP.replace("Keine Bankdaten", "Nie Bankdaten"), "Klarer", slug="bank", seen=1, now=NOW
    )
    assert [(g.name, g.title["de"]) for g in guideline.active()] == [("bank@2", "Nie Bankdaten")]
    newest, first = queries.versions("bank")
    assert (newest.author, newest.reason, newest.state) == ("Second Person", "Klarer", "active")
    assert newest.difference[1:] == ('-title = "Keine Bankdaten"', '+title = "Nie Bankdaten"') or (
        '+title = "Nie Bankdaten"' in newest.difference
    )
    assert (first.state, first.difference) == ("retired", ())


@pytest.mark.parametrize(
    ("toml", "reason", "slug", "seen", "code"),
    [
        ("x", "r", "bank", 1, "unreadable"),
        (STOP.replace('verdict = "go"', 'verdict = "stop"'), "r", "bank", 1, "examples"),
        (STOP, " ", "bank", 1, "reason"),
        (STOP.replace('id = "bank"', 'id = "other"'), "r", "bank", 1, "id_changed"),
        (STOP, "r", "", 0, "id_taken"),
        (STOP, "r", "bank", 0, "newer"),
    ],
)
def test_what_cannot_be_saved_says_why_and_changes_nothing(
    who: Who, toml: str, reason: str, slug: str, seen: int, code: str
) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    with pytest.raises(Declined) as refused:
        guideline.save(who, toml, reason, slug=slug, seen=seen, now=NOW)
    assert refused.value.code == code
    assert GuidelineVersion.objects.count() == 1


def test_an_old_version_is_still_known_by_its_name(who: Who) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    guideline.save(who, STOP.replace("Keine", "Nie"), "Klarer", slug="bank", seen=1, now=NOW)
    first = guideline.named("bank@1")
    assert first is not None
    assert first.title["de"] == "Keine Bankdaten"
    assert guideline.named("bank@9") is None
    assert guideline.named("nothing") is None


def test_what_another_process_saved_holds_at_once(who: Who) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    guideline.switch(who, "bank", True, now=NOW)
    assert guideline.active()[0].title["de"] == "Keine Bankdaten"
    GuidelineVersion.objects.all().delete()  # as if by another process: nothing in this one is told
    guideline.save(who, STOP.replace("Keine", "Nie"), "Neu", now=NOW)
    guideline.switch(who, "bank", True, now=NOW)
    assert guideline.active()[0].title["de"] == "Nie Bankdaten"


def test_the_list_is_in_the_readers_language_with_what_is_on_first(who: Who) -> None:
    guideline.seed(NOW)
    guideline.switch(who, "respect", True, now=NOW)
    german, english = queries.listed("de"), queries.listed("en")
    assert german[0].title == "Kein Spott und keine Schuldzuweisung"
    assert english[0].title == "No sarcasm, no blaming"
    assert [g.on for g in german].count(1) == 1


def test_reading_the_active_ones_again_costs_one_statement(
    who: Who, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    guideline.switch(who, "bank", True, now=NOW)
    guideline.active()
    with django_assert_num_queries(1):
        assert guideline.active()[0].id == "bank"


def test_nobody_changes_guidelines_who_may_not(answers: Member) -> None:
    guideline.seed(NOW)
    for act in (
        lambda: guideline.switch(builders.who(answers), "length", True, now=NOW),
        lambda: guideline.save(builders.who(answers), STOP, "Versuch", now=NOW),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_a_guideline_that_a_later_release_cannot_read_asks_instead_of_silencing_everybody(who: Who) -> None:
    guideline.save(who, STOP, "Anfang", now=NOW)
    guideline.switch(who, "bank", True, now=NOW)
    GuidelineVersion.objects.filter(slug="bank").update(toml="when = 3", digest="of another release")
    (stands_in,) = guideline.active()
    assert (stands_in.id, stands_in.then.verdict) == ("bank", Verdict.ASK)
    plain = Facts("Guten Tag", *facts.find("Guten Tag"), channel="talk", public=True)
    assert judge(plain, [stands_in]).verdict is Verdict.ASK
