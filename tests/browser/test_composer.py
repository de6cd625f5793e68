"""The composer in a real browser: the button is the verdict, no draft is lost, the second pair decides."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests import builders
from tests.browser.conftest import House, PageAs
from zuruf.flow import guideline
from zuruf.store.models import Conversation, Delivery, Draft, GuidelineVersion, SecondPair

Axe = Callable[[Page], list[str]]
GO = "Ja, der alte Akku passt ins neue Modell."
LOOK = "Wir bedauern die Unannehmlichkeiten."
ASK = "Wir erstatten Ihnen den vollen Preis."
STOP = "Guten Tag, zu Rechnung 2026-11873 sehen wir gerade nach."
SIGNED = " [JK]"  # stands below it when it goes out


class Desk:
    """Two people, all shipped guidelines switched on, one conversation."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        self.eyes = builders.member(role="owner", second_pair=True, name="Zweite Person", initials="ZP")
        self.author = builders.member(name="Jule Kern", initials="JK")
        guideline.seed(now)
        slugs = frozenset(GuidelineVersion.objects.values_list("slug", flat=True))
        guideline.choose(builders.who(self.eyes), slugs, now=now)
        self.conversation = builders.conversation(waiting_since=now, last_at=now)

    def at(self, of: Conversation | None = None, queue: str = "us") -> str:
        return f"/desk/{queue}/{(of or self.conversation).public_id}/"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk()


def state(page: Page, expected: str) -> None:
    expect(page.locator("#reply")).to_have_attribute("data-state", expected)


def listening(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("#desk")).to_have_attribute("data-connection", "open")


def saved(page: Page) -> None:
    """What stands in the field is with the server: until then this browser keeps it."""
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('zuruf:draft'))")
    expect(page.locator("#reply .saved")).to_have_text(re.compile(r"^gespeichert \d\d:\d\d$"))


def test_one_answers_one_after_the_other_with_three_keys_each(desk: Desk, page_as: PageAs) -> None:
    builders.conversation(desk.conversation.account)
    builders.conversation(desk.conversation.account)
    page = page_as(desk.author, "/desk/us/")
    listening(page)
    lines = page.locator(".line")
    first, second = (str(lines.nth(n).get_attribute("data-id")) for n in range(2))
    page.keyboard.press("j")
    for public_id in (first, second):
        page.keyboard.press("Enter")
        expect(page.locator(".conversation")).to_have_attribute("data-id", public_id)
        page.keyboard.press("r")
        expect(page.locator("#reply-text")).to_be_focused()
        page.keyboard.insert_text(GO)
        state(page, "go")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#thread .sent")).to_contain_text(GO)
        expect(page.locator(f'.line[data-id="{public_id}"] + .line a')).to_be_focused()
    assert Delivery.objects.count() == 2


