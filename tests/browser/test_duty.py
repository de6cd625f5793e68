"""A day on duty: on the rota, it rings, she picks up, goes to lunch, leaves a note; the wall-board shows who waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.conftest import looks
from zuruf.flow import ringing
from zuruf.store.models import Conversation, DutyChange, Member

PageAs = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def owner(house: Any) -> Member:
    return builders.member(name="Leitung Service", initials="LS", role="owner", language="de")


def test_a_day_on_duty(owner: Member, page_as: PageAs, axe: Axe) -> None:
    now = timezone.now()
    hers = builders.member(name="Dienst Habende", initials="DH", language="de")
    c: Conversation = builders.conversation(
        builders.account(name="Fragen Sie uns"), text="Der Akku raucht!", urgent=True, waiting_since=now
    )
    lead = page_as(owner, "/duty/")
    expect(lead.get_by_role("heading", name="Noch gibt es keinen Dienstplan")).to_be_visible()
    form = lead.locator("form[action$='/duty/shift/']")
    form.locator("#s-who").select_option(hers.public_id)
    form.locator("#s-from").fill("06:00")
    form.locator("#s-to").fill("18:00")
    for box in form.get_by_role("checkbox").all():
        box.check()
    form.get_by_role("button", name="In den Dienstplan").click()
    expect(lead.locator(".rota")).to_contain_text("06:00–18:00")

    # the hour at which this runs is on duty in any case
    for one in (owner, hers):
        DutyChange.objects.create(
            member=one, on=one == hers, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3),
            entered_by=owner, entered_at=now,
        )  # fmt: skip
    desk = page_as(hers, "/desk/us/")
    assert ringing.sweep() == 1
    expect(desk.locator("#ring")).to_contain_text("Dringend: jemand wartet")
    assert axe(desk) == []
    desk.locator("#ring").get_by_role("button", name="Abheben").click()
    desk.wait_for_url(f"**/desk/mine/{c.public_id}/")
    expect(desk.locator(".standing").first).to_contain_text("bei mir")

    desk.goto("/duty/")
    desk.get_by_role("button", name="Ich bin zu Tisch").click()
    expect(desk.get_by_text("Bei Ihnen klingelt nichts.")).to_be_visible()
    desk.get_by_role("button", name="Ich bin wieder da").click()
    desk.get_by_label("Notiz zur Übergabe").fill("Die Rückrufe zur Charge 7 laufen noch.")
    desk.get_by_role("button", name="Notiz hinterlassen").click()

    lead.goto("/duty/")
    expect(lead.locator(".told-note.new")).to_contain_text("Charge 7")
    for look in looks(lead):
        assert axe(lead) == [], look
    lead.get_by_label("Wo er hängt").fill("Flur")
    lead.get_by_role("button", name="Link erstellen").click()
    wall = page_as(None, lead.get_by_label("Adresse").input_value())
    expect(wall.locator("#wall")).to_contain_text("DH")
    builders.conversation(c.account, text="Noch jemand.", waiting_since=timezone.now())
    expect(wall.locator("#wall tbody tr")).to_have_count(2)
    for look in looks(wall):
        assert axe(wall) == [], look
    assert wall.context.cookies() == []
    lead.goto("/duty/")
    lead.get_by_role("button", name="Link beenden").click()
    # It looks again by itself, and is told that its link is over.
    expect(wall.locator("#wall")).to_have_count(0)
