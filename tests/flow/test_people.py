"""People come in by a link, may what their role says, and leave at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Role, initials_of
from zuruf.flow import people, teams
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Member, SignInLink
from zuruf.store.queries import people as reading

pytestmark = pytest.mark.django_db


def token(path: str | None) -> str:
    assert path is not None
    return path.strip("/").split("/")[-1]


def test_the_first_start_makes_a_link_for_a_first_owner() -> None:
    first = people.use_link(token(people.first_link(NOW)), NOW)
    assert Member.objects.get(pk=first).role == Role.OWNER


def test_every_start_prints_a_fresh_link_and_the_old_one_dies() -> None:
    old, new = token(people.first_link(NOW)), token(people.first_link(NOW))
    with pytest.raises(Declined, match="link_unknown"):
        people.use_link(old, NOW)
    assert people.use_link(new, NOW)
    assert Member.objects.count() == 1


def test_there_is_no_first_link_once_an_owner_has_a_password() -> None:
    builders.member(role="owner")
    assert people.first_link(NOW) is None


def test_a_demo_persona_without_a_password_is_not_taken_for_the_first_person() -> None:
    persona = builders.member(role="owner")
    Member.objects.update(password="!")
    assert people.use_link(token(people.first_link(NOW)), NOW) != persona.pk


def test_a_link_works_once() -> None:
    one = token(people.first_link(NOW))
    people.use_link(one, NOW)
    with pytest.raises(Declined, match="link_used"):
        people.use_link(one, NOW)


def test_a_link_works_for_24_hours() -> None:
    one = token(people.first_link(NOW))
    with pytest.raises(Declined, match="link_expired"):
        people.use_link(one, NOW + timedelta(hours=24))
    assert people.use_link(one, NOW + timedelta(hours=23, minutes=59))


def test_only_the_hash_of_a_link_is_kept() -> None:
    one = token(people.first_link(NOW))
    row = SignInLink.objects.get()
    assert one not in str(vars(row))
    assert len(row.token_hash) == 64


def test_looking_at_a_link_does_not_use_it_up() -> None:
    one = token(people.first_link(NOW))
    assert reading.link(one, NOW) is not None
    assert reading.link(one, NOW) is not None
    assert people.use_link(one, NOW)


def test_an_invented_token_lets_nobody_in() -> None:
    with pytest.raises(Declined, match="link_unknown"):
        people.use_link("x" * 32, NOW)


def test_who_is_invited_comes_in_by_the_link_that_an_owner_hands_over(second_pair: Member) -> None:
    owner = builders.who(second_pair)
    made = people.invite(owner, email="new@example.org", name="New Person", second_pair=True, now=NOW)
    member = Member.objects.get(public_id=made)
    assert (member.role, member.initials, member.second_pair) == ("desk", "NP", True)
    assert not member.has_usable_password()
    assert people.use_link(token(people.link_for(owner, made, NOW)), NOW) == member.pk


def test_an_address_is_taken_in_whatever_letters_it_is_written(second_pair: Member) -> None:
    with pytest.raises(Declined, match="email_taken"):
        people.invite(builders.who(second_pair), email="SECOND@example.ORG", name="X", now=NOW)


@pytest.mark.parametrize("role", ["desk", "guest"])
def test_only_an_owner_runs_the_house(role: str, second_pair: Member) -> None:
    actor = builders.who(builders.member(role=role))
    acts: list[Callable[[], object]] = [
        lambda: people.invite(actor, email="a@example.org", name="A", now=NOW),
        lambda: people.link_for(actor, second_pair.public_id, NOW),
        lambda: people.change(
            actor, second_pair.public_id, role=Role.GUEST, second_pair=False, teams=(), now=NOW
        ),
        lambda: people.deactivate(actor, second_pair.public_id, now=NOW),
        lambda: people.reactivate(actor, second_pair.public_id, now=NOW),
        lambda: teams.create(actor, "Service", now=NOW),
    ]
    for act in acts:
        with pytest.raises(Declined, match="not_allowed"):
            act()
    assert not AuditEntry.objects.exists()


def test_the_last_owner_can_neither_be_let_go_nor_made_less(second_pair: Member) -> None:
    owner = builders.who(second_pair)
    with pytest.raises(Declined, match="last_owner"):
        people.deactivate(owner, second_pair.public_id, now=NOW)
    with pytest.raises(Declined, match="last_owner"):
        people.change(owner, second_pair.public_id, role=Role.DESK, second_pair=False, teams=(), now=NOW)


def test_an_owner_who_cannot_sign_in_does_not_count_as_one(second_pair: Member) -> None:
    builders.member(role="owner", is_active=False)
    with pytest.raises(Declined, match="last_owner"):
        people.deactivate(builders.who(second_pair), second_pair.public_id, now=NOW)


def test_letting_somebody_go_ends_her_sessions_and_links_for_good(
    second_pair: Member, answers: Member
) -> None:
    owner = builders.who(second_pair)
    browser = Client()
    browser.force_login(answers)
    assert browser.get("/me/").status_code == 200
    one = token(people.link_for(owner, answers.public_id, NOW))
    people.deactivate(owner, answers.public_id, now=NOW)
    assert browser.get("/me/").status_code == 302
    people.reactivate(owner, answers.public_id, now=NOW)
    assert browser.get("/me/").status_code == 302, "the old session came back to life"
    with pytest.raises(Declined, match="link_unknown"):
        people.use_link(one, NOW)


def test_a_smaller_role_holds_at_the_next_click(second_pair: Member, answers: Member) -> None:
    browser = Client()
    third = builders.member(role="owner")
    browser.force_login(third)
    assert browser.get("/organisation/").status_code == 200
    people.change(
        builders.who(second_pair), third.public_id, role=Role.GUEST, second_pair=False, teams=(), now=NOW
    )
    assert browser.get("/organisation/").status_code == 403


def test_a_new_password_needs_the_old_one_unless_she_came_by_a_link(answers: Member) -> None:
    who = builders.who(answers)
    with pytest.raises(Declined, match="password_wrong"):
        people.set_password(who, "a new long sentence", old="not it", now=NOW)
    people.set_password(who, "a new long sentence", old=None, now=NOW)
    answers.refresh_from_db()
    assert answers.check_password("a new long sentence")


def test_a_team_has_a_name_of_its_own_and_members(second_pair: Member, answers: Member) -> None:
    owner = builders.who(second_pair)
    service = teams.create(owner, "Service", now=NOW)
    with pytest.raises(Declined, match="team_taken"):
        teams.create(owner, "SERVICE", now=NOW)
    teams.change(owner, service, name="Kundendienst", members=[answers.public_id], now=NOW)
    shown = reading.team(service)
    assert shown is not None
    assert (shown.name, [name for _id, name in shown.members]) == ("Kundendienst", ["Answering Person"])


def test_the_audit_of_people_holds_no_name_and_no_address(second_pair: Member) -> None:
    owner = builders.who(second_pair)
    made = people.invite(owner, email="secret@example.org", name="Secret Person", now=NOW)
    people.link_for(owner, made, NOW)
    for entry in AuditEntry.objects.all():
        assert "ecret" not in str(vars(entry))


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Jana Kern", "JK"),
        ("  ", ""),
        ("ßabine", "SS"),
        ("a b c d e f g h i j", "ABC"),
        ("Bea Zweit 😄 <i>", "BZ"),
        ("😄", ""),
        ("Service-Desk (Demo)", "S"),
        ("Öznur d'Or", "ÖD"),
    ],
)
def test_initials_are_made_from_the_name(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_somebody_is_always_left_to_lift_a_hold(second_pair: Member, answers: Member) -> None:
    """Naming and un-naming, leaving and becoming a guest: the last one who may lift stays."""
    owner, another = builders.who(second_pair), builders.member(role="owner")
    as_it_is: dict[str, Any] = {"second_pair": False, "teams": (), "now": NOW}
    with pytest.raises(Declined, match="last_lifter"):
        people.change(owner, second_pair.public_id, role=Role.OWNER, lifts_holds=False, **as_it_is)
    with pytest.raises(Declined, match="last_lifter"):
        people.deactivate(builders.who(another), second_pair.public_id, now=NOW)
    people.change(owner, answers.public_id, role=Role.DESK, lifts_holds=True, **as_it_is)
    assert builders.who(answers).lifts_holds
    people.deactivate(builders.who(another), second_pair.public_id, now=NOW)
    with pytest.raises(Declined, match="last_lifter"):
        people.change(builders.who(another), answers.public_id, role=Role.GUEST, lifts_holds=True, **as_it_is)


def test_a_guest_lifts_no_hold_whatever_the_form_says(second_pair: Member) -> None:
    owner = builders.who(second_pair)
    invited = people.invite(
        owner, email="new@example.org", name="New Guest", role=Role.GUEST, lifts_holds=True, now=NOW
    )
    assert not Member.objects.get(public_id=invited).lifts_holds
