"""What a screen reader is given by a real browser: its own tree of names and roles, and what is said by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import House
from zuruf.store import changes

CONTROLS = frozenset({"link", "button", "textbox", "searchbox", "checkbox", "combobox", "radio", "listbox"})
Node = tuple[str, str, dict[str, Any]]


def tree(page: Page) -> list[Node]:
    """(role, name, properties) of everything that is not hidden from assistive technology."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        (
            n["role"]["value"],
            n.get("name", {}).get("value", ""),
            {p["name"]: p["value"].get("value") for p in n.get("properties", ())},
        )
        for n in nodes
        if not n.get("ignored")
    ]


def test_from_the_list_to_the_answer_everything_has_a_name_and_what_happens_is_said(
    house: House, page_as: Callable[..., Page]
) -> None:
    now = timezone.now()
    author = builders.member(name="Jule Kern", initials="JK")
    c = builders.conversation(text="Passt der alte Akku?", waiting_since=now, last_at=now)
    page = page_as(author, language="en")
    page.goto("/desk/us/")
    expect(page.locator("#desk")).to_have_attribute("data-connection", "open")
    page.locator("#rows a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_contain_text("Passt der alte Akku?")
    found = tree(page)
    assert [n for n in found if n[0] in CONTROLS and not n[1]] == [], "controls without a name"
    named = {(role, name) for role, name, _ in found}
    assert {
        ("navigation", "Main"),
        ("region", "Thread"),
        ("region", "Answer"),
        ("searchbox", "Filter by person or words"),
    } <= named
    assert [name for role, name, p in found if role == "heading" and p.get("level") == 1] == [
        "Waiting for us"
    ]
    assert any(role == "article" and c.contact.name in name for role, name in named if c.contact), (
        "who said it"
    )
    said = [p for role, _, p in found if role == "status"]
    assert said, "there are live regions"
    assert all(p.get("live") == "polite" for p in said), "nothing interrupts"

    builders.message(c, text="Und der neue?", order_at=now + timedelta(seconds=1))
    changes.announce("conversation", [c.public_id], timezone.now())
    expect(page.locator("#thread-said")).to_contain_text("Und der neue?")

    field = page.get_by_role("textbox", name="Your answer")
    field.fill("Ja, der alte Akku passt ins neue Modell.")
    expect(page.locator("#reply")).to_have_attribute("data-state", "go")
    assert any(role == "button" and name.startswith("Send") for role, name, _ in tree(page)), (
        "the verdict is the button's name"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .sent")).to_have_count(1)
    expect(page.locator("#thread-said")).not_to_contain_text("Und der neue?")
    expect(page.locator("#thread-said")).not_to_be_empty()
    expect(page.locator("#thread")).to_be_focused()  # and not lost with the field that came anew
