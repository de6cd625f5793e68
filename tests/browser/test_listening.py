"""Listening in a real browser: a search with its preview, what it hears settled by key, and an answer that becomes a conversation."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs, looks
from tests.channels.contract import RIGS
from tests.servers.loopback import Reply, Request, loopback
from zuruf.core.listening_stream import Chunk
from zuruf.core.message import Author, Incoming
from zuruf.flow import accounts, hearing, listening_judge
from zuruf.flow.clock import clock
from zuruf.flow.hearing import Ear, Place
from zuruf.store.models import Conversation, Heard, ListeningSearch

Axe = Callable[[Page], list[str]]
RIG = RIGS["bluesky"]
TEXTS = (
    "Mein Fahrradakku raucht beim Laden. Was soll ich tun?",
    "Akku leer, Abend schön",
    "Wer kauft meinen alten Akku?",
)


def posts() -> list[Incoming]:
    """What somebody wrote on the network in the last minutes, the newest first."""
    now, made = clock(), []
    for n, text in enumerate(TEXTS):
        uri = f"at://did:plc:kimaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3lyyyyyyyyy2{n + 2}"
        who = Author("did:plc:kimaaaaaaaaaaaaaaaaaaaaa", "kim.example", "Kim R.")
        ref = {
            "uri": uri,
            "cid": f"bafyreikim{n}",
            "root_uri": uri,
            "root_cid": f"bafyreikim{n}",
            "handle": who.handle,
        }
        at = now - timedelta(minutes=n + 1)
        made.append(
            Incoming(uri, who, text, at, permalink=f"https://bsky.app/x/{n}", languages=("de",), ref=ref)
        )
    return made


def network(there: list[Incoming]) -> Callable[[Request], Reply]:
    """The tapes of a network, which also finds and shows *there*."""

    def view(m: Incoming) -> dict[str, Any]:
        record = {
            "$type": "app.bsky.feed.post",
            "text": m.text,
            "createdAt": m.at.isoformat() if m.at else "",
            "langs": ["de"],
        }
        author = {"did": m.author.remote_id, "handle": m.author.handle, "displayName": m.author.name}
        return {
            "uri": m.remote_id,
            "cid": m.ref["cid"],
            "author": author,
            "record": record,
            "indexedAt": record["createdAt"],
        }

    def answer(request: Request) -> Reply:
        asked = request.query.get("uris") or request.query.get("q")
        if not asked:
            return RIG.well(request)
        found = [m for m in there if m.remote_id in asked or asked[0].lower() in m.text.lower()]
        told = json.dumps({"posts": [view(m) for m in found]}).encode()
        return Reply(200, told, {"content-type": "application/json"})

    return answer


def test_a_search_is_previewed_saved_hears_and_what_it_hears_is_answered(
    house: House, page_as: PageAs, axe: Axe, settings: Any
) -> None:
    me = builders.member(name="Anna Lehn", initials="AL", role="owner")
    settings.ALLOW_PRIVATE = ("127.0.0.1",)
    there = posts()
    with loopback(network(there)) as net:
        accounts.connect(builders.who(me), "bluesky", RIG.settings(net.url), RIG.secrets)
        page = page_as(me, "/listening/")
        for look in looks(page):
            assert axe(page) == [], look
        page.locator(".empty a").press("Enter")
        page.locator("#query").fill("akku from:@kim.example lehn")
        page.locator("[value=preview]").press("Enter")
        expect(page.locator(".refuses")).to_contain_text("lehn")
        expect(page.locator(".refuses")).to_contain_text("kim.example")
        expect(page.locator("[value=save]")).to_have_count(0)
        for look in looks(page):
            assert axe(page) == [], look

        page.locator("#query").fill("akku -kaufe")
        page.locator("[value=preview]").press("Enter")
        expect(page.locator("#preview mark")).to_have_count(3)
        expect(page.locator("#preview .sources li")).to_have_count(3)
        for look in looks(page):
            assert axe(page) == [], look
        page.locator("#name").fill("Akkus")
        page.locator("[name=purpose]").first.check()
        page.locator("#purpose_why").fill("Wir helfen, ehe jemand zu Schaden kommt")
        page.locator("[value=save]").press("Enter")
        expect(page).to_have_title(re.compile("Akkus"))
        search = ListeningSearch.objects.get()

        chunk = Chunk(texts=list(TEXTS), whole=there.__getitem__)
        assert hearing.hear(Place("bluesky", "bluesky"), chunk, Ear("bluesky")) == 3
        listening_judge.step()
        page.goto(f"/listening/{search.public_id}/")
        for look in looks(page):
            assert axe(page) == [], look
        hits = page.locator(".heard")
        expect(hits).to_have_count(3)
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(hits.nth(1).locator(".to")).to_be_focused()
        page.keyboard.press("n")
        expect(hits.nth(1)).to_have_class(re.compile("settled"))
        expect(hits.nth(2).locator(".to")).to_be_focused()
        page.keyboard.press("m")
        expect(hits.nth(2).locator(".top .tag").last).to_be_visible()
        page.keyboard.press("k")
        page.keyboard.press("z")
        expect(hits.nth(1)).not_to_have_class(re.compile("settled"))
        assert sorted(Heard.objects.values_list("state", flat=True)) == ["", "", "kept"]
        page.keyboard.press("k")
        page.keyboard.press("r")
        c = page.locator("#thread")
        expect(c).to_contain_text("raucht beim Laden")
        assert Conversation.objects.get().owner_id == me.pk
        page.goto("/listening/reach/")
        for look in looks(page):
            assert axe(page) == [], look

        plain = page_as(me, f"/listening/{search.public_id}/?show=answered", js=False)
        expect(plain.locator(".heard .doings a")).to_have_count(1)
        plain.goto(f"/listening/{search.public_id}/")
        plain.locator(".heard [value=not_relevant]").first.click()
        expect(plain.locator(".heard")).to_have_count(1)
