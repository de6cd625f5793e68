"""Who is away and who stands in."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.flow import absence, reply
from zuruf.flow.errors import Declined
from zuruf.store.models import Absence, AuditEntry, Member
from zuruf.store.queries import absence as reading
from zuruf.store.queries import mandate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_meanwhile_a_deputy_holds_what_was_granted_to_her_in_person() -> None:
    hers, deputy = builders.member(), builders.member()
    builders.mandate(member=hers, name="Prices")
    absence.enter(builders.who(hers), hers.public_id, NOW, NOW + DAY, deputy=deputy.public_id, now=NOW)
    (held,) = mandate.held(deputy.pk, NOW)
    assert (held.name, held.deputy_for) == ("Prices", hers.name)
    assert mandate.held(deputy.pk, NOW - DAY) == ()
    assert mandate.held(deputy.pk, NOW + DAY) == ()


def test_without_a_name_her_standing_deputy_stands_in() -> None:
    hers, deputy = builders.member(), builders.member()
    builders.mandate(member=hers)
    absence.stand_in(builders.who(hers), hers.public_id, deputy.public_id, now=NOW)
    absence.enter(builders.who(hers), hers.public_id, NOW, NOW + DAY, now=NOW)
    (view,) = reading.now_and_ahead(NOW)
    assert (view.deputy, view.standing, view.begun) == (deputy.name, True, True)
    assert len(mandate.held(deputy.pk, NOW)) == 1
    assert [a.member for a in reading.stands_in_for(deputy.public_id, NOW)] == [hers.public_id]


def test_who_comes_back_early_holds_alone_again() -> None:
    hers, deputy = builders.member(), builders.member()
    builders.mandate(member=hers)
    made = absence.enter(
        builders.who(hers), hers.public_id, NOW, NOW + 5 * DAY, deputy=deputy.public_id, now=NOW
    )
    absence.end(builders.who(hers), made, now=NOW + DAY)
    assert Absence.objects.get().ends_at == NOW + DAY
    assert mandate.held(deputy.pk, NOW + DAY) == ()
    with pytest.raises(Declined, match="absence_over"):
        absence.end(builders.who(hers), made, now=NOW + 2 * DAY)


def test_one_that_has_not_begun_is_cancelled_and_its_days_are_free_again() -> None:
    hers = builders.member()
    made = absence.enter(builders.who(hers), hers.public_id, NOW + DAY, NOW + 2 * DAY, now=NOW)
    absence.end(builders.who(hers), made, now=NOW)
    assert Absence.objects.get().cancelled_at == NOW
    assert reading.now_and_ahead(NOW) == []
    assert absence.enter(builders.who(hers), hers.public_id, NOW + DAY, NOW + 2 * DAY, now=NOW)


def test_she_enters_her_own_and_an_owner_enters_for_all() -> None:
    hers, colleague, owner = builders.member(), builders.member(), builders.member(role="owner")
    with pytest.raises(Declined, match="not_yours"):
        absence.enter(builders.who(colleague), hers.public_id, NOW, NOW + DAY, now=NOW)
    with pytest.raises(Declined, match="not_yours"):
        absence.stand_in(builders.who(colleague), hers.public_id, colleague.public_id, now=NOW)
    made = absence.enter(builders.who(owner), hers.public_id, NOW, NOW + DAY, now=NOW)
    with pytest.raises(Declined, match="not_yours"):
        absence.end(builders.who(colleague), made, now=NOW)
    entry = AuditEntry.objects.get(verb="absence.entered")
    assert (entry.thing, entry.thing_id) == ("member", hers.public_id)


@pytest.mark.parametrize("role", ["partner", "guest"])
def test_nobody_from_another_house_stands_in(role: str) -> None:
    hers, outside = builders.member(), builders.member(role=role)
    with pytest.raises(Declined, match="deputy_unfit"):
        absence.stand_in(builders.who(hers), hers.public_id, outside.public_id, now=NOW)
    with pytest.raises(Declined, match="deputy_unfit"):
        absence.enter(builders.who(hers), hers.public_id, NOW, NOW + DAY, deputy=outside.public_id, now=NOW)


def test_what_makes_no_sense_is_refused_and_nothing_is_kept() -> None:
    hers = builders.member()
    who = builders.who(hers)
    for starts, ends, why in ((NOW, NOW, "absence_times"), (NOW - 2 * DAY, NOW - DAY, "absence_over")):
        with pytest.raises(Declined, match=why):
            absence.enter(who, hers.public_id, starts, ends, now=NOW)
    with pytest.raises(Declined, match="deputy_self"):
        absence.enter(who, hers.public_id, NOW, NOW + DAY, deputy=hers.public_id, now=NOW)
    with pytest.raises(Declined, match="unknown_absence"):
        absence.end(who, "nothing", now=NOW)
    assert not Absence.objects.exists()


def test_two_absences_never_overlap_but_may_follow_each_other() -> None:
    hers = builders.member()
    who = builders.who(hers)
    absence.enter(who, hers.public_id, NOW, NOW + 2 * DAY, now=NOW)
    with pytest.raises(Declined, match="absence_twice"):
        absence.enter(who, hers.public_id, NOW + DAY, NOW + 3 * DAY, now=NOW)
    absence.enter(who, hers.public_id, NOW + 2 * DAY, NOW + 3 * DAY, now=NOW)
    assert [a.begun for a in reading.now_and_ahead(NOW)] == [True, False]


def test_a_deputy_who_is_away_then_too_is_named_as_such() -> None:
    hers, deputy = builders.member(), builders.member()
    absence.enter(builders.who(hers), hers.public_id, NOW, NOW + 2 * DAY, deputy=deputy.public_id, now=NOW)
    absence.enter(builders.who(deputy), deputy.public_id, NOW + DAY, NOW + 3 * DAY, now=NOW)
    views = {a.member: a for a in reading.now_and_ahead(NOW)}
    assert views[hers.public_id].deputy_away
    assert not views[deputy.public_id].deputy_away


def test_a_standing_deputy_can_be_taken_away_again() -> None:
    hers, deputy = builders.member(), builders.member()
    who = builders.who(hers)
    absence.stand_in(who, hers.public_id, deputy.public_id, now=NOW)
    absence.stand_in(who, hers.public_id, "", now=NOW)
    assert Member.objects.get(pk=hers.pk).deputy is None
    assert AuditEntry.objects.filter(verb="person.deputy_set").count() == 2


def test_for_long_only_who_runs_the_house_enters_one_also_not_piece_by_piece() -> None:
    hers, owner = builders.member(), builders.who(builders.member(role="owner"))
    who, long = builders.who(hers), absence.LONGEST
    with pytest.raises(Declined, match="absence_long"):
        absence.enter(who, hers.public_id, NOW, NOW + long + DAY, now=NOW)
    absence.enter(who, hers.public_id, NOW, NOW + long / 2, now=NOW)
    with pytest.raises(Declined, match="absence_long"):
        absence.enter(who, hers.public_id, NOW + long / 2 + DAY, NOW + long + DAY, now=NOW)
    absence.enter(owner, hers.public_id, NOW + long, NOW + 4 * long, now=NOW)


def test_who_answers_herself_is_back_and_her_deputy_holds_nothing_of_hers_any_more() -> None:
    builders.organisation()
    hers, deputy = builders.member(), builders.member()
    who, here = builders.who(hers), builders.conversation()
    builders.mandate(member=hers)
    absence.enter(who, hers.public_id, NOW, NOW + 5 * DAY, deputy=deputy.public_id, now=NOW)
    absence.enter(who, hers.public_id, NOW + 9 * DAY, NOW + 10 * DAY, now=NOW)
    reply.send(who, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW + DAY)
    assert mandate.held(deputy.pk, NOW + DAY) == ()
    (ahead,) = reading.now_and_ahead(NOW + DAY)
    assert not ahead.begun
    assert AuditEntry.objects.filter(verb="absence.ended").count() == 1
