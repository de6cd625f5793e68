"""Blocks, facts and a language model from the answer's field, without a mouse."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from tests.servers.loopback import Reply, loopback
from tests.there import there
from zuruf.core.library import Kind
from zuruf.core.people import Who
from zuruf.flow import library, library_facts, library_model, topics
from zuruf.flow.library_facts import Said
from zuruf.flow.library_model import Chosen
from zuruf.store.models import Delivery, Fact, LibraryUse, MachineText, MessageAssessment
from zuruf.store.queries import library_uses

Axe = Callable[[Page], list[str]]


def kept(owner: Who) -> tuple[str, str]:
    """A block that is meant for deliveries, another, and a fact that has expired; (the first block, the fact)."""
    now = datetime.now(UTC)
    slug = topics.save(owner, "", {"de": "Lieferung", "en": "Delivery"}, "Paket", now=now)
    block = library.save(owner, "", "Ist unterwegs", {"de": "Guten Tag {name}, es kommt {link:plan}"}, [slug])
    library.save(owner, "", "Wo die Nummer steht", {"de": "Unten am Tretlager."})
    today = library_facts.today(now)
    said = Said({"de": "Das Café hat bis 17 Uhr offen."}, today, owner.public_id, "Aushang")
    fact = library_facts.save(owner, "", said)
    Fact.objects.update(expires_on=today - timedelta(days=3))
    return block, fact


def test_an_answer_is_put_together_by_one_key_and_counted_when_it_is_sent(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    jule = builders.member(name="Jule Kern", initials="JK", role="owner")
    block, _fact = kept(builders.who(jule))
    now = datetime.now(UTC)
    c = builders.conversation(waiting_since=now, last_at=now, text="Wo bleibt mein Paket?")
    MessageAssessment.objects.create(
        message=c.messages.get(), findings=[{"label": "topic", "value": "lieferung"}], judges=[], made_at=now
    )
    page = page_as(jule, f"/desk/us/{c.public_id}/")
    field, panel = page.locator("#reply-text"), page.locator("#library")
    expect(page.locator("#library-best")).to_have_text("Ist unterwegs")
    field.focus()
    page.keyboard.press("Control+j")
    expect(panel.locator("[data-thing]").first).to_contain_text(f"Guten Tag {there(c.contact).name}")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"Guten Tag {there(c.contact).name}, es kommt {{link:plan}}")
    assert page.evaluate("getSelection().toString()") == "{link:plan}"
    page.keyboard.type("am Freitag.")
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")

    page.keyboard.press("Control+j")
    page.keyboard.type("café")
    expect(panel.locator("[data-thing]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(panel.locator(".heard")).not_to_be_empty()  # it expired: once more means all the same
    page.keyboard.press("Enter")
    whole = f"Guten Tag {there(c.contact).name}, es kommt am Freitag. Das Café hat bis 17 Uhr offen."
    expect(field).to_have_value(whole)
    page.keyboard.press("Control+j")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text(whole)
    assert LibraryUse.objects.filter(sent=True).count() == 2
    Delivery.objects.update(state="published", published_at=now)
    assert library_uses.led_to(Kind.BLOCK)[block].sent == 1


def test_a_letter_typed_in_the_moment_in_which_the_library_closes_is_part_of_the_answer(
    house: House, page_as: PageAs
) -> None:
    c = builders.conversation()
    page = page_as(builders.member(name="Jule Kern", initials="JK", role="owner"), f"/desk/us/{c.public_id}/")
    panel = page.locator("#library")
    for key, ctrl in (("Escape", False), ("j", True)):
        page.evaluate("document.activeElement.blur()")  # nothing has the focus before it
        page.keyboard.press("Control+j")
        expect(panel.locator("input")).to_be_focused()
        at = page.evaluate(
            """([key, ctrlKey]) => {
                const how = { key, ctrlKey, bubbles: true, cancelable: true };
                document.activeElement.dispatchEvent(new KeyboardEvent("keydown", how));
                return document.activeElement.id;
            }""",
            [key, ctrl],
        )
        assert at == "reply-text"


def test_what_a_machine_wrote_goes_out_once_somebody_says_that_she_read_it(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    jule = builders.member(name="Jule Kern", initials="JK", role="owner")
    now = datetime.now(UTC)
    c = builders.conversation(
        waiting_since=now, last_at=now, text="Hier Wanda Ypsilon: Wo bleibt mein Paket?"
    )
    there(c.contact).name = "Wanda Ypsilon"
    there(c.contact).save()
    says = json.dumps(
        {"choices": [{"message": {"content": "Wir schauen gleich nach, [PERSON_1]."}}]}
    ).encode()
    with loopback(lambda _request: Reply(200, says)) as server:
        library_model.save(builders.who(jule), Chosen(True, f"{server.url}/v1", "small-one"))
        page = page_as(jule, f"/desk/us/{c.public_id}/")
        page.locator("#library-opens").click()
        page.locator("[data-task=draft]").click()
        expect(page.locator("#reply-text")).to_have_value("Wir schauen gleich nach, Wanda Ypsilon.")
    assert b"Wanda" not in server.seen[0].body
    line = page.locator("#by-machine")
    expect(line).to_contain_text("small-one")
    assert axe(page) == []
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")
    page.locator("#reply .send").click()
    expect(page.locator("#composer > .told")).to_contain_text("small-one")
    line.locator("input").check()
    page.locator("#reply .send").click()
    expect(page.locator("#thread")).to_contain_text("Wir schauen gleich nach, Wanda Ypsilon.")
    assert MachineText.objects.get().read_at


def test_what_is_typed_while_a_machine_writes_stays_and_its_words_stand_beside_it(
    house: House, page_as: PageAs, axe: Axe
) -> None:
    jule = builders.member(name="Jule Kern", initials="JK", role="owner")
    now, go = datetime.now(UTC), Event()
    c = builders.conversation(waiting_since=now, last_at=now, text="Wo bleibt mein Paket?")
    says = json.dumps({"choices": [{"message": {"content": "Wir schauen gleich nach."}}]}).encode()

    def slowly(_request: object) -> Reply:
        go.wait()
        return Reply(200, says)

    with loopback(slowly) as server:
        library_model.save(builders.who(jule), Chosen(True, f"{server.url}/v1", "small-one"))
        page = page_as(jule, f"/desk/us/{c.public_id}/")
        page.locator("#library-opens").click()
        page.locator("[data-task=draft]").click()
        page.keyboard.press("Escape")
        page.locator("#reply-text").fill("Guten Tag!")
        go.set()
        offer = page.locator(".by-machine.offer")
        expect(offer).to_contain_text("Wir schauen gleich nach.")
        expect(page.locator("#reply-text")).to_have_value("Guten Tag!")
        assert axe(page) == []
        offer.locator("button").click()
        expect(page.locator("#reply-text")).to_have_value("Guten Tag!\n\nWir schauen gleich nach.")
        expect(page.locator("#by-machine")).to_contain_text("small-one")
