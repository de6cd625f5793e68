"""Signing, stored: the choice, what the account allows, the right to one's own name."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.core.signing import Signs
from zuruf.flow import outbox, people, reply, signing
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Delivery, Draft, Member, Organisation, Team
from zuruf.store.queries.signing import mark_of

TEXT = "Es kommt am Montag."


@pytest.fixture
def account(db: None) -> Account:
    return builders.account("talk")


@pytest.fixture
def jana(answers: Member) -> Who:
    Member.objects.filter(pk=answers.pk).update(name="Jana Kern", initials="JK")
    return now_is(answers)


def now_is(member: Member) -> Who:
    return builders.who(Member.objects.get(pk=member.pk))


def wishes(who: Who, signs: Signs) -> Who:
    people.set_profile(who, name=who.name, initials=who.initials, language="", signs=str(signs), now=NOW)
    return now_is(Member.objects.get(pk=who.id))


def stands(who: Who, account: Account) -> str:
    account.refresh_from_db()
    return mark_of(who, account.pk, account.signs, NOW)


def test_initials_are_what_one_begins_with(jana: Who, account: Account) -> None:
    assert stands(jana, account) == "JK"


def test_where_no_mandates_are_in_force_everybody_may_use_the_own_name(jana: Who, account: Account) -> None:
    assert stands(wishes(jana, Signs.FIRST), account) == "Jana"


def test_the_full_name_stands_there_once_the_account_allows_it(
    jana: Who, account: Account, second_pair: Member
) -> None:
    jana = wishes(jana, Signs.FULL)
    assert stands(jana, account) == "JK"
    signing.allow(builders.who(second_pair), account.public_id, [Signs.INITIALS, Signs.FULL], now=NOW)
    assert stands(jana, account) == "Jana Kern"


def test_only_owners_say_what_an_account_allows(jana: Who, account: Account) -> None:
    with pytest.raises(Declined, match="not_allowed"):
        signing.allow(jana, account.public_id, [Signs.FULL], now=NOW)


def test_with_mandates_in_force_the_own_name_takes_one_that_grants_it_there_and_now(
    jana: Who, account: Account
) -> None:
    Organisation.objects.update(mandates=True)
    member = Member.objects.get(pk=jana.id)
    jana = wishes(jana, Signs.FIRST)
    builders.mandate(member=member)
    assert stands(jana, account) == "JK"
    elsewhere = builders.mandate(member=member, own_name=True, accounts=[builders.account("feed")])
    builders.mandate(member=member, own_name=True, ends_at=NOW - timedelta(days=1))
    assert stands(jana, account) == "JK"
    elsewhere.accounts.add(account)
    assert stands(jana, account) == "Jana"


def test_the_team_signs_for_who_wants_that(jana: Who, account: Account) -> None:
    Team.objects.create(name="Service").members.add(jana.id)
    assert stands(wishes(jana, Signs.TEAM), account) == "Service"


def test_partners_sign_nothing_and_choose_nothing(agency: Member, account: Account) -> None:
    partner = wishes(builders.who(agency), Signs.FIRST)
    assert (partner.signs, stands(partner, account)) == ("initials", "")


def test_whoever_signs_otherwise_by_now_finds_the_recalled_draft_without_the_old_signature(
    jana: Who, account: Account
) -> None:
    here = builders.conversation(account)
    reply.send(jana, here.public_id, TEXT, seen_answer_seq=0, now=NOW)
    out = Delivery.objects.get()
    assert (out.payload["text"], out.backing["mark"]) == (f"{TEXT} [JK]", "JK")
    jana = wishes(jana, Signs.FIRST)
    outbox.recall(jana, out.public_id, now=NOW)
    assert Draft.objects.get().text == TEXT
    assert reply.standing(jana, here.public_id, now=NOW).composer.signature == "[Jana]"
    reply.send(jana, here.public_id, TEXT, seen_answer_seq=2, anyway=True, now=NOW)
    assert Delivery.objects.latest("pk").payload["text"] == f"{TEXT} [Jana]"
