"""What a page asks again and how often: a list that is gone, a server that cannot answer, a stream that was refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import PageAs
from zuruf.store.models import Conversation

Axe = Callable[[Page], list[str]]
WATCHED = """
  window.streams = [];
  const Usual = window.EventSource;
  window.EventSource = class extends Usual { constructor(to) { super(to); window.streams.push(this); } };
  let asked = 0, open = 0; // requests for single rows, and those of them that nobody has answered yet
  const fetched = window.fetch;
  window.fetch = (to, ...more) => {
    const answer = fetched(to, ...more);
    const told = () => Object.assign(document.documentElement.dataset, { asked, open });
    if (!String(to).includes("/rows/")) return answer;
    asked += 1; open += 1; told();
    answer.finally(() => { open -= 1; told(); });
    return answer;
  };
"""
OPEN = "window.streams.filter((one) => one.readyState !== EventSource.CLOSED).length"


def says(page: Page, status: int) -> None:
    """From now on the server answers so when it is asked for single rows."""
    page.route("**/desk/us/rows/**", lambda route: route.fulfill(status=status, body=""))


def asked(page: Page, after: float = 0) -> int:
    """How often it was asked for them, when so many seconds have passed and the page has heard the answers."""
    page.clock.fast_forward(round(after * 1000))
    html = page.locator("html")
    expect(html).not_to_have_attribute("data-open", "1")
    return int(html.get_attribute("data-asked") or 0)


@pytest.fixture
def page(page_as: PageAs) -> Page:
    """The desk, for which no time passes but what a test lets pass."""
    builders.conversation()
    page = page_as(builders.member(), "/me/")
    page.clock.install()
    page.add_init_script(WATCHED)
    page.goto("/desk/us/")
    expect(page.locator("#desk")).to_have_attribute("data-connection", "open")
    page.clock.pause_at(page.evaluate("Date.now() + 3600000"))
    assert asked(page) == 0
    return page


def changes(page: Page) -> None:
    """Something of which the page did not hear by the stream."""
    public_id = Conversation.objects.get().public_id
    page.locator("#desk").evaluate(
        "(desk, id) => desk.dispatchEvent(new CustomEvent('desk:changed', {detail: [id]}))", public_id
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_is_gone_is_asked_for_once_and_said_to_be_gone(page: Page, status: int, axe: Axe) -> None:
    says(page, status)
    changes(page)
    stands = page.locator("#list-stands")
    expect(stands).to_contain_text("Diese Liste gibt es nicht mehr")
    expect(page.locator("#toast")).to_contain_text("Diese Liste gibt es nicht mehr")
    assert asked(page, after=300) == 1
    changes(page)
    assert asked(page, after=300) == 1
    expect(page.locator("#toast")).to_be_empty()

    page.evaluate("dispatchEvent(new CustomEvent('live:resync'))")  # as when the server begins anew
    expect(stands).to_be_hidden()
    changes(page)
    expect(stands).to_be_visible()
    assert asked(page) == 2
    page.clock.resume()
    assert axe(page) == []


def test_a_server_that_cannot_answer_is_asked_ever_more_seldom_and_that_is_said_once(page: Page) -> None:
    says(page, 500)
    toast = page.locator("#toast")
    changes(page)
    assert [asked(page, after=wait) for wait in (0, 1.9, 0.2, 3.7, 0.4)] == [1, 1, 2, 2, 3]
    expect(toast).to_contain_text("nicht auf den neuesten Stand")
    assert [asked(page, after=wait) for wait in (7.5, 0.6)] == [3, 4]
    expect(toast).to_be_empty()
    assert [asked(page, after=61) for _ in range(5)] == [5, 6, 7, 8, 9]
    assert asked(page, after=50) == 9, "once a minute at most"
    expect(toast).to_be_empty()
    page.unroute_all()
    Conversation.objects.update(preview="Jetzt geht es wieder")
    assert asked(page, after=61) == 10
    expect(page.locator(".line", has_text="Jetzt geht es wieder")).to_be_visible()


def test_a_page_that_comes_back_while_its_stream_is_to_be_opened_again_has_one_stream(page: Page) -> None:
    page.route("**/live/**", lambda route: route.fulfill(status=503, body=""))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("html")).to_have_attribute("data-live", "lost")
    assert page.evaluate(OPEN) == 0
    page.unroute_all()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.evaluate(OPEN) == 1
    page.clock.fast_forward(60_000)
    assert page.evaluate(OPEN) == 1
