"""The page of the search: what it shows, what it says where it shows nothing, and searches under a name."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import NOW, conversation, member, organisation
from zuruf.flow import search_index
from zuruf.store.models import AuditEntry, SavedSearch

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true", "HX-Target": "results"}


@pytest.fixture
def desk(client: Client) -> Client:
    organisation()
    client.force_login(member(name="Jana Kern", language="en"))
    return client


def said(text: str) -> None:
    conversation(text=text)
    while search_index.step():
        pass


def page(client: Client, query: str, **headers: str) -> str:
    answer = client.get(reverse("search"), {"q": query}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_looked_for_is_marked_and_leads_to_its_conversation(desk: Client) -> None:
    said("Wo bleibt <b>die</b> Lieferung?")
    html = page(desk, "lieferungen")
    assert "&lt;b&gt;die&lt;/b&gt; <mark>Lieferung</mark>?" in html
    assert re.search(r'href="/desk/us/\w+/"', html)
    assert "1 hit in 1 conversation" in html


def test_while_one_types_only_what_was_found_comes_with_an_address_to_keep(desk: Client) -> None:
    said("Wo bleibt die Lieferung?")
    answer = desk.get(reverse("search"), {"q": "lieferung", "from": "", "is": "open"}, headers=HX)
    html = answer.content.decode()
    assert answer["HX-Replace-Url"] == "/search/?q=lieferung&is=open"
    assert "<html" not in html
    assert 'hx-swap-oob="innerHTML:#told"' in html


def test_fields_narrow_down_like_filters_that_are_typed(desk: Client) -> None:
    said("Wo bleibt die Lieferung?")
    assert "<mark>" in desk.get(reverse("search"), {"q": "lieferung", "is": "open"}).content.decode()
    assert "<mark>" not in desk.get(reverse("search"), {"q": "lieferung", "is": "done"}).content.decode()
    assert "The same without filters" in page(desk, "lieferung is:done")


def test_nothing_typed_nothing_found_and_not_understood_each_say_what_to_do(desk: Client) -> None:
    said("Wo bleibt die Lieferung?")
    assert "How to look for something" in page(desk, "")
    assert "Every word has to be there" in page(desk, "sellerie")
    assert "has no day in it" in page(desk, "before:soon")
    assert "Nothing has exactly" in page(desk, "lieferun")


def test_the_page_asks_the_database_a_dozen_times_whatever_it_finds(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(25):
        said(f"Bremse {n} am Ersatzteil, Ersatzteilbremse, Bremsenersatzteil.")
    page(desk, "bremse")
    with django_assert_max_num_queries(13):
        page(desk, "bremse ersatzteil")
    with django_assert_max_num_queries(9):
        page(desk, "bremse ersatzteil", **HX)


def test_a_search_is_kept_found_at_the_left_renamed_deleted_and_brought_back(desk: Client) -> None:
    said("Wo bleibt die Lieferung?")
    kept = desk.post(reverse("search_save"), {"name": "Lieferungen", "query": "lieferung", "shared": "on"})
    html = desk.get(kept["Location"]).content.decode()
    assert "<mark>Lieferung</mark>" in html
    assert html.count(">Lieferungen<") >= 2
    (row,) = SavedSearch.objects.all()
    desk.post(reverse("search_rename", args=[row.public_id]), {"name": "Paket", "whose": "1"})
    gone = desk.post(reverse("search_remove", args=[row.public_id]))
    assert "The search is deleted." in desk.get(gone["Location"]).content.decode()
    assert desk.get(reverse("search_view", args=[row.public_id])).status_code == 404
    desk.post(reverse("search_restore", args=[row.public_id]))
    row.refresh_from_db()
    assert (row.name, row.shared, row.gone_at) == ("Paket", False, None)
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["search.saved", "search.renamed", "search.removed", "search.restored"]
    assert not AuditEntry.objects.filter(data__icontains="lieferung").exists()


def test_ones_own_searches_are_ones_own_and_the_houses_are_changed_by_their_owner(desk: Client) -> None:
    other = member(name="Ada Feld")
    own = SavedSearch.objects.create(name="Meins", query="x", owner=other, created_at=NOW)
    ours = SavedSearch.objects.create(name="Unsers", query="x", owner=other, shared=True, created_at=NOW)
    assert desk.get(reverse("search_view", args=[own.public_id])).status_code == 404
    assert "kept by Ada Feld" in desk.get(reverse("search_view", args=[ours.public_id])).content.decode()
    assert desk.post(reverse("search_remove", args=[ours.public_id])).status_code == 404


def test_a_guest_finds_what_she_reads_on_the_desk_and_keeps_nothing_for_the_house(client: Client) -> None:
    organisation()
    client.force_login(member(role="guest", language="en"))
    said("Wo bleibt die Lieferung?")
    assert "<mark>Lieferung</mark>" in page(client, "lieferung")
    client.post(reverse("search_save"), {"name": "x", "query": "lieferung", "shared": "on"})
    assert not SavedSearch.objects.exists()
    client.post(reverse("search_save"), {"name": "x", "query": "lieferung"})
    assert SavedSearch.objects.get().shared is False
