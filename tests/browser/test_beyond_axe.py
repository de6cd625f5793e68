"""What axe cannot see: reflow at 200 and 400 per cent, text spacing, the order and sight of the focus, and rest for those
who cannot bear movement. One walk over every room of the navigation."""

from itertools import takewhile

import pytest
from playwright.sync_api import Page

from tests import builders
from tests.browser.conftest import PageAs
from tests.browser.settling import at_once, settled
from zuruf.flow import accounts, guideline, holding_set
from zuruf.flow.clock import clock

SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""  # WCAG 1.4.12
# Buttons and links that look like one, whose words are cut off or stand over their edge.
CUT = """() => [...document.querySelectorAll('button, .btn, summary, label')].filter(one => {
  const box = one.getBoundingClientRect();
  if (box.width < 2 || !one.innerText?.trim() || one.querySelector('.clip, svg, input, select')) return false;
  return one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).display !== 'inline';
}).map(one => `${one.tagName} "${one.innerText.trim().slice(0, 40)}"`)"""
# At each Tab: what has had the focus until then, whether in sight and with a mark that one sees. Noted in the page itself, which
# takes a tenth of asking after each key.
STOPS = """() => {
  window.stops = [];
  window.noted = () => {
    const one = document.activeElement;
    if (!one || one === document.body) return stops.push(null);
    const box = one.getBoundingClientRect(), label = one.closest('label');
    const marked = [one, label].filter(Boolean).some(el => {
      const s = getComputedStyle(el);
      return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
    });
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return stops.push({name: one.outerHTML.slice(0, 90), inside, marked});
  };
  addEventListener('keydown', event => { if (event.key === 'Tab') noted(); }, true);
}"""
MOVES = """() => [...document.querySelectorAll('*')].filter(one => {
  const s = getComputedStyle(one);
  const long = said => said.split(',').some(part => parseFloat(part) > 0.01);
  return (s.animationName !== 'none' && long(s.animationDuration)) || long(s.transitionDuration);
}).map(one => one.outerHTML.slice(0, 80))"""
TABS = 25


@pytest.fixture
def page(page_as: PageAs) -> Page:
    """An owner's page in a house where every room has something to show."""
    owner = builders.member(role="owner", name="Besitzerin des Hauses", second_pair=True, lifts_holds=True)
    builders.organisation(name="Radwerk Lindenau", demo=True)
    accounts.ensure_talk(clock())
    guideline.seed(clock())
    holding_set.seed(clock())
    builders.account("bluesky", name="Ein Konto mit recht langem Namen im Netz")
    for n in range(3):
        talk = builders.conversation(preview=f"Wann kommt mein Bremshebel endlich an? Frage {n}")
        builders.message(talk, text="Seit drei Wochen warte ich auf den Bremshebel für mein Stadtrad.")
    return page_as(owner, "/desk/us/", bypass_csp=True)  # to put in styles of our own


def rooms(page: Page) -> list[str]:
    """Every address of the navigation, and an open conversation."""
    found = page.eval_on_selector_all(
        ".rooms a[href^='/']", "all => all.map(one => one.getAttribute('href'))"
    )
    return list(dict.fromkeys([*found, page.locator(".rows a").first.get_attribute("href")]))


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_every_room_can_be_enlarged_spaced_and_walked_by_keyboard_and_rests_where_asked(page: Page) -> None:
    wrong = []
    for room in rooms(page):
        page.set_viewport_size({"width": 320, "height": 480})  # 400 % of 1280
        page.goto(room)
        for across, high in ((320, 480), (720, 450), (1440, 900)):  # 720 are 200 % of 1440
            page.set_viewport_size({"width": across, "height": high})
            if width(page) > across:
                wrong.append(f"{room} is {width(page)} wide at {across}")
        wrong += [f"{room} moves: {what}" for what in page.evaluate(MOVES)[:3]]
        wrong += [f"{room}: {what}" for what in tabbed(page)]
        page.add_style_tag(content=SPACING)
        wrong += [f"{room} cuts {what}" for what in page.evaluate(CUT)]
        if width(page) > 1440:
            wrong.append(f"{room} is {width(page)} wide with spaced text")
    assert wrong == [], "\n".join(wrong)


def tabbed(page: Page) -> list[str]:
    """What is wrong with the first stops of the Tab key."""
    settled(page)
    page.evaluate(STOPS)
    with at_once(page):
        for _ in range(TABS):
            page.keyboard.press("Tab")
    page.evaluate("noted()")
    _, *stops = page.evaluate("stops")  # where one was before the first
    seen = list(takewhile(bool, stops))
    wrong = [f"focus out of sight at {at['name']}" for at in seen if not at["inside"]]
    wrong += [f"focus without a mark at {at['name']}" for at in seen if at["inside"] and not at["marked"]]
    return wrong if len(seen) > 3 else [*wrong, f"only {len(seen)} stops"]
