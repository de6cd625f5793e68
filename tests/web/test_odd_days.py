"""The first and the last day that there are, and days that are none: a page says so, and does not break."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import Absence, Member, Message

DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "2026-3-1", "٢٠٢٦-٠٣-٠١")
MOMENTS = ("0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T12:00", "2026-03-29T02:30", "2026-13-45T99:99")
ClientOf = Callable[[Member], Client]


@pytest.fixture
def owner(second_pair: Member, client_of: ClientOf) -> Client:
    """Of a house that is ahead of Greenwich: there the first day begins before all days."""
    builders.organisation(timezone="Europe/Berlin")
    return client_of(second_pair)


@pytest.mark.parametrize("day", DAYS)
def test_the_audit_is_asked_for_days_that_it_has(owner: Client, day: str) -> None:
    for name in ("since", "until"):
        assert owner.get("/audit/", {name: day}).status_code in (200, 400)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_nobody_is_away_until_the_last_of_all_days(owner: Client, second_pair: Member, day: str) -> None:
    for first, last in ((day, "2026-12-31"), ("2026-12-01", day)):
        given = {"member": second_pair.public_id, "first": first, "last": last, "deputy": ""}
        assert owner.post("/absences/", given).status_code == 422
        assert owner.post("/mandates/try/", {"starts_on": first, "ends_on": last}).status_code == 200
    assert not Absence.objects.exists()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_that_cannot_be_meant_is_refused_in_words(
    owner: Client, second_pair: Member, moment: str
) -> None:
    found = {"place": "Aushang", "text": "Wo ist mein Rad?", "why": "hängt dort", "at": moment}
    assert owner.post("/by-hand/", found).status_code in (302, 422)
    assert not Message.objects.filter(network_at__year__lt=1000).exists()
    times = {"member": second_pair.public_id, "on": "1", "starts_at": moment, "ends_at": moment, "at": moment}
    assert owner.post("/duty/otherwise/", times).status_code == 302
    assert owner.post("/duty/take-over/", times).status_code == 302


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_answer_for_an_hour_that_cannot_be_meant_does_not_go_out(owner: Client, moment: str) -> None:
    c = builders.conversation()
    given = {"text": "Es ist unterwegs.", "when": "own", "at": moment}
    assert owner.post(f"/c/{c.public_id}/reply", given).status_code == 409
    assert owner.post(f"/c/{c.public_id}/hour/", {"hour": moment}).status_code == 302


@pytest.mark.parametrize("day", DAYS)
def test_a_search_for_such_a_day_finds_nothing_or_says_so(owner: Client, day: str) -> None:
    for query in (f"rad after:{day}", f"rad before:{day}"):
        assert owner.get("/search/", {"q": query}).status_code == 200
