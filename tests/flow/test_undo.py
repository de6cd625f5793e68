"""Taking back at once what was not meant: by whoever did it, for a few minutes, and both in the audit."""

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import absence, goodwill, mandate, undo
from zuruf.flow.errors import Declined
from zuruf.store.models import Absence, AuditEntry, Goodwill, Mandate, Member

SOON, LATE = NOW + timedelta(minutes=9), NOW + timedelta(minutes=10)
DAY = timedelta(days=1)


@pytest.fixture
def owner(db: None) -> Who:
    builders.organisation(mandates=True)
    return builders.who(builders.member(role="owner"))


@pytest.fixture
def other(owner: Who) -> Who:
    return builders.who(builders.member(role="owner"))


@pytest.fixture
def slip(answers: Member) -> Goodwill:
    draft = builders.draft(builders.conversation(), answers, state="sent")
    return Goodwill.objects.create(
        draft=draft,
        member=answers,
        cents=500,
        what="Versand",
        state="promised",
        promised_at=NOW,
        created_at=NOW,
    )


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_slip_called_fulfilled_by_mistake_is_open_again(owner: Who, other: Who, slip: Goodwill) -> None:
    goodwill.fulfil(owner, slip.public_id, "Überwiesen", now=NOW)
    for who, at in ((other, SOON), (owner, LATE)):
        with pytest.raises(Declined, match="undo_over"):
            undo.fulfilled(who, slip.public_id, now=at)
    undo.fulfilled(owner, slip.public_id, now=SOON)
    slip.refresh_from_db()
    assert (slip.state, slip.fulfilled_by, slip.fulfilled_at, slip.remark) == ("promised", None, None, "")
    assert verbs()[-2:] == ["goodwill.fulfilled", "goodwill.open_again"]
    with pytest.raises(Declined, match="undo_over"):
        undo.fulfilled(owner, slip.public_id, now=SOON)


@pytest.mark.parametrize("begins", [NOW - DAY, NOW + DAY])
def test_an_absence_ended_by_mistake_goes_on_as_it_was_entered(
    owner: Who, other: Who, answers: Member, begins: datetime
) -> None:
    until = NOW + 3 * DAY
    away = absence.enter(owner, answers.public_id, begins, until, now=NOW - 2 * DAY)
    absence.end(owner, away, now=NOW)
    for who, at in ((other, SOON), (owner, LATE)):
        with pytest.raises(Declined, match="undo_over"):
            undo.absence_ended(who, away, now=at)
    undo.absence_ended(owner, away, now=SOON)
    row = Absence.objects.get()
    assert (row.starts_at, row.ends_at, row.cancelled_at) == (begins, until, None)
    with pytest.raises(Declined, match="undo_over"):
        undo.absence_ended(owner, away, now=SOON)
    assert verbs()[-1] == "absence.goes_on"


def test_an_absence_in_whose_place_another_was_entered_does_not_come_back(
    owner: Who, answers: Member
) -> None:
    away = absence.enter(owner, answers.public_id, NOW - DAY, NOW + 3 * DAY, now=NOW - DAY)
    absence.end(owner, away, now=NOW)
    absence.enter(owner, answers.public_id, NOW + DAY, NOW + 2 * DAY, now=NOW)
    with pytest.raises(Declined, match="absence_twice"):
        undo.absence_ended(owner, away, now=SOON)


def test_a_mandate_ended_by_mistake_holds_again(owner: Who, other: Who) -> None:
    row = builders.mandate()
    mandate.end(owner, row.public_id, "Aus Versehen.", now=NOW)
    for who, at in ((other, SOON), (owner, LATE)):
        with pytest.raises(Declined, match="undo_over"):
            undo.mandate_ended(who, row.public_id, now=at)
    undo.mandate_ended(owner, row.public_id, now=SOON)
    row.refresh_from_db()
    assert (row.ended_at, row.ended_by, row.ended_why) == (None, None, "")
    assert verbs()[-2:] == ["mandate.ended", "mandate.holds_again"]


def test_a_mandate_in_whose_place_another_stands_does_not_come_back(owner: Who) -> None:
    row = builders.mandate()
    mandate.change(owner, row.public_id, mandate.Grant("Less", goodwill_month=100), now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        undo.mandate_ended(owner, row.public_id, now=SOON)
    assert Mandate.objects.filter(ended_at=None).count() == 1


def test_who_may_not_end_a_mandate_may_not_undo_it_either(owner: Who, answers: Member) -> None:
    with pytest.raises(Declined, match="not_allowed"):
        undo.mandate_ended(builders.who(answers), builders.mandate().public_id, now=NOW)
