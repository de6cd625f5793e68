"""Our own public page as people use it: with a browser, a keyboard, a phone, without scripts, and inside other websites."""

import contextlib
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests import builders
from tests.browser.conftest import PHONE, House, PageAs, looks
from tests.flow.talking import answered, report, write
from zuruf.flow import moderation, outbox, reply, talk
from zuruf.flow.clock import clock
from zuruf.flow.talk import Posted
from zuruf.store.models import Conversation, Organisation, TalkPost

Axe = Callable[..., list[str]]
QUESTION = "Wann kommt mein Ersatzteil für das Rad?"


def typed(page: Page, text: str = QUESTION, send: str = "Öffentlich absenden") -> None:
    """Write as a person does; whoever is done within two seconds is taken for a program."""
    page.get_by_label("Ihr Beitrag").press_sequentially(text, delay=2600 / len(text))
    page.get_by_role("button", name=send).click()


def lately(text: str = QUESTION, minutes: int = 30, **more: Any) -> Posted:
    return write(text, at=clock() - timedelta(minutes=minutes), **more)


def test_a_question_is_asked_answered_and_read(house: House, page_as: PageAs) -> None:
    member = builders.member(initials="AP")
    page = page_as(None, "/talk/")
    page.get_by_label("Name").fill("Frau K.")
    typed(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke, ist angekommen.")
    mine = page.get_by_label("Ihr geheimer Link").input_value()

    desk = page_as(member, "/desk/us/")
    expect(desk.get_by_text(QUESTION).first).to_be_visible()

    found = Conversation.objects.get()
    reply.send(builders.who(member), found.public_id, "Es ist unterwegs.", seen_answer_seq=found.answer_seq)
    page.goto(mine)
    expect(page.get_by_text("Es ist unterwegs.")).to_have_count(0)  # the recall window is open
    assert outbox.work("test", now=clock() + timedelta(seconds=30))

    page.goto(mine)
    expect(page.get_by_text("Es ist unterwegs.")).to_be_visible()
    stranger = page_as(None, "/talk/")
    expect(stranger.get_by_text("Es ist unterwegs.")).to_be_visible()
    stranger.get_by_role("link", name=QUESTION).click()
    expect(stranger.locator("article.answer")).to_contain_text("Es ist unterwegs.")


def test_the_secret_link_deletes_ones_own_words(page_as: PageAs) -> None:
    posted = lately()
    page = page_as(None, f"/talk/mine/{posted.secret}/")
    page.get_by_text("Löschen", exact=True).click()
    page.get_by_role("button", name="Endgültig löschen").click()
    expect(page.get_by_text("Von der Person gelöscht")).to_be_visible()
    assert QUESTION not in page_as(None, "/talk/").content()


def test_a_report_a_removal_and_an_objection_go_their_way(page_as: PageAs) -> None:
    first = builders.member(name="Erste Person")
    second = builders.member(name="Zweite Person")
    posted = lately("Der Meier ist ein Idiot.")
    reporter = page_as(None, f"/talk/{posted.thread}/")
    reporter.get_by_role("link", name=re.compile("^Melden")).click()
    reporter.get_by_label("Es beleidigt").check()
    reporter.get_by_label("Bitte erklären Sie es").fill("Er meint einen Kollegen.")
    reporter.get_by_role("button", name="Meldung absenden").click()
    expect(reporter.get_by_role("heading", level=1)).to_have_text("Danke, Ihre Meldung ist da.")

    desk = page_as(first, "/moderation/")
    desk.locator(".entry", has_text="Er meint einen Kollegen.").get_by_text("Entfernen").first.click()
    box = desk.locator(".entry", has_text="Er meint einen Kollegen.")
    box.get_by_label("Welche Regel ist verletzt?").select_option(index=2)
    box.get_by_label("Begründung für alle, die es schrieben oder meldeten").fill(
        "Er wird beim Namen genannt."
    )
    box.get_by_role("button", name="Entfernen").click()
    expect(desk.get_by_text("Entfernt. Wer gemeldet")).to_be_visible()
    reporter.reload()
    expect(reporter.get_by_text("Wir haben den Beitrag entfernt.")).to_be_visible()

    author = page_as(None, f"/talk/mine/{posted.secret}/")
    expect(author.get_by_text("Er wird beim Namen genannt.")).to_be_visible()
    author.get_by_role("link", name="Einspruch erheben").click()
    author.get_by_label("Warum soll es wieder gezeigt werden?").fill("Das war ein Zitat.")
    author.get_by_role("button", name="Einspruch absenden").click()
    expect(author.get_by_text("Ein Mensch entscheidet")).to_be_visible()

    desk.goto("/moderation/")
    expect(desk.get_by_text("Sie haben das entfernt, also entscheidet jemand anderes.")).to_be_visible()
    other = page_as(second, "/moderation/")
    other.get_by_label("Ihre Antwort an die Person, die es schrieb").fill("Sie haben recht, Entschuldigung.")
    other.get_by_role("button", name="Wieder zeigen").click()
    expect(other.get_by_text("Wieder öffentlich.")).to_be_visible()
    author.reload()
    expect(author.get_by_text("Sie haben recht, Entschuldigung.")).to_be_visible()
    expect(page_as(None, f"/talk/{posted.thread}/").get_by_text("Der Meier ist ein Idiot.")).to_be_visible()


def test_an_error_takes_the_focus_keeps_the_words_and_leads_to_the_field(page_as: PageAs) -> None:
    page = page_as(None, "/talk/")
    page.get_by_label("Name").fill("Frau K.")
    page.get_by_role("button", name="Öffentlich absenden").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Frau K.")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Ihr Beitrag")).to_be_focused()


