"""A post while it is written: kept, judged for each account, its author's alone."""

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.posting import TEXT, eyes, ids, net_account, network, page
from tests.there import there
from zuruf.core.desk import Queue
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import post, post_off
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Delivery, Member
from zuruf.store.queries import post as reading

__all__ = ["eyes", "net_account", "network", "page"]  # fixtures


def test_what_is_written_is_kept_and_judged_for_each_account(
    who: Who, page: Account, net_account: Account
) -> None:
    draft = post.begin(who, now=NOW)
    stands = post.write(who, draft, TEXT, [page.public_id], now=NOW)
    assert [(on.place.name, on.chosen) for on in stands.on] == [("Netz", False), ("Radwerk", True)]
    assert (stands.verdict, stands.first and stands.first.place.name) == (Verdict.GO, "Radwerk")
    assert there(reading.one(who, draft)).text == TEXT
    assert not Delivery.objects.exists()


def test_a_post_to_no_account_goes_nowhere(who: Who, page: Account, net_account: Account) -> None:
    draft = post.begin(who, now=NOW)
    assert post.write(who, draft, TEXT, [], now=NOW).verdict is Verdict.STOP
    with pytest.raises(Declined, match="no_account"):
        post_off.send(who, draft, TEXT, [], now=NOW)
    assert there(reading.one(who, draft)).text == TEXT


def test_an_empty_post_is_taken_up_again_rather_than_a_second_one_begun(who: Who, page: Account) -> None:
    first = post.begin(who, now=NOW)
    assert post.begin(who, now=NOW) == first
    post.write(who, first, TEXT, [page.public_id], now=NOW)
    assert post.begin(who, now=NOW) != first


def test_where_only_one_account_can_post_it_is_chosen_already(who: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    assert there(reading.one(who, draft)).to == (page.public_id,)


def test_accounts_that_only_read_are_not_offered(who: Who, page: Account) -> None:
    builders.account("feed")
    stands = post.standing(who, post.begin(who, now=NOW), now=NOW)
    assert [on.place.channel for on in stands.on] == ["talk"]


def test_a_draft_is_its_authors_alone(who: Who, eyes: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    post.write(who, draft, TEXT, [page.public_id], now=NOW)
    assert reading.one(eyes, draft) is None
    assert reading.page(eyes, NOW).drafts == ()
    for act in (post.write, post_off.send):
        with pytest.raises(Declined, match="gone"):
            act(eyes, draft, "Etwas anderes.", [page.public_id], now=NOW)


def test_who_only_reads_writes_no_posts(elsewhere: Member, page: Account) -> None:
    guest = builders.who(elsewhere)
    for act in (
        lambda: post.begin(guest),
        lambda: post.discard(guest, "x"),
        lambda: post.standing(guest, "x"),
    ):
        with pytest.raises(Declined, match="may_not"):
            act()


def test_while_it_is_written_a_post_is_in_no_list_of_the_desk(who: Who, page: Account) -> None:
    post.write(who, post.begin(who, now=NOW), TEXT, [page.public_id], now=NOW)
    assert all(ids(who, queue) == [] for queue in Queue)


def test_a_post_thrown_away_is_gone_from_the_list_and_in_the_audit(who: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    post.write(who, draft, TEXT, [page.public_id], now=NOW)
    post.discard(who, draft, now=NOW)
    assert reading.page(who, NOW).nothing
    assert AuditEntry.objects.filter(verb="post.discarded", thing_id=draft).exists()
    with pytest.raises(Declined, match="gone"):
        post.discard(who, draft, now=NOW)