def test_the_button_follows_the_typing_and_the_field_stays_where_it_is(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    field, button = page.locator("#reply-text"), page.locator("#reply .send")
    state(page, "empty")
    field.click()
    page.keyboard.press("Control+Enter")
    nothing = str(page.locator("#reply").get_attribute("data-nothing"))
    expect(page.locator("#reply .saved")).to_have_text(nothing)  # and not silence
    page.keyboard.type("Ja, der alte Akku passt.")
    state(page, "go")
    expect(field).to_have_value("Ja, der alte Akku passt.")
    place = field.bounding_box()
    for text, verdict, label in (
        (STOP, "stop", "Geht so nicht"),
        (LOOK, "look", "Antworten, wird angesehen"),
        (ASK, "ask", "Zweites Augenpaar, bis"),
        (GO, "go", "Antworten"),
    ):
        field.fill(text)
        state(page, verdict)
        expect(button).to_contain_text(label)
        assert field.bounding_box() == place
    field.fill(STOP)
    state(page, "stop")
    expect(page.locator(".underlay mark.stop")).to_have_text("Rechnung 2026-11873")
    expect(page.locator("#reply-why")).to_contain_text("Keine personenbezogenen Daten")
    expect(page.locator("#reply-why")).to_contain_text("um eine private Nachricht bitten")


def test_the_waves_lie_under_their_words_also_in_a_long_text(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    page.locator("#reply-text").fill(
        "Ein langer Anfang mit vielen Wörtern. " * 60 + "\n\n\tUnd 🎉 dann Rechnung 2026-11873."
    )
    state(page, "stop")
    expect(page.locator(".underlay mark.stop")).to_have_text("Rechnung 2026-11873")
    same = page.evaluate(
        """() => { const a = document.querySelector('#reply-text'), u = document.querySelector('.underlay');
        a.scrollTop = a.scrollHeight; a.dispatchEvent(new Event('scroll'));
        return [a.scrollHeight > a.clientHeight, a.scrollTop === u.scrollTop, Math.abs(a.scrollHeight - u.scrollHeight) <= 2,
                getComputedStyle(a).font === getComputedStyle(u).font]; }"""
    )
    assert same == [True, True, True, True]


def test_what_a_guideline_stops_cannot_be_sent(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    page.locator("#reply-text").fill(STOP)
    state(page, "stop")
    page.locator("#reply .send").click(force=True)
    page.locator("#reply-text").press("Control+Enter")
    page.locator("#reply-text").fill(STOP + " ")  # and quicker than the verdict
    page.locator("#reply-text").press("Control+Enter")
    saved(page)
    assert not Delivery.objects.exists()
    assert Draft.objects.get().state == "writing"


def test_ctrl_enter_sends_and_the_thread_shows_it_counting_down(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    page.locator("#reply-text").fill(GO)
    state(page, "go")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Ja, der alte Akku passt")
    expect(page.locator("#reply-text")).to_have_value("")
    assert Delivery.objects.get().payload["text"] == GO + SIGNED


@pytest.mark.parametrize(("text", "becomes"), [(GO, "delivery"), (LOOK, "delivery"), (ASK, "question")])
def test_ctrl_enter_quicker_than_the_verdict_is_carried_out_when_it_comes(
    desk: Desk, page_as: PageAs, text: str, becomes: str
) -> None:
    page = page_as(desk.author, desk.at())
    field = page.locator("#reply-text")
    field.focus()
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")  # an impatient finger sends nothing twice
    if becomes == "delivery":
        expect(page.locator("#thread .delivery")).to_have_count(1)
        assert Delivery.objects.get().payload["text"] == text + SIGNED
    else:
        expect(page.locator("#composer .asked")).to_be_visible()
        assert SecondPair.objects.get().draft.text == text


def test_a_press_that_waits_for_the_verdict_says_so_and_means_the_text_that_stood_there(
    desk: Desk, page_as: PageAs
) -> None:
    page = page_as(desk.author, desk.at())
    state(page, "empty")
    held: list[Route] = []
    holding = True

    def hold(route: Route) -> None:
        if holding:
            return held.append(route)
        return route.continue_()

    page.route("**/verdict", hold)
    field, button = page.locator("#reply-text"), page.locator("#reply .send")
    field.fill(GO)
    field.press("Control+Enter")
    expect(button).to_contain_text("prüft …")
    field.press_sequentially("!")
    while not any(f"{GO}!".encode() in (route.request.post_data_buffer or b"") for route in held):
        page.wait_for_timeout(10)  # the look at what was typed after the press is on its way
    holding = False
    for route in held:
        route.continue_()
    saved(page)
    expect(button).to_contain_text("Antworten")
    assert not Delivery.objects.exists()
    field.press("Control+Enter")
    expect(page.locator("#thread .delivery")).to_have_count(1)
    assert Delivery.objects.get().payload["text"] == GO + "!" + SIGNED


def test_a_press_without_a_connection_says_that_nothing_was_sent(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    state(page, "empty")
    page.context.set_offline(True)
    page.locator("#reply-text").fill(GO)
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#reply .saved")).to_contain_text("nicht gesendet")
    expect(page.locator("#reply .send")).not_to_contain_text("prüft")
    page.context.set_offline(False)
    saved(page)
    assert not Delivery.objects.exists()


def test_a_draft_survives_reload_switching_and_another_device(desk: Desk, page_as: PageAs) -> None:
    other = builders.conversation(text="Eine andere Frage")
    page = page_as(desk.author, desk.at())
    page.locator("#reply-text").fill("Halb fertiger Satz")
    saved(page)
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("Halb fertiger Satz")
    page.locator("#reply-text").fill("Halb fertiger Satz, gerade getippt")
    page.locator(f'#rows [data-id="{other.public_id}"] a').click()  # before the draft was saved
    expect(page.locator(".conversation")).to_have_attribute("data-id", other.public_id)
    expect(page.locator("#reply-text")).to_have_value("")
    page.locator(f'#rows [data-id="{desk.conversation.public_id}"] a').click()
    expect(page.locator("#reply-text")).to_have_value("Halb fertiger Satz, gerade getippt")
    saved(page)
    elsewhere = page_as(desk.author, desk.at(), phone=True)
    expect(elsewhere.locator("#reply-text")).to_have_value("Halb fertiger Satz, gerade getippt")


def test_without_a_connection_the_text_is_kept_and_saved_later(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    state(page, "empty")
    page.context.set_offline(True)
    page.locator("#reply-text").fill("Im Zug geschrieben")
    expect(page.locator("#reply .saved")).to_contain_text("Keine Verbindung")
    page.context.set_offline(False)
    saved(page)
    assert Draft.objects.get().text == "Im Zug geschrieben"
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('zuruf:draft')).length") == 0


def test_a_tab_closed_without_a_connection_loses_nothing(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    state(page, "empty")
    page.route("**/verdict", lambda route: route.abort())
    page.locator("#reply-text").fill("Noch nicht gespeichert")
    expect(page.locator("#reply .saved")).to_contain_text("Keine Verbindung")
    again = page.context.new_page()
    page.close()
    again.goto(desk.at())
    expect(again.locator("#reply-text")).to_have_value("Noch nicht gespeichert")
    saved(again)


def test_a_question_rings_at_the_second_pair_who_releases_it(desk: Desk, page_as: PageAs) -> None:
    author, eyes = page_as(desk.author, desk.at()), page_as(desk.eyes, desk.at(queue="second"))
    listening(author, eyes)
    state(eyes, "empty")
    author.locator("#reply-text").fill(ASK)
    state(author, "ask")
    author.locator("#reply .send").click()
    expect(author.locator("#composer .asked")).to_contain_text("Beim zweiten Augenpaar bis")
    panel = eyes.locator(".second")
    expect(panel).to_contain_text("Jule Kern fragt Sie als zweites Augenpaar")
    expect(panel).to_contain_text("Zusagen von Geld")
    expect(panel.locator(".until")).to_contain_text(re.compile(r"noch 1[0-4]:"))
    panel.locator("textarea").fill("Wir erstatten Ihnen das Porto.")
    expect(panel.locator(".send")).to_contain_text("Geändert freigeben")
    panel.locator("textarea").press("Control+Enter")
    expect(panel).to_have_count(0)
    expect(author.locator("#thread")).to_contain_text("Wir erstatten Ihnen das Porto.")
    expect(author.locator("#reply-text")).to_be_visible()
    assert SecondPair.objects.get().changed
    assert Delivery.objects.get().payload["text"] == "Wir erstatten Ihnen das Porto. [JK]"


def test_the_second_pair_cannot_release_a_stop_and_may_return_it(desk: Desk, page_as: PageAs) -> None:
    author = page_as(desk.author, desk.at())
    listening(author)
    author.locator("#reply-text").fill(ASK)
    state(author, "ask")
    author.locator("#reply .send").click()
    expect(author.locator("#composer .asked")).to_be_visible()
    eyes = page_as(desk.eyes, desk.at(queue="second"))
    panel = eyes.locator(".second")
    panel.locator("textarea").fill(STOP)
    expect(panel.locator(".send")).to_contain_text("Geht so nicht")
    panel.locator("textarea").press("Control+Enter")
    panel.get_by_label("Was fehlt, in einem Satz").fill("Erst den Beleg ansehen.")
    panel.get_by_label("Was fehlt, in einem Satz").press("Enter")
    expect(panel).to_have_count(0)
    expect(author.locator(".returned")).to_contain_text("Erst den Beleg ansehen.")
    expect(author.locator("#reply-text")).to_have_value(ASK)
    assert not Delivery.objects.exists()


def test_the_author_takes_it_back_and_goes_on_writing(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at())
    page.locator("#reply-text").fill(ASK)
    state(page, "ask")
    page.locator("#reply .send").click()
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.locator("#reply-text")).to_have_value(ASK)


def test_of_two_people_the_second_is_stopped_with_who_answered_and_her_text_stays(
    desk: Desk, page_as: PageAs
) -> None:
    first, second = page_as(desk.eyes, desk.at()), page_as(desk.author, desk.at())
    listening(first, second)
    second.locator("#reply-text").fill("Der Akku passt.")
    state(second, "go")
    first.locator("#reply-text").fill("Ja, er passt. [ZP]")
    state(first, "go")
    first.locator("#reply .send").click()
    expect(second.locator("#thread")).to_contain_text("Ja, er passt.")
    second.locator("#reply .send").click()
    expect(second.locator("#composer > .told")).to_contain_text("Zweite Person hat um")
    expect(second.locator("#reply-text")).to_have_value("Der Akku passt.")
    assert Delivery.objects.count() == 1
    second.get_by_role("button", name="Meine auch senden").click()
    expect(second.locator("#thread")).to_contain_text("Der Akku passt.")
    assert Delivery.objects.count() == 2


def test_without_script_the_same_form_sends_or_says_why_not(desk: Desk, page_as: PageAs) -> None:
    page = page_as(desk.author, desk.at(), js=False)
    page.locator("#reply-text").fill(STOP)
    page.locator("#reply .send").click()
    expect(page.locator("#composer > .told")).to_contain_text("Eine Leitlinie hält diese Antwort auf")
    expect(page.locator("#reply-text")).to_have_value(STOP)
    page.locator("#reply-text").fill(GO)
    page.locator("#reply .send").click()
    expect(page.locator("#thread")).to_contain_text("Ja, der alte Akku passt")
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "de"), (True, True, "en")])
def test_every_state_of_the_composer_is_accessible(
    desk: Desk, page_as: PageAs, axe: Axe, phone: bool, dark: bool, language: str
) -> None:
    page = page_as(desk.author, desk.at(), phone=phone, dark=dark, language=language)
    for text, verdict in ((GO, "go"), (LOOK, "look"), (STOP, "stop"), (ASK, "ask")):
        page.locator("#reply-text").fill(text)
        state(page, verdict)
        assert axe(page) == []
    page.locator("#reply .send").click()
    expect(page.locator("#composer .asked")).to_be_visible()
    assert axe(page) == []
    eyes = page_as(desk.eyes, desk.at(queue="second"), phone=phone, dark=dark, language=language)
    expect(eyes.locator(".second")).to_be_visible()
    assert axe(eyes) == []


def test_a_guideline_is_edited_beside_its_trial(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    page = page_as(desk.eyes, "/guidelines/length/edit/")
    page.locator("details.toml summary").click()
    area = page.locator("#toml")
    toml = area.input_value()
    area.fill(toml.replace("longer_than", "longer_then"))
    expect(page.locator("#trial")).to_contain_text("Meinen Sie „longer_than“?")
    assert axe(page) == []
    page.locator("#trial [data-line]").first.click()
    assert (
        page.evaluate(
            "() => { const a = document.querySelector('#toml'); return a.value.slice(a.selectionStart, a.selectionEnd); }"
        )
        == "longer_then = 600"
    )
    area.fill(toml.replace("600", "500"))
    expect(page.locator("#trial")).to_contain_text("Alle Beispiele kommen heraus, wie sie sollen.")
    page.locator("#reason").fill("Kürzer ist klarer")
    page.get_by_role("button", name="Speichern und in Kraft setzen").click()
    expect(page.locator("main")).to_contain_text("Kürzer ist klarer")
    assert axe(page) == []


def test_the_switch_of_a_guideline_works_by_keyboard(desk: Desk, page_as: PageAs, axe: Axe) -> None:
    page = page_as(desk.eyes, "/guidelines/")
    switch = page.get_by_role("switch", name="Keine Bankdaten in Antworten")
    expect(switch).to_have_attribute("aria-checked", "true")
    assert axe(page) == []
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("switch", name="Keine Bankdaten in Antworten")).to_have_attribute(
        "aria-checked", "false"
    )
    assert not GuidelineVersion.objects.filter(slug="bank-data", state="active").exists()
