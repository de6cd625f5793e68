"""The library's pages, its panel in the composer, its file, and the page of the language model."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.builders import NOW
from tests.servers.loopback import Reply, loopback
from tests.web.response import Response
from zuruf.flow import library, library_facts
from zuruf.flow.errors import Declined
from zuruf.flow.library_facts import Said
from zuruf.store.models import Fact, LanguageModel, Member, ReleaseLink, TextBlock
from zuruf.web import library_words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]
EN = {"Accept-Language": "en"}


def text(page: Response) -> str:
    return " ".join(page.content.decode().split())


def in_days(n: int) -> date:
    return library_facts.today(datetime.now(UTC)) + timedelta(days=n)


def a_fact(by: Member, days: int, claim: str = "Das Café hat offen.") -> str:
    made = library_facts.save(
        builders.who(by), "", Said({"de": claim}, in_days(max(days, 0)), by.public_id, "Aushang")
    )
    Fact.objects.filter(public_id=made).update(expires_on=in_days(days))
    return made


def test_a_block_is_written_changed_looked_back_at_and_retired(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    assert "No text blocks yet" in text(client.get("/library/", headers=EN))
    client.post("/library/new/", {"title": "Lieferzeit", "text-de": "Zehn Tage."})
    block = TextBlock.objects.get()
    there = f"/library/b/{block.public_id}/"
    client.post(there, {"title": "Lieferzeit", "text-de": "Zwölf Tage."})
    page = text(client.get(there, headers=EN))
    assert "Zehn Tage." in page
    assert "Version 1" in page
    assert "<h1>Lieferzeit</h1>" in page
    client.post(there, {"do": "version-1"})
    assert TextBlock.objects.get().texts == {"de": "Zehn Tage."}
    client.post(there, {"do": "retire"})
    page = text(client.get("/library/", headers=EN))
    assert "1 retired" in page
    client.post(there, {"do": "back"})
    assert TextBlock.objects.get().retired_at is None


def test_what_is_refused_says_why_and_keeps_what_was_written(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    page = client.post("/library/new/", {"title": "", "text-de": "Zehn Tage."}, headers=EN)
    assert page.status_code == 400
    assert "Please give it a title" in text(page)
    assert "Zehn Tage." in text(page)
    page = client.post("/library/facts/new/", {"text-de": "So.", "expires_on": "soon"}, headers=EN)
    assert (page.status_code, "This is no date" in text(page)) == (400, True)
    page = client.post("/library/links/new/", {"text-de": "So", "url": "ftp://x"}, headers=EN)
    assert (page.status_code, "A link begins with https://" in text(page)) == (400, True)


def test_hers_to_check_stand_above_the_others_and_beside_the_room(
    answers: Member, client_of: ClientOf
) -> None:
    mine, other = a_fact(answers, 3), a_fact(builders.member(), 3, "Das Café hat zu.")
    client = client_of(answers)
    page = text(client.get("/library/facts/", headers=EN))
    assert (
        page.index("For you to check again") < page.index(mine) < page.index("All others") < page.index(other)
    )
    assert '<span class="clip">Library</span><span class="n">1</span>' in page
    client.post(f"/library/facts/{mine}/", {"do": "check", "expires_on": in_days(90).isoformat()})
    assert "For you to check again" not in text(client.get("/library/facts/", headers=EN))


def test_a_link_keeps_its_short_name(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    client.post("/library/links/new/", {"text-de": "Rückruf K2", "url": "https://example.org/k2"})
    there = "/library/links/rueckruf-k2/"
    client.post(there, {"text-de": "Rückruf K2, Stand heute", "url": "https://example.org/k2"})
    assert ReleaseLink.objects.get().name == "rueckruf-k2"
    assert "{link:rueckruf-k2}" in text(client.get(there))
    client.post(there, {"do": "retire"})
    assert ReleaseLink.objects.get().retired_at


def test_an_agency_reads_it_and_is_shown_nobody(agency: Member, client_of: ClientOf) -> None:
    owner = builders.member(name="Olga Wirth")
    block = library.save(builders.who(owner), "", "Lieferzeit", {"de": "Zehn Tage."}, now=NOW)
    fact = a_fact(owner, 3)
    client = client_of(agency)
    for there in ("/library/", f"/library/b/{block}/", "/library/facts/", f"/library/facts/{fact}/"):
        page = text(client.get(there))
        assert "Keep it" not in page
        assert "Olga Wirth" not in page
    client.post(f"/library/b/{block}/", {"title": "Anders", "text-de": "Anders."})
    assert TextBlock.objects.get().title == "Lieferzeit"


def test_the_panel_offers_and_brings_in_and_warns_of_what_expired(
    answers: Member, client_of: ClientOf
) -> None:
    client, c = client_of(answers), builders.conversation(text="Hat das Café offen?")
    fact = a_fact(answers, -3)
    panel = text(client.get(f"/c/{c.public_id}/library/?q=café", headers=EN))
    assert f'data-thing="{fact}"' in panel
    assert "expired" in panel
    there, given = f"/c/{c.public_id}/library/bring-in", {"kind": "fact", "thing": fact, "text": "Hallo."}
    refused = client.post(there, given, headers=EN)
    assert refused.status_code == 409
    assert refused.json()["code"] == "fact_expired"
    assert "expired on" in refused.json()["said"]
    assert client.post(there, {**given, "anyway": "1"}).json() == {"text": "Das Café hat offen.", "open": []}
    assert client.get("/c/nothing/library/").status_code == 404


def test_text_blocks_go_out_and_come_in_as_a_file_or_not_at_all(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    library.save(builders.who(answers), "", "Lieferzeit", {"de": "Zehn Tage.", "en": "Ten days."}, now=NOW)
    out = client.get("/library/text-blocks.csv")
    assert "attachment" in out["Content-Disposition"]
    changed = out.content.decode().replace("Zehn", "Zwölf") + "Preis,Der Preis.,,\r\n"

    def taken(content: bytes) -> str:
        file = SimpleUploadedFile("blocks.csv", content)
        return text(client.post("/library/import/", {"file": file}, headers=EN, follow=True))

    assert "1 new, 1 changed, 0 as they were." in taken(changed.encode())
    assert TextBlock.objects.get(title="Lieferzeit").texts == {"de": "Zwölf Tage.", "en": "Ten days."}
    assert "Line 3 has no title" in taken(b"title,text_de\r\nNeu,Neu.\r\n,x\r\n")
    assert TextBlock.objects.count() == 2
    assert "cannot be read" in taken(b"\xff\xfe")
    again = json.loads(client.get("/library/text-blocks.json").content)
    assert [b["title"] for b in again["text_blocks"]] == ["Lieferzeit", "Preis"]


def test_an_owner_sets_the_model_tries_it_and_nobody_is_shown_its_key(
    second_pair: Member, client_of: ClientOf, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA, settings.ALLOW_PRIVATE = tmp_path, ("127.0.0.1",)
    client = client_of(second_pair)
    says = json.dumps({"choices": [{"message": {"content": "Guten Morgen."}}]}).encode()
    with loopback(lambda _request: Reply(200, says)) as server:
        given = {"on": "1", "url": server.url, "model": "small-one", "key": "sk-not-real", "do": "try"}
        page = text(client.post("/organisation/language-model/", given, headers=EN))
    assert "<q>Guten Morgen.</q>" in page
    assert "sk-not-real" not in page
    assert LanguageModel.objects.get().secrets
    answer = client.post("/organisation/language-model/", {**given, "url": ""}, headers=EN)
    assert answer.status_code == 400


def test_a_share_in_what_the_model_says_stays_a_share() -> None:
    said = library_words.declined(Declined("model_failed", said="ai.example answered 429 (50% used, 100 %)."))
    assert "50% used, 100 %" in said


def test_only_owners_see_the_page_of_the_model(answers: Member, client_of: ClientOf) -> None:
    assert client_of(answers).get("/organisation/language-model/").status_code == 403
