"""Ringing on phones: against a push service on loopback, read by a browser's own keys."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.servers.loopback import Loopback, Reply, loopback
from tests.servers.push import Browser
from zuruf.core.people import Who
from zuruf.core.push import DEVICES
from zuruf.flow import push, ringing
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Device, Member, Push, Ring

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def service(settings: Any, tmp_path: Any) -> Iterator[Loopback]:
    builders.organisation()
    with loopback(lambda _: Reply(201)) as running:
        settings.ALLOW_PRIVATE, settings.DATA = (running.host,), tmp_path
        yield running


def on(service: Loopback, who: Who, browser: Browser, device: str = "1") -> str:
    return push.switch_on(
        who, f"{service.url}/{device}", browser.p256dh, browser.auth, "Phone", now=NOW - MINUTE
    )


def heard(service: Loopback, browser: Browser, path: str = "/1") -> list[dict[str, str]]:
    return [json.loads(browser.read(seen.body)) for seen in service.seen if seen.path == path]


def rung(service: Loopback, **over: Any) -> tuple[Member, Browser, Conversation]:
    """Somebody with a phone, at whom an urgent conversation rings."""
    hers, browser = builders.member(seen_at=NOW, language="en", **over), Browser()
    on(service, builders.who(hers), browser)
    c = builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    return hers, browser, c


def test_a_phone_is_told_that_somebody_waits_and_not_who_or_what(service: Loopback) -> None:
    _, browser, c = rung(service)
    assert push.send(now=NOW) == 1
    (told,) = heard(service, browser)
    assert told == {
        "what": "ring",
        "tag": Ring.objects.get().public_id,
        "title": "Somebody is waiting",
        "body": "You are on duty. Tap to open it; if you cannot, it rings at the next person by itself.",
        "open": f"/desk/us/{c.public_id}/",
    }
    (seen,) = service.seen
    assert seen.headers["ttl"] == "180", "no longer than it rings at her"
    assert seen.headers["topic"] == told["tag"]
    assert not Push.objects.exists(), "nothing is kept of whom it rang at"
    assert Device.objects.get().ok_at == NOW


def test_what_falls_through_takes_the_notification_away_and_rings_at_the_next(service: Loopback) -> None:
    _, browser, _ = rung(service)
    push.send(now=NOW)
    other, others = builders.member(seen_at=NOW + 3 * MINUTE), Browser()
    on(service, builders.who(other), others, "2")
    ringing.sweep(now=NOW + 3 * MINUTE)
    assert push.send(now=NOW + 3 * MINUTE) == 2
    ring, over = heard(service, browser)
    assert (over["what"], over["tag"]) == ("over", ring["tag"])
    assert [told["what"] for told in heard(service, others, "/2")] == ["ring"]


def test_what_was_picked_up_before_it_went_out_never_rings(service: Loopback) -> None:
    hers, _, _ = rung(service)
    ringing.pick_up(builders.who(hers), Ring.objects.get().public_id, now=NOW)
    assert push.send(now=NOW) == 0
    assert service.seen == []


def test_what_is_picked_up_at_the_desk_takes_the_notification_away(service: Loopback) -> None:
    _, browser, _ = rung(service)
    push.send(now=NOW)
    ringing.pick_up(builders.who(builders.member()), Ring.objects.get().public_id, now=NOW + MINUTE)
    push.send(now=NOW + MINUTE)
    assert [told["what"] for told in heard(service, browser)] == ["ring", "over"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_asked_no_more(service: Loopback, status: int) -> None:
    service.script = lambda _: Reply(status)
    rung(service)
    push.send(now=NOW)
    assert Device.objects.get().ended_at == NOW
    assert AuditEntry.objects.get(verb="device.ended").why == "device:gone"
    assert push.send(now=NOW + MINUTE) == 0


def test_trouble_is_tried_again_while_it_rings_and_shown_until_something_goes_through(
    service: Loopback,
) -> None:
    service.script = lambda _: Reply(503)
    _, browser, _ = rung(service)
    push.send(now=NOW)
    assert Device.objects.get().trouble_at == NOW
    assert push.send(now=NOW) == 0, "not at once"
    service.script = lambda _: Reply(201)
    push.send(now=NOW + timedelta(seconds=5))
    assert len(heard(service, browser)) == 2
    assert Device.objects.get().trouble_at is None


def test_what_could_not_be_sent_while_it_rang_is_not_sent_later(service: Loopback) -> None:
    service.script = lambda _: Reply(503)
    rung(service)
    assert push.send(now=NOW + 4 * MINUTE) == 0
    assert not Push.objects.exists()


def test_what_the_service_refuses_is_not_repeated(service: Loopback) -> None:
    service.script = lambda _: Reply(413)
    rung(service)
    push.send(now=NOW)
    assert not Push.objects.exists()
    assert Device.objects.get().trouble_at == NOW


def test_a_test_rings_at_all_of_ones_own_devices_and_at_nobody_elses(service: Loopback) -> None:
    hers, mine, theirs = builders.who(builders.member(language="en")), Browser(), Browser()
    on(service, hers, mine)
    on(service, builders.who(builders.member()), theirs, "2")
    assert push.try_out(hers, now=NOW) == 1
    push.send(now=NOW)
    (told,) = heard(service, mine)
    assert (told["what"], told["title"]) == ("test", "This device rings")
    assert len(service.seen) == 1


def test_a_device_rings_for_one_person_only_and_for_none_who_left(service: Loopback) -> None:
    first, second, browser = builders.member(), builders.member(seen_at=NOW), Browser()
    on(service, builders.who(first), browser)
    on(service, builders.who(second), browser)
    assert Device.objects.get().member_id == second.pk
    with pytest.raises(Declined, match="gone"):
        push.try_out(builders.who(first), now=NOW)
    push.try_out(builders.who(second), now=NOW)
    Member.objects.filter(pk=second.pk).update(is_active=False)
    push.send(now=NOW)
    assert service.seen == []


def test_only_ones_own_device_can_be_removed_and_then_nothing_reaches_it(service: Loopback) -> None:
    hers, browser, _ = rung(service)
    device = Device.objects.get().public_id
    with pytest.raises(Declined, match="gone"):
        push.switch_off(builders.who(builders.member()), device)
    push.switch_off(builders.who(hers), device, now=NOW)
    push.send(now=NOW)
    assert heard(service, browser) == []
    on(service, builders.who(hers), browser)
    assert Device.objects.get().ended_at is None, "it can be switched on again"


def test_who_is_never_rung_has_no_devices_and_nobody_has_too_many(service: Loopback) -> None:
    with pytest.raises(Declined, match="not_allowed"):
        on(service, builders.who(builders.member(role="guest")), Browser())
    hers = builders.who(builders.member())
    for n in range(DEVICES):
        on(service, hers, Browser(), str(n))
    with pytest.raises(Declined, match="push_many"):
        on(service, hers, Browser(), "more")
    with pytest.raises(Declined, match="push_unfit"):
        push.switch_on(hers, "http://push.example/1", "", "", "", now=NOW)
