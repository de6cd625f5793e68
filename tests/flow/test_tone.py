"""The tone check in its surroundings: thread, account, organisation; and that nothing of it is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import Kind as DeliveryKind
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_settings import LONGEST, AccountTone, account_tone, kinds, usual_greeting
from zuruf.flow import tone
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery, Draft, Member, Organisation


@pytest.fixture(autouse=True)
def _anew() -> None:
    """Every test has a database of its own, and so its own habits."""
    tone._usual.cache_clear()
    tone._print.cache_clear()


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def owner(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation(text="Kann ich bei dir auch mit Karte zahlen?")


def said(who: Who, here: Conversation, text: str) -> list[tuple[Kind, str]]:
    return [(f.kind, text[f.start : f.end]) for f in tone.look(who, here.public_id, text).findings]


def test_a_look_keeps_nothing(who: Who, here: Conversation) -> None:
    assert (Kind.EMPTY_REGRET, "bedauern die Unannehmlichkeiten") in said(
        who, here, "Wir bedauern die Unannehmlichkeiten."
    )
    assert (Draft.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_the_signature_is_no_part_of_the_answer(who: Who, here: Conversation) -> None:
    assert tone.look(who, here.public_id, " [AP]").findings == ()
    (found,) = tone.look(who, here.public_id, "Ja, mit Karte. Mittels App auch. [AP]").findings
    assert (found.start, found.end) == (15, 22)


def test_who_only_reads_is_told_nothing(elsewhere: Member, here: Conversation) -> None:
    with pytest.raises(Declined, match="may_not"):
        tone.look(builders.who(elsewhere), here.public_id, "Ja")


def test_a_conversation_that_is_not_there_is_said(who: Who) -> None:
    with pytest.raises(Declined, match="gone"):
        tone.look(who, "nothere", "Ja")


def test_an_account_speaks_as_its_owner_set_it(owner: Who, who: Who, here: Conversation) -> None:
    tone.set_account(owner, here.account.public_id, AccountTone(address="sie", gender="colon"), now=NOW)
    assert said(who, here, "Ja, du kannst mit Karte zahlen.") == [
        (Kind.ADDRESS, "du"),
        (Kind.ADDRESS, "kannst"),
    ]
    tone.set_account(owner, here.account.public_id, AccountTone(address="asker"), now=NOW)
    assert said(who, here, "Ja, du kannst mit Karte zahlen.") == []
    entry = AuditEntry.objects.filter(verb="account.tone_set").last()
    assert entry is not None
    assert entry.data["address"] == "asker"


def test_what_we_said_first_in_a_thread_stays(owner: Who, who: Who, here: Conversation) -> None:
    tone.set_account(owner, here.account.public_id, AccountTone(address="du"), now=NOW)
    builders.message(
        here, ours=True, contact=None, text="Das sehen Sie im Konto.", order_at=NOW - timedelta(days=1)
    )
    assert said(who, here, "Ja, mit Karte. Das siehst du im Konto.") == [
        (Kind.ADDRESS, "siehst"),
        (Kind.ADDRESS, "du"),
    ]


def test_a_kind_is_off_for_the_organisation_or_for_one_account(
    owner: Who, who: Who, here: Conversation
) -> None:
    text = "Ja, mit Karte. Mittels App wird es auch geprüft."
    assert [k for k, _w in said(who, here, text)] == [Kind.OFFICIALESE, Kind.PASSIVE]
    tone.set_house(owner, {Kind.PASSIVE}, "", now=NOW)
    assert [k for k, _w in said(who, here, text)] == [Kind.OFFICIALESE]
    tone.set_account(owner, here.account.public_id, AccountTone(frozenset({Kind.OFFICIALESE})), now=NOW)
    assert said(who, here, text) == []


def test_the_organisations_own_print_is_known_as_soon_as_it_is_saved(
    owner: Who, who: Who, here: Conversation
) -> None:
    text = "Ja. Jedes Rad entsteht von Hand in unserer Werkstatt am Kanal."
    assert said(who, here, text) == []
    tone.set_house(owner, (), "Jedes Rad entsteht von Hand in unserer Werkstatt am Kanal.", now=NOW)
    assert [k for k, _w in said(who, here, text)] == [Kind.BROCHURE]
    entry = AuditEntry.objects.get(verb="organisation.tone_set")
    assert "Werkstatt" not in str(entry.data)


def test_house_rules_and_posts_are_print(who: Who, here: Conversation) -> None:
    Organisation.objects.update(
        house_rules={"de": "Wir freuen uns über jede sachliche Meinung auf dieser Seite."}
    )
    assert [
        k for k, _w in said(who, here, "Ja. Wir freuen uns über jede sachliche Meinung auf dieser Seite.")
    ] == [Kind.BROCHURE]


def test_only_an_owner_sets_how_we_speak(who: Who, here: Conversation) -> None:
    acts: list[Callable[[], object]] = [
        lambda: tone.set_house(who, (), "", now=NOW),
        lambda: tone.set_account(who, here.account.public_id, AccountTone(), now=NOW),
    ]
    for act in acts:
        with pytest.raises(Declined, match="not_allowed"):
            act()
    assert AuditEntry.objects.count() == 0


def test_too_much_print_and_an_unknown_account_are_declined(owner: Who) -> None:
    with pytest.raises(Declined, match="texts_long"):
        tone.set_house(owner, (), "x" * (LONGEST + 1), now=NOW)
    with pytest.raises(Declined, match="unknown_account"):
        tone.set_account(owner, "nothere", AccountTone(), now=NOW)


def answered(account: Account, author: Member, texts: list[str]) -> None:
    for text in texts:
        of = builders.conversation(account)
        draft = builders.draft(of, author, text=text, state="sent")
        Delivery.objects.create(
            draft=draft, conversation=of, account=account, author=author, kind=DeliveryKind.REPLY,
            payload={"text": text}, state=DeliveryState.PUBLISHED, queued_at=NOW, not_before=NOW, recall_until=NOW,
            published_at=NOW,
        )  # fmt: skip


def test_an_account_that_always_greets_misses_a_greeting(
    answers: Member, who: Who, here: Conversation
) -> None:
    assert said(who, here, "Ja, mit Karte.") == []
    answered(here.account, answers, ["Guten Tag, ja."] * 8)
    assert said(who, here, "Ja, mit Karte.") == [(Kind.GREETING, "")]
    assert said(who, here, "Guten Tag, ja, mit Karte.") == []


@pytest.mark.parametrize(
    ("greeted", "named", "habit"),
    [
        ([True] * 7, [False] * 7, ""),
        ([True] * 8, [False] * 8, "greeting"),
        ([True] * 10, [True] * 8 + [False] * 2, "name"),
        ([True] * 6 + [False] * 4, [False] * 10, ""),
        ([False] * 15, [False] * 15, ""),
        ([False] * 16, [False] * 16, "none"),
    ],
)
def test_a_habit_needs_enough_answers(greeted: list[bool], named: list[bool], habit: str) -> None:
    assert usual_greeting(greeted, named) == habit


@pytest.mark.parametrize(
    "stored", [{}, {"off": "passive", "address": 3}, {"off": [1, "x"], "gender": None, "greets": "loud"}]
)
def test_what_is_stored_oddly_is_as_if_nothing_were_set(stored: dict[str, object]) -> None:
    assert account_tone(stored) == AccountTone()
    assert kinds(stored.get("off")) == frozenset()
