"""The rooms at the left, in groups."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import Member
from zuruf.store.queries.frame import Frame
from zuruf.web.rooms import groups_for

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]


def test_work_lies_open_and_only_the_group_in_which_one_stands_is_unfolded(answers: Member) -> None:
    groups = {g.name: g for g in groups_for(builders.who(answers), Frame(), "mandates")}
    assert not groups["work"].folds
    assert [g.name for g in groups.values() if g.folds and g.open] == ["rules"]


def test_nobody_finds_a_room_that_is_closed_to_her(answers: Member, client_of: ClientOf) -> None:
    for role in ("desk", "partner", "guest", "owner"):
        member = builders.member(role=role)
        browser = client_of(member)
        for group in groups_for(builders.who(member), Frame()):
            for room in group.rooms:
                assert browser.get(room.url).status_code == 200, (role, room.name)


def test_a_folded_group_says_what_waits_behind_it(answers: Member) -> None:
    work, *_others = groups_for(builders.who(answers), Frame(posts_back=3))
    assert work.mark == "3"
