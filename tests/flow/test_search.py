"""What is said is found again: in both databases the same, in its order, and not after it is gone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, account, conversation, draft, member, message, organisation, who
from tests.there import there
from zuruf.core.people import Who
from zuruf.flow import search, search_index
from zuruf.store.models import (
    Contact,
    Delivery,
    Message,
    MessageAssessment,
    Note,
    SearchDoc,
    SearchDue,
    SearchTerm,
    Topic,
)
from zuruf.store.queries.search_sources import Source
from zuruf.store.search import Doc

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> Who:
    organisation()
    return who(member(name="Jana Kern"))


def index() -> None:
    while search_index.step():
        pass


def said(text: str, **over: Any) -> Message:
    """A message in a conversation of its own."""
    c = conversation(text=text, **over)
    return c.messages.get()


def texts(me: Who, query: str, **over: Any) -> list[str]:
    """What is shown for a query, in its order."""
    found = search.find(me, query, now=NOW, **over)
    assert not found.problems, found.problems
    return ["".join(p.text for p in s.pieces) for t in found.threads for s in t.shown]


def marked(me: Who, query: str) -> list[str]:
    found = search.find(me, query, now=NOW)
    return [p.text for t in found.threads for s in t.shown for p in s.pieces if p.marked]


def test_words_are_found_in_all_their_forms(me: Who) -> None:
    said("Die Häuser in der Hauptstraße sind leer.")
    said("Our deliveries were late.", language="en")
    index()
    for query in ("haus", "Haeuser", "HÄUSERN", "hauptstrasse"):
        assert texts(me, query) == ["Die Häuser in der Hauptstraße sind leer."]
    assert texts(me, "delivery") == ["Our deliveries were late."]
    assert texts(me, "haus deliveries") == []


def test_a_phrase_is_found_only_in_its_order_and_minus_takes_away(me: Who) -> None:
    said("Ich habe keine Antwort bekommen.")
    said("Eine Antwort habe ich, keine gute.")
    index()
    assert texts(me, '"keine Antwort"') == ["Ich habe keine Antwort bekommen."]
    assert texts(me, 'antwort -"keine antwort"') == ["Eine Antwort habe ich, keine gute."]
    assert marked(me, '"keine antworten"') == ["keine Antwort"]


def test_a_compound_is_found_by_its_parts_as_soon_as_the_other_is_known(me: Who) -> None:
    said("Wo bleibt die Ersatzteillieferung?")
    index()
    assert texts(me, "Lieferung") == []
    said("Mein Ersatzteil fehlt, Herr Kostenlos.")
    index()
    assert texts(me, "Lieferungen") == ["Wo bleibt die Ersatzteillieferung?"]
    assert marked(me, "Lieferung") == ["Ersatzteillieferung"]
    assert len(texts(me, "ersatzteil")) == 1
    said("Welche Lieferung?")
    index()
    assert len(texts(me, "ersatzteil")) == 2


def test_the_newest_comes_first_whatever_came_in_first(me: Who) -> None:
    said("Neu: Gutschein?")
    old = said("Alt: Gutschein?")
    Message.objects.filter(pk=old.pk).update(order_at=NOW - timedelta(days=300))
    index()
    assert texts(me, "gutschein") == ["Neu: Gutschein?", "Alt: Gutschein?"]
    assert texts(me, "gutschein before:2026-01-01") == ["Alt: Gutschein?"]
    assert texts(me, "gutschein seit:7t") == ["Neu: Gutschein?"]


def test_the_best_comes_first_on_demand(me: Who) -> None:
    said(
        "Zwischen vielen anderen Dingen, über die hier lange und breit gesprochen wird, steht auch ein Gutschein."
    )
    best = said("Gutschein, Gutschein!")
    Message.objects.filter(pk=best.pk).update(order_at=NOW - timedelta(days=3))
    index()
    assert texts(me, "gutschein", best=True)[0] == "Gutschein, Gutschein!"
    assert texts(me, "gutschein")[0].startswith("Zwischen")


def test_hits_of_one_conversation_stand_together(me: Who) -> None:
    c = conversation(text="Erstens die Bremse.")
    for n in range(4):
        message(c, text=f"Und {n} die Bremse.", order_at=NOW + timedelta(minutes=n + 1))
    said("Auch die Bremse.")
    index()
    found = search.find(me, "bremse", now=NOW)
    assert [(len(t.shown), t.more) for t in found.threads] == [(3, 2), (1, 0)]
    assert found.hits == 6


def test_filters_narrow_by_person_account_topic_kind_and_state(me: Who) -> None:
    feed = account("feed", name="Blog Lindenau", handle="blog")
    Topic.objects.create(slug="liefern", name={"de": "Lieferung"}, words=["Paket"], created_at=NOW)
    one = said("Das Paket fehlt.")
    two = said("Das Paket ist da.", of=feed, state="done")
    MessageAssessment.objects.create(message=one, made_at=NOW)
    MessageAssessment.objects.update(findings=[{"label": "topic", "value": "liefern", "probability": 1.0}])
    Note.objects.create(conversation=two.conversation, author_id=me.id, text="Paket war im Laden.", at=NOW)
    index()
    assert texts(me, "paket is:open") == ["Das Paket fehlt."]
    assert texts(me, "paket -ist:offen -is:note") == ["Das Paket ist da."]
    assert texts(me, "paket konto:blog -is:note") == ["Das Paket ist da."]
    assert texts(me, "thema:Lieferung") == ["Das Paket fehlt."]
    assert texts(me, "is:note") == ["Paket war im Laden."]
    assert texts(me, "von:jana paket") == ["Paket war im Laden."]
    assert texts(me, f'from:"{there(one.contact).name}"') == ["Das Paket fehlt."]
    assert texts(me, f"from:{there(one.contact).handle}") == ["Das Paket fehlt."]
    assert texts(me, "paket from:us") == ["Paket war im Laden."]


def test_a_person_is_found_by_her_name_and_again_when_it_changed(me: Who) -> None:
    one = said("Ohne Namen im Text.")
    index()
    assert texts(me, there(one.contact).handle) == ["Ohne Namen im Text."]
    Contact.objects.update(name="Ilse Grünfeld")
    index()
    assert texts(me, "gruenfeld") == ["Ohne Namen im Text."]


def test_what_is_deleted_at_its_source_is_out_at_once_and_stays_out(me: Who) -> None:
    gone, edited, stays = said("Geheim: Sellerie."), said("Zuerst Sellerie."), said("Nur Sellerie.")
    index()
    assert len(texts(me, "sellerie")) == 3
    Message.objects.filter(pk=gone.pk).update(text="", gone_at=NOW)
    Message.objects.filter(pk=edited.pk).update(text="Dann Kürbis.")
    assert texts(me, "sellerie") == ["Nur Sellerie."]
    index()
    assert texts(me, "sellerie") == ["Nur Sellerie."]
    assert texts(me, "kürbis") == ["Dann Kürbis."]
    stays.conversation.delete()
    assert texts(me, "sellerie") == []
    assert SearchDoc.objects.count() == 1


def test_what_changes_while_it_is_indexed_is_indexed_again(me: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = said("Zuerst Sellerie."), said("Bald gelöscht: Sellerie.")
    as_it_was = search_index.doc

    def overtaken(source: Source) -> Doc:
        Message.objects.filter(pk=one.pk, text="Zuerst Sellerie.").update(text="Dann Kürbis.")
        Message.objects.filter(pk=two.pk).delete()
        return as_it_was(source)

    monkeypatch.setattr(search_index, "doc", overtaken)
    search_index.step()
    assert SearchDoc.objects.count() == 0
    monkeypatch.undo()
    index()
    assert texts(me, "sellerie") == []
    assert texts(me, "kürbis") == ["Dann Kürbis."]


def test_a_post_is_found_while_it_waits_to_go_out(me: Who) -> None:
    c = conversation(text="x", state="ahead")
    d = Delivery.objects.create(
        draft=draft(c, member(), kind="post"), conversation=c, account=c.account, author=member(), kind="post",
        payload={"text": "Am Samstag ist Hofflohmarkt."}, queued_at=NOW, not_before=NOW, recall_until=NOW,
    )  # fmt: skip
    index()
    assert texts(me, "hofflohmarkt") == ["Am Samstag ist Hofflohmarkt."]
    Delivery.objects.filter(pk=d.pk).update(state="recalled")
    assert texts(me, "hofflohmarkt") == []


def test_the_beginning_of_a_word_is_enough_where_nothing_else_fits(me: Who) -> None:
    said("Wo bleibt die Lieferung?")
    index()
    found = search.find(me, "bleibt lieferun", now=NOW)
    assert found.begins == "lieferun"
    assert len(found.threads) == 1
    assert texts(me, "lief*") == ["Wo bleibt die Lieferung?"]
    assert texts(me, "kürb") == []


@pytest.mark.parametrize("best", [False, True])
def test_what_begins_like_the_last_word_has_all_its_pages(me: Who, best: bool) -> None:
    at = account()
    for n in range(45):
        said(f"Wo bleibt die Lieferung {n}?", of=at)
    index()
    seen, after = list[str](), ""
    while True:
        found = search.find(me, "bleibt lieferun", after=after, best=best, now=NOW)
        assert found.begins == "lieferun"
        seen += ["".join(p.text for p in s.pieces) for t in found.threads for s in t.shown]
        if not (after := found.after):
            break
    assert len(set(seen)) == len(seen) == 45


def test_pages_follow_each_other_without_a_gap(me: Who) -> None:
    at = account()
    for n in range(45):
        one = said(f"Bremse Nummer {n}", of=at)
        Message.objects.filter(pk=one.pk).update(order_at=NOW - timedelta(minutes=n))
    index()
    for best in (False, True):
        seen, after = list[str](), ""
        while True:
            found = search.find(me, "bremse", after=after, best=best, now=NOW)
            seen += ["".join(p.text for p in s.pieces) for t in found.threads for s in t.shown]
            if not (after := found.after):
                break
        assert sorted(seen) == sorted(f"Bremse Nummer {n}" for n in range(45))
        assert best or seen == [f"Bremse Nummer {n}" for n in range(45)]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("konto:nirgends", "no_account"),
        ("thema:nirgends", "no_topic"),
        ("kanal:nirgends", "no_channel"),
        ("-nur", "only_without"),
        ("vor:neulich", "no_date"),
        ("ist:grün", "no_is"),
        ("x*", "prefix"),
        ("***", "empty"),
    ],
)
def test_what_cannot_be_looked_for_says_why(me: Who, query: str, code: str) -> None:
    found = search.find(me, query, now=NOW)
    assert [p.code for p in found.problems] == [code]
    assert not found.threads


@pytest.mark.parametrize(
    "query",
    ['"', "a OR b", "NEAR(a b)", "words : x", "a' & 'b", "(((", "-", ":::", "x" * 900, "ü" * 70, "\x00"],
)
def test_no_query_makes_trouble(me: Who, query: str) -> None:
    said("Ein a und ein b.")
    index()
    search.find(me, query, after="nonsense", now=NOW)
    search.find(me, query, after="1.nonsense", best=True, now=NOW)


def test_a_rebuild_brings_everything_back_and_leaves_what_is_gone(me: Who) -> None:
    said("Wo bleibt die Lieferung?")
    index()
    SearchDoc.objects.all().delete()
    SearchTerm.objects.all().delete()
    assert texts(me, "lieferung") == []
    assert search_index.rebuild() == 1
    assert texts(me, "lieferung") == ["Wo bleibt die Lieferung?"]
    assert SearchDue.objects.count() == 0
    assert search_index.tidy() == 0


def test_words_that_no_text_has_any_more_are_forgotten(me: Who) -> None:
    said("Wo bleibt die Lieferung?")
    gone = said("Frau Zimtstern fragt.")
    index()
    assert SearchTerm.objects.filter(term__startswith="zimt").exists()
    gone.conversation.delete()
    assert search_index.forget_terms() == ""
    assert not SearchTerm.objects.filter(term__startswith="zimt").exists()
    assert SearchTerm.objects.filter(term="liefer").exists()


@pytest.mark.parametrize(
    "after", ["f" * 40, "9" * 400 + ".1", "1." + "f" * 40, "-" + "9" * 5000 + ".a", "~" + "f" * 40]
)
@pytest.mark.parametrize("best", [False, True])
def test_an_address_with_numbers_that_no_row_has_is_the_first_page(me: Who, after: str, best: bool) -> None:
    said("Die Bremse quietscht.")
    index()
    assert len(search.find(me, "bremse", after=after, best=best, now=NOW).threads) == 1
