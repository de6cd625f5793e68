"""Listening searches: who makes them, what is refused, and when they fall silent by themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.listening_fair import Concerns, Kind, Marked
from zuruf.core.people import Role, Who
from zuruf.flow import listening_preview, listening_searches, listening_staff, people
from zuruf.flow.errors import Declined
from zuruf.flow.listening_searches import Wish, pause, remove, save
from zuruf.store.models import AuditEntry, Heard, ListeningSearch, Member

pytestmark = pytest.mark.django_db
REASON = "threats against our fitters, agreed with the works council"


@pytest.fixture
def owner(second_pair: Member) -> Who:
    return builders.who(second_pair)


def wish(who: Who, **over: Any) -> Wish:
    usual = Wish("Brand", "fahrradakku brennt", "fault", "To warn whoever rides one", who.public_id)
    return replace(usual, **over)


def why(call: Callable[[], object]) -> str:
    with pytest.raises(Declined) as declined:
        call()
    return declined.value.code


def test_a_search_has_a_purpose_an_owner_and_a_retention_and_the_audit_keeps_no_text(who: Who) -> None:
    made = save(who, "", wish(who), now=NOW)
    kept = ListeningSearch.objects.get(public_id=made)
    assert (kept.owner_id, kept.retention_days, kept.purpose) == (who.id, 30, "fault")
    entry = AuditEntry.objects.get(verb="listening.made")
    assert entry.data == {"purpose": "fault", "days": 30, "owner": who.public_id}

    save(who, made, wish(who, keeps=7), now=NOW)
    pause(who, made, True, now=NOW)
    remove(who, made, now=NOW)
    remove(who, made, undo=True, now=NOW + timedelta(minutes=5))
    verbs = list(AuditEntry.objects.filter(thing_id=made).order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"listening.{v}" for v in ("made", "changed", "paused", "removed", "restored")]
    remove(who, made, now=NOW)
    assert why(lambda: remove(who, made, undo=True, now=NOW + timedelta(minutes=11))) == "undo_over"


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"query": "-nur"}, "query"),
        ({"purpose": "curiosity"}, "no_purpose"),
        ({"purpose_why": "so"}, "purpose_why"),
        ({"owner": "nobody"}, "no_owner"),
        ({"keeps": 31}, "days_owner"),
        ({"keeps": 0}, "days"),
    ],
)
def test_what_is_missing_is_said(who: Who, over: dict[str, object], code: str) -> None:
    assert why(lambda: save(who, "", wish(who, **over), now=NOW)) == code


def test_who_reads_or_answers_for_another_search_changes_nothing(who: Who, owner: Who) -> None:
    hers = save(owner, "", wish(owner), now=NOW)
    guest = replace(who, role=Role.GUEST)
    assert why(lambda: save(guest, "", wish(who), now=NOW)) == "not_allowed"
    for act in (
        lambda: save(who, hers, wish(who)),
        lambda: pause(who, hers, True),
        lambda: remove(who, hers),
    ):
        assert why(act) == "gone"
    assert why(lambda: listening_staff.save(who, "Jana Kern")) == "not_allowed"


def test_a_search_for_one_of_ours_is_neither_made_nor_previewed_until_an_owner_allows_it_for_a_while(
    who: Who, owner: Who
) -> None:
    builders.member(name="Jana Kästner", email="jana.kaestner@example.org")
    about = wish(who, query="radwerk kaestner")
    with pytest.raises(Declined) as declined:
        save(who, "", about, now=NOW)
    assert (declined.value.code, declined.value.data) == (
        "refused",
        {"concerns": Concerns(("kaestner",), ())},
    )
    assert why(lambda: listening_preview.preview(who, "", about, now=NOW)) == "refused"
    asked = replace(about, allow_why=REASON, allow_until=(NOW + timedelta(days=14)).date())
    assert why(lambda: save(who, "", asked, now=NOW)) == "refused"
    assert why(lambda: save(owner, "", replace(asked, allow_why="so"), now=NOW)) == "allow_why"
    assert why(lambda: save(owner, "", replace(asked, allow_until=None), now=NOW)) == "allow_until"

    made = save(owner, "", asked, now=NOW)
    assert AuditEntry.objects.get(verb="listening.allowed").thing_id == made
    save(who, made, about, now=NOW)  # its owner changes nothing about whom it is about: the exception stays
    assert listening_searches.sweep(now=NOW + timedelta(days=13)) == 0
    assert listening_searches.sweep(now=NOW + timedelta(days=15)) == 1
    assert ListeningSearch.objects.get().paused_why == "exception"
    assert why(lambda: pause(owner, made, False, now=NOW + timedelta(days=15))) == "exception_over"
    save(owner, made, wish(who), now=NOW + timedelta(days=15))  # about nobody any more: it listens again
    assert ListeningSearch.objects.get().paused_at is None


def test_lists_of_authors_are_for_those_who_speak_for_more_than_themselves(who: Who) -> None:
    limited = wish(who, query="akku from:@erika.example,@blatt.example")
    press = Marked("blatt.example", Kind.PRESS, "imprint on its website")
    with pytest.raises(Declined) as declined:
        save(who, "", replace(limited, authors=(press,)), now=NOW)
    assert declined.value.data == {"concerns": Concerns((), ("erika.example",))}
    office = Marked("erika.example", Kind.OFFICE, "the mayor's office")
    assert save(who, "", replace(limited, authors=(press, office)), now=NOW)


def test_who_comes_or_is_listed_later_is_not_listened_for_from_then_on(who: Who, owner: Who) -> None:
    save(who, "", wish(who, query="radwerk hollerbach"), now=NOW)
    assert listening_searches.sweep(now=NOW) == 0
    assert (
        listening_staff.save(
            owner, "Ruth Hollerbach, ruth.rad.example\n\n Ruth  Hollerbach, ruth.rad.example", now=NOW
        )
        == 1
    )
    kept = ListeningSearch.objects.get()
    assert (kept.paused_why, AuditEntry.objects.get(verb="listening.stopped").why) == (
        "staff",
        "listening:staff",
    )
    assert why(lambda: save(who, "", wish(who, query="#rad from:@ruth.rad.example"), now=NOW)) == "refused"


def test_whoever_lets_somebody_go_answers_for_her_searches(answers: Member, owner: Who) -> None:
    who = builders.who(answers)
    made = save(who, "", wish(who), now=NOW)
    people.deactivate(owner, who.public_id, now=NOW)
    assert ListeningSearch.objects.get().owner_id == owner.id
    assert AuditEntry.objects.get(verb="listening.given").thing_id == made


def test_what_hears_more_than_anybody_can_read_pauses_until_somebody_changes_it(
    who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening_searches, "FLOOD", 2)
    made = save(who, "", wish(who, query="der"), now=NOW)
    search = ListeningSearch.objects.get()
    for n in range(3):
        assert listening_searches.sweep(now=NOW + timedelta(hours=1)) == 0
        Heard.objects.create(
            search=search, realm="bluesky", remote_id=str(n), text="der", at=NOW, heard_at=NOW
        )
    assert listening_searches.sweep(now=NOW + timedelta(hours=30)) == 0  # a day later they are no flood
    assert listening_searches.sweep(now=NOW + timedelta(hours=1)) == 1
    assert ListeningSearch.objects.get().paused_why == "many"
    assert AuditEntry.objects.get(verb="listening.stopped").why == "listening:many"
    pause(who, made, False, now=NOW + timedelta(hours=2))
    assert listening_searches.sweep(now=NOW + timedelta(hours=3)) == 0
