"""What is kept ready for writing: kept, brought into an answer, and counted by what it led to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOW, account, conversation, member, message, organisation, who
from tests.there import there
from zuruf.core.library import Freshness, Kind
from zuruf.core.people import Who
from zuruf.flow import library, library_facts, library_use, outbox, reply, topics
from zuruf.flow.errors import Declined
from zuruf.flow.library_facts import Said
from zuruf.store.models import AuditEntry, Conversation, Incident, LibraryUse, MessageAssessment, Review
from zuruf.store.queries import library as reading
from zuruf.store.queries import library_uses

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 6, 1)


@pytest.fixture
def jana() -> Who:
    organisation()
    return who(member(name="Jana Kern", initials="JK"))


def about(c: Conversation, slug: str) -> None:
    MessageAssessment.objects.create(
        message=c.messages.get(), findings=[{"label": "topic", "value": slug}], judges=[], made_at=NOW
    )


def a_topic(slug: str = "lieferung") -> str:
    return topics.save(
        who(member(role="owner")), "", {"de": slug.title(), "en": "Delivery"}, "Paket", now=NOW
    )


def sent(who_: Who, c: Conversation, text: str, now: datetime = NOW) -> None:
    reply.send(who_, c.public_id, text, seen_answer_seq=0, now=now)
    while outbox.work("test", now=now + timedelta(minutes=5)):
        pass


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Declined) as refused:
        act()
    return refused.value.code


def test_a_block_is_filled_with_what_is_known_and_what_is_not_stays_to_be_typed(jana: Who) -> None:
    c = conversation(due_at=NOW + timedelta(hours=2))
    about(c, a_topic())
    block = library.save(
        jana, "", "Lieferzeit", {"de": "Hallo {name}, zu {topic}: bis {due}. {link:bericht}"}, now=NOW
    )
    taken = library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW)
    name = there(c.contact).name
    assert taken.text == f"Hallo {name}, zu Lieferung: bis heute 12:00 Uhr. {{link:bericht}}"
    assert taken.left_open == ("{link:bericht}",)
    library_facts.save_link(jana, "", {"de": "Bericht"}, "https://example.org/bericht", now=NOW)
    assert (
        "Bericht: https://example.org/bericht"
        in library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW).text
    )


def test_what_was_left_open_does_not_go_out(jana: Who) -> None:
    c = conversation(account(recall_seconds=0))
    block = library.save(jana, "", "Termin", {"de": "Ihr Termin: {due}, {link:karte}"}, now=NOW)
    text = library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW).text
    with pytest.raises(Declined) as refused:
        sent(jana, c, text)
    assert (refused.value.code, refused.value.data["what"]) == ("placeholder_left", "{link:karte}")
    sent(jana, c, text.replace("{link:karte}", "am Tor"))
    assert LibraryUse.objects.get().sent


def test_a_block_that_was_written_over_does_not_count_as_sent(jana: Who) -> None:
    c = conversation()
    block = library.save(jana, "", "Lieferzeit", {"de": "Ersatzteile brauchen etwa zehn Werktage."}, now=NOW)
    library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW)
    sent(jana, c, "Das Teil kommt morgen.")
    assert LibraryUse.objects.get().sent is False
    assert library_uses.led_to(Kind.BLOCK) == {}


def test_what_a_block_led_to_is_counted_for_the_block(jana: Who) -> None:
    block = library.save(jana, "", "Lieferzeit", {"de": "Ersatzteile brauchen etwa zehn Werktage."}, now=NOW)
    for n, intent in enumerate(("thanks", "question", "")):
        c = conversation(account(recall_seconds=0))
        text = library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW).text
        sent(jana, c, text)
        if intent:
            again = message(c, text="…", order_at=NOW + timedelta(hours=1))
            found = [{"label": "intent", "value": intent}]
            MessageAssessment.objects.create(message=again, findings=found, judges=[], made_at=NOW)
        result = ("fine", "lesson")[n % 2]
        delivery = c.deliveries.get()
        Review.objects.create(
            delivery=delivery, because="all", share=1, drawn_at=NOW, state="done", result=result
        )
    assert library_uses.led_to(Kind.BLOCK) == {
        block: library_uses.LedTo(sent=3, fine=2, lessons=1, thanked=1, again=1)
    }


def test_every_version_of_a_block_is_kept_and_can_be_brought_back(jana: Who) -> None:
    block = library.save(jana, "", "Lieferzeit", {"de": "Zehn Tage."}, now=NOW)
    library.save(jana, block, "Lieferzeit", {"de": "Zwölf Tage."}, now=NOW)
    library.save(jana, block, "Lieferzeit", {"de": "Zwölf Tage."}, now=NOW)  # nothing changed
    library.restore(jana, block, 1, now=NOW)
    assert [v.texts["de"] for v in reading.versions(block)] == ["Zehn Tage.", "Zwölf Tage.", "Zehn Tage."]
    assert there(reading.block(block)).texts == {"de": "Zehn Tage."}
    saved = AuditEntry.objects.filter(verb="block.saved").values_list("data", flat=True)
    assert list(saved) == [{"version": 1}, {"version": 2}, {"version": 3}]


def test_a_retired_block_is_not_offered_and_comes_back(jana: Who) -> None:
    c = conversation()
    block = library.save(jana, "", "Lieferzeit", {"de": "Zehn Tage."}, now=NOW)
    library.retire(jana, block, now=NOW)
    assert not library_use.offers(jana, c.public_id, now=NOW)
    assert (
        code(lambda: library_use.bring_in(jana, c.public_id, Kind.BLOCK, block, "", now=NOW)) == "not_there"
    )
    library.retire(jana, block, back=True, now=NOW)
    assert [o.thing for o in library_use.offers(jana, c.public_id, now=NOW)] == [block]


def test_a_block_for_another_topic_or_account_is_only_there_when_it_is_asked_for(jana: Who) -> None:
    c, elsewhere = conversation(), account()
    about(c, a_topic("lieferung"))
    fits = library.save(jana, "", "Paket", {"de": "Das Paket."}, ["lieferung"], now=NOW)
    other = library.save(jana, "", "Preis", {"de": "Der Preis."}, [a_topic("preise")], now=NOW)
    library.save(jana, "", "Dort", {"de": "Der Preis dort."}, (), [elsewhere.public_id], now=NOW)
    assert [o.thing for o in library_use.offers(jana, c.public_id, now=NOW)] == [fits]
    assert [o.thing for o in library_use.offers(jana, c.public_id, "prei", now=NOW)] == [other]
    assert library_use.best_in(c.public_id) == "Paket"


def test_what_speaks_of_a_recall_is_offered_only_where_the_conversation_is_about_it(jana: Who) -> None:
    c = conversation(text="Welchen Akku braucht mein K2?")
    about(c, a_topic("akku"))
    words = {"de": "Bitte fahren Sie vorerst nicht. Ob Ihr K2 dazugehört, steht auf unserer Seite."}
    recall = library.save(jana, "", "Rückruf K2", words, ["akku"], now=NOW)
    plain = library.save(jana, "", "Welcher Akku passt", {"de": "Der Akku A3."}, ["akku"], now=NOW)
    assert [o.thing for o in library_use.offers(jana, c.public_id, now=NOW)] == [plain]
    assert library_use.best_in(c.public_id) == "Welcher Akku passt"
    assert [o.thing for o in library_use.offers(jana, c.public_id, "rückruf", now=NOW)] == [recall]
    opened = Incident.objects.create(name="Produktrückruf K2", opened_at=NOW, opened_by_id=jana.id)
    Conversation.objects.filter(pk=c.pk).update(incident=opened)
    assert {o.thing for o in library_use.offers(jana, c.public_id, now=NOW)} == {plain, recall}


def test_an_expired_fact_is_not_quoted_without_a_warning(jana: Who) -> None:
    c = conversation()
    owner = reading.owners()[0][0]
    fact = library_facts.save(
        jana,
        "",
        Said({"de": "Wir liefern nach Österreich."}, UNTIL, owner, source_url="https://example.org/a"),
        now=NOW,
    )

    def take(at: datetime, **over: bool) -> library_use.Taken:
        return library_use.bring_in(jana, c.public_id, Kind.FACT, fact, "", now=at, **over)

    assert take(NOW).text == "Wir liefern nach Österreich."
    assert take(NOW, source=True).text == "Wir liefern nach Österreich. https://example.org/a"
    later = NOW + timedelta(days=200)
    assert code(lambda: take(later)) == "fact_expired"
    assert take(later, anyway=True).text == "Wir liefern nach Österreich."
    (view,) = reading.facts(UNTIL - timedelta(days=3))
    assert view.freshness is Freshness.SOON
    library_facts.check(jana, fact, date(2026, 12, 1), now=later)
    assert take(later).text == "Wir liefern nach Österreich."


def test_who_drafts_for_us_uses_the_library_and_does_not_change_it(jana: Who) -> None:
    organisation()
    agency = who(member(role="partner"))
    block = library.save(jana, "", "Lieferzeit", {"de": "Zehn Tage."}, now=NOW)
    c = conversation()
    assert library_use.bring_in(agency, c.public_id, Kind.BLOCK, block, "", now=NOW).text == "Zehn Tage."
    for act in (
        lambda: library.save(agency, block, "Anders", {"de": "Anders."}, now=NOW),
        lambda: library.retire(agency, block, now=NOW),
        lambda: library_facts.save(agency, "", Said({"de": "So."}, UNTIL, ""), now=NOW),
        lambda: library_facts.save_link(agency, "", {"de": "So"}, "https://example.org", now=NOW),
    ):
        assert code(act) == "not_yours_to_write"


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"claims": {"de": " "}}, "no_text"),
        ({"owner": "nobody"}, "no_owner"),
        ({"source_url": "javascript:alert(1)"}, "bad_link"),
        ({"expires_on": NOW.date() - timedelta(days=1)}, "expiry_over"),
        ({"expires_on": NOW.date() + timedelta(days=2000)}, "expiry_far"),
    ],
)
def test_a_fact_needs_a_claim_an_owner_a_real_link_and_a_day(
    jana: Who, said: dict[str, Any], refused: str
) -> None:
    fields = {"claims": {"de": "So ist es."}, "expires_on": UNTIL, "owner": reading.owners()[0][0], **said}
    assert code(lambda: library_facts.save(jana, "", Said(**fields), now=NOW)) == refused