def test_it_counts_what_is_left_when_it_gets_tight(page_as: PageAs) -> None:
    page = page_as(None, "/talk/")
    field, count = page.get_by_label("Ihr Beitrag"), page.locator("[data-count]")
    field.fill("x" * 4000)
    expect(count).to_be_hidden()
    field.fill("👍" * 4900)
    expect(count).to_have_text("100 Zeichen übrig")
    field.fill("x" * 5003)
    expect(count).to_have_text("3 Zeichen zu viel")
    field.fill("x" * 6000)
    expect(count).to_have_text("1.000 Zeichen zu viel")


def test_everything_can_be_done_with_the_keyboard(page_as: PageAs) -> None:
    page = page_as(None, "/talk/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Ihr Beitrag")).to_be_focused()
    page.keyboard.type(QUESTION, delay=70)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Tab")  # the trap for programs is not in the way
    expect(page.get_by_role("button", name="Öffentlich absenden")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke, ist angekommen.")
    assert TalkPost.objects.get().state == "shown"


def test_the_link_is_copied_by_its_button(page_as: PageAs) -> None:
    page = page_as(
        None, f"/talk/mine/{lately().secret}/?new", permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("button", name="Kopieren").click()
    expect(page.get_by_text("Kopiert")).to_be_visible()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == page.get_by_label("Ihr geheimer Link").input_value()
    )


def test_it_works_without_scripts_and_without_cookies(house: House, page_as: PageAs) -> None:
    page = page_as(None, "/talk/", js=False)
    typed(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke, ist angekommen.")
    assert page.context.cookies() == []
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your message")
    assert [c["name"] for c in page.context.cookies()] == ["zuruf_language"]


def test_the_page_is_light_and_loads_nothing_from_elsewhere(house: House, chromium: Browser) -> None:
    context, answers = chromium.new_context(), list[Response]()
    page = context.new_page()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  it wants a function
    page.goto(f"{house.url}/talk/", wait_until="networkidle")
    loaded = {answer.url: len(answer.body()) for answer in answers}
    context.close()
    assert [url for url in loaded if not url.startswith(house.url)] == []
    assert sum(loaded.values()) < 80_000, loaded  # uncompressed; a page of pictures has fifty times as much


def scene() -> dict[str, str]:
    """One of everything that the pages can show."""
    member = builders.member(initials="AP", role="owner")
    asked, shown = lately(name="Frau K."), lately("متى يفتح المتجر؟", minutes=20)
    at = clock() - timedelta(minutes=25)
    answered(asked, member, "Wir sehen nach.", at=at, kind="holding")
    answered(asked, member, "Es kostet 5 Euro: https://b.example", at=at, state="corrected")
    answered(asked, member, "Richtig: 6 Euro.", at=at, kind="correction")
    answered(asked, member, "Falsch verbunden.", at=at, state="withdrawn")
    bad = lately("Ihr Esel!", minutes=10, thread=asked.thread)
    report(shown)
    moderation.remove(builders.who(member), bad.public_id, "Keine Beleidigungen", "Trifft Menschen.")
    talk.object_to_removal(bad.secret, bad.public_id, "War ein Spaß.")
    lately("Viele http://a http://b http://c", minutes=5)
    hard = lately("Ich kann nicht mehr, ich will mich umbringen.", minutes=4)
    return {
        "list": "/talk/",
        "thread": f"/talk/{asked.thread}/",
        "thanks": f"/talk/mine/{asked.secret}/?new",
        "thanks with numbers": f"/talk/mine/{hard.secret}/?new",
        "embed thanks with numbers": f"/talk/embed/?thanks={hard.secret}",
        "removed": f"/talk/mine/{bad.secret}/",
        "objection": f"/talk/mine/{bad.secret}/objection/{bad.public_id}/",
        "report": f"/talk/report/{shown.public_id}/",
        "status": f"/talk/report/status/{report(shown)}/",
        "rules": "/talk/rules/",
        "lost": f"/talk/mine/{'0' * 32}/",
        "embed": "/talk/embed/",
        "embed thanks": f"/talk/embed/?thanks={asked.secret}",
    }


@pytest.mark.parametrize("colour", ["#0b5c8a", "#ffd400", "#101418"])
def test_every_public_page_is_accessible_and_fits(page_as: PageAs, axe: Axe, colour: str) -> None:
    Organisation.objects.update(
        colour=colour,
        contact_point="press@r.example",
        imprint_url="https://r.example/i",
        privacy_url="https://r.example/p",
    )
    pages, found = scene(), {}
    page = page_as(None, "/talk/")
    for path in pages.values():
        page.goto(path)
        for look in looks(page, *([] if colour == "#0b5c8a" else [PHONE])):
            found[look] = axe(page, colours=colour != "#0b5c8a")
    assert {name: told for name, told in found.items() if told} == {}


def test_the_form_with_an_error_is_accessible(page_as: PageAs, axe: Axe) -> None:
    page = page_as(None, "/talk/")
    page.get_by_role("button", name="Öffentlich absenden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []


def test_the_moderation_page_is_accessible_and_fits_a_phone(page_as: PageAs, axe: Axe) -> None:
    scene()
    page = page_as(builders.member(), "/moderation/", phone=True)
    page.get_by_text("Entfernen", exact=True).first.click()
    page.get_by_text("Zuletzt gezeigt").click()
    for look in looks(page, PHONE):
        assert axe(page) == [], look


def test_the_one_public_page_of_an_owner_tells_her_what_is_missing(page_as: PageAs, axe: Axe) -> None:
    page = page_as(builders.member(role="owner"), "/talk/")
    expect(page.get_by_text("Nur Sie sehen das:")).to_be_visible()
    assert axe(page) == []


# ---- in other websites


@contextlib.contextmanager
def website(body: str) -> Iterator[str]:
    """Somebody else's website, on another host name and port."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(
                f"<!doctype html><html lang=de><title>Laden</title><body><main>{body}</main></body></html>".encode()
            )

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"  # localhost is another site than 127.0.0.1
    finally:
        server.shutdown()
        server.server_close()


def test_one_line_brings_the_form_into_another_website(house: House, page_as: PageAs, axe: Axe) -> None:
    line = f'<h1>Unser Laden</h1><script src="{house.url}/talk/embed.js" async></script>'
    with website(line) as shop:
        page = page_as(None, "/talk/rules/")
        page.goto(shop)
        frame = page.frame_locator('iframe[title="An Radwerk Lindenau (Demo) schreiben"]')
        typed_in = frame.get_by_label("Ihr Beitrag")
        expect(typed_in).to_be_visible()
        fits = "() => { const f = document.querySelector('iframe'); return f.offsetHeight !== 560 && f.offsetHeight > 200 }"
        page.wait_for_function(fits)
        typed_in.press_sequentially(QUESTION, delay=70)
        frame.get_by_role("button", name="Öffentlich absenden").click()
        expect(frame.get_by_role("heading", name="Danke, ist angekommen.")).to_be_visible()
        assert page.context.cookies() == []  # so nothing hangs on cookies that browsers block in frames
        assert TalkPost.objects.get().state == "shown"
        assert axe(page) == []
        frame.get_by_role("link", name="Noch etwas schreiben").click()
        expect(frame.get_by_role("link", name=QUESTION)).to_be_visible()


def test_the_frame_works_where_the_browser_blocks_cookies_and_storage(house: House, page_as: PageAs) -> None:
    """A sandboxed frame has no cookies and no storage at all: stricter than any browser's blocking of third parties."""
    address = f"{house.url}/talk/embed/?lang=en"
    sandbox = "allow-scripts allow-forms allow-popups"
    with website(
        f'<iframe src="{address}" title="Write" width="600" height="700" sandbox="{sandbox}"></iframe>'
    ) as shop:
        page = page_as(None, "/talk/rules/")
        page.goto(shop)
        frame = page.frame_locator("iframe")
        frame.get_by_label("Your message").press_sequentially(QUESTION, delay=70)
        frame.get_by_role("button", name="Send publicly").click()
        expect(frame.get_by_role("heading", name="Thank you, it has arrived.")).to_be_visible()
    assert TalkPost.objects.get().state == "shown"


def test_no_other_page_can_be_framed(house: House, chromium: Browser) -> None:
    posted = lately()
    context = chromium.new_context()
    with website(f'<iframe src="{house.url}/talk/mine/{posted.secret}/" title="x"></iframe>') as shop:
        page = context.new_page()
        with page.expect_event("console", lambda m: "frame-ancestors" in m.text):
            page.goto(shop)
        assert page.frame_locator("iframe").get_by_text(QUESTION).count() == 0
    context.close()
