"""Holds on pages: one click holds, who is named releases, what is overdue asks, what was in flight is proven."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from zuruf.core.hold import Covers
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import holds, incident, outbox
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Delivery, Hold, Member, Team
from zuruf.store.queries import outbox_page
from zuruf.store.queries.outbox_page import Shelf
from zuruf.web import hold_words

ClientOf = Callable[[Member], Client]
PAGE = "outbox"


@pytest.fixture
def lifter(second_pair: Member) -> Member:
    return second_pair


def queue(by: Member, kind: Kind = Kind.REPLY, minutes_ago: int = 0, **over: object) -> Delivery:
    """A reply in the outbox since *minutes_ago*, on our own page."""
    account = Account.objects.filter(channel="talk").first() or builders.account(name="Unsere Seite")
    draft = builders.draft(builders.conversation(account), by, state=DraftState.SENT)
    at = clock() - timedelta(minutes=minutes_ago)
    row = outbox.queue(builders.who(by), draft, text=f"Vor {minutes_ago} min", kind=kind.value, now=at)
    Delivery.objects.filter(pk=row.pk).update(**over)
    return row


def shelves() -> dict[Shelf, set[str]]:
    return {one.shelf: {row.public_id for row in one.rows} for one in outbox_page.page(clock()).lists}


def english(client: Client) -> str:
    return client.get(reverse(PAGE), HTTP_ACCEPT_LANGUAGE="en").content.decode()


@pytest.mark.parametrize(
    ("button", "says"), [("posts", "Posts are held, answers flow"), ("all", "Posts and answers are held")]
)
def test_one_click_holds_and_every_page_says_so_at_once(
    answers: Member, client_of: ClientOf, button: str, says: str
) -> None:
    Member.objects.update(language="en")
    client = client_of(answers)
    assert 'class="banner"' in english(client)
    assert says not in english(client)
    client.post(reverse("hold"), {"covers": button, "reason": "Störung im Werk"})
    held = Hold.objects.get()
    assert (held.covers, held.account, held.team, held.incident, held.reason) == (
        button,
        None,
        None,
        None,
        "Störung im Werk",
    )
    for address in (reverse(PAGE), reverse("desk", args=["us"]), reverse("people"), reverse("banner")):
        page = client.get(address).content.decode()
        assert says in page
        assert "Störung im Werk" in page


def test_without_a_word_about_what_it_covers_posts_are_held(answers: Member, client_of: ClientOf) -> None:
    client_of(answers).post(reverse("hold"))
    assert Hold.objects.get().covers == Covers.POSTS


def test_a_hold_on_one_account_team_or_incident_is_no_banner_but_stands_on_the_page(
    answers: Member, client_of: ClientOf
) -> None:
    Member.objects.update(language="en")
    account, team = builders.account(name="Unsere Seite"), Team.objects.create(name="Werkstatt")
    storm = incident.begin(builders.who(answers), "Streik am Montag")
    client = client_of(answers)
    for on in (f"account:{account.public_id}", f"team:{team.public_id}", f"incident:{storm}"):
        client.post(reverse("hold"), {"on": on, "covers": "all"})
    page = english(client)
    for name in ("Account Unsere Seite", "Team Werkstatt", "Incident Streik am Montag"):
        assert f"{name}: posts and answers" in page
    assert "Some of it is held" in page
    assert client.get(reverse("banner")).content.decode().strip() == ""
    assert (
        client.get(reverse("incident", args=[storm])).content.decode().count("A hold lies on this incident")
        == 1
    )


def test_who_is_not_named_reads_who_may_release_and_has_no_button(
    answers: Member, lifter: Member, client_of: ClientOf
) -> None:
    Member.objects.update(language="en")
    held = holds.hold(builders.who(answers))
    lift = reverse("lift", args=[held])
    page = english(client_of(answers))
    assert lift not in page
    assert f"Released by: {lifter.name}" in page
    client_of(answers).post(lift)
    assert Hold.objects.get().lifted_at is None
    assert lift in english(client_of(lifter))


def test_releasing_says_what_is_still_held(answers: Member, lifter: Member, client_of: ClientOf) -> None:
    Member.objects.update(language="en")
    account = builders.account(name="Unsere Seite")
    who, client = builders.who(answers), client_of(lifter)
    one, everything = holds.hold(who, account.public_id), holds.hold(who)

    def said() -> str:
        return str(next(iter(client.get(reverse(PAGE)).context["messages"])))

    client.post(reverse("lift", args=[one]))
    assert "nothing goes out yet" in said()
    holds.hold(who, account.public_id)
    client.post(reverse("lift", args=[everything]))
    assert "Still held: Account Unsere Seite: posts and answers." in said()


def test_what_became_overdue_asks_the_longest_first_and_goes_when_somebody_says_so(
    answers: Member, lifter: Member, client_of: ClientOf
) -> None:
    Member.objects.update(language="en")
    held = holds.hold(builders.who(answers))
    rows = [queue(answers, minutes_ago=n) for n in (5, 50, 20)]
    page = english(client_of(answers))
    assert page.count('data-phase="held"') == 3
    assert "3 replies wait under it" in page
    answer = client_of(lifter).post(reverse("lift", args=[held]), follow=True).content.decode()
    assert "3 replies are overdue and wait for a yes." in answer
    assert "Send all 3 now" in answer
    places = [answer.index(f"Vor {n} min") for n in (50, 20, 5)]
    assert places == sorted(places)
    client_of(answers).post(reverse("say_yes", args=[rows[1].public_id]))
    assert not Delivery.objects.get(pk=rows[1].pk).wants_yes
    page = client_of(answers).get(reverse(PAGE)).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert seen.split() == [rows[2].public_id, rows[0].public_id], "the longest wait first"
    later = queue(answers, wants_yes=True)
    answer = client_of(answers).post(reverse("say_yes_to_all"), {"seen": seen}, follow=True).content.decode()
    assert "2 replies go out, and can be recalled until they do." in answer
    assert list(Delivery.objects.filter(wants_yes=True)) == [later], "nobody saw that one"


def test_a_hold_says_what_is_scheduled_and_what_covers_it_too(
    answers: Member, lifter: Member, client_of: ClientOf
) -> None:
    Member.objects.update(language="en")
    row, ahead = queue(answers), clock() + timedelta(hours=3)
    later = queue(answers, scheduled_for=ahead, not_before=ahead)
    narrow = holds.hold(builders.who(answers), row.account.public_id)
    holds.hold(builders.who(answers))
    page = " ".join(client_of(answers).get(reverse(PAGE)).content.decode().split())
    one = page.split(f'id="h-{narrow}"')[1].split('class="one-hold"')[0]
    assert "1 reply waits under it. 1 is scheduled for an hour that is still to come." in one
    assert "“Everywhere: posts and answers” covers this too" in one
    assert "None was on its way." in one
    assert "Scheduled: " in page.split(f'id="d-{later.public_id}"')[1].split("</article>")[0]


def test_the_page_proves_what_was_in_flight_and_how_it_ended(
    answers: Member, lifter: Member, client_of: ClientOf
) -> None:
    Member.objects.update(language="en")
    out, unclear = (queue(answers, state="sending") for _ in range(2))
    held = holds.hold(builders.who(answers))
    there = {"permalink": "https://social.example/1"}
    Delivery.objects.filter(pk=out.pk).update(state="published", published_at=clock(), **there)
    Delivery.objects.filter(pk=unclear.pk).update(state="unclear", permalink="javascript:alert(1)")
    for _ in range(2):  # live, and after it was released
        page = english(client_of(lifter))
        proof = page.split(f'id="h-{held}"')[1].split("</details>")[0]
        assert "2 were on their way when the hold was placed" in " ".join(proof.split())
        assert "unclear whether it arrived" in proof
        assert "out, " in proof
        assert 'href="https://social.example/1"' in proof
        assert "javascript:" not in proof
        holds.lift(builders.who(lifter), held)


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("language", ["de", "en"])
def test_however_it_ended_it_is_said_in_words(state: DeliveryState, language: str) -> None:
    with translation.override(language):
        said = hold_words.ended(state, "14:02")
    assert said.replace(", ", "").isprintable()
    assert "_" not in said
    assert (language == "de") <= (said != str(state))


def test_every_reply_stands_in_exactly_one_list(answers: Member, lifter: Member) -> None:
    """Also under a hold, and whatever it waits for."""
    now = clock()
    hour = timedelta(hours=1)
    off = builders.account("bluesky", state="not_connected")
    rows = {
        queue(answers): Shelf.GOING,
        queue(answers, state="sending"): Shelf.GOING,
        queue(answers, scheduled_for=now + hour, not_before=now + hour): Shelf.SCHEDULED,
        queue(answers, not_before=now + hour, attempts=1): Shelf.WAITING,
        queue(answers, account=off, wait_for_account=True): Shelf.WAITING,
        queue(answers, follows=queue(answers, state="unclear")): Shelf.WAITING,
        queue(answers, wants_yes=True): Shelf.YES,
        queue(answers, kind=Kind.POST): Shelf.HELD,
        queue(answers, kind=Kind.POST, wants_yes=True): Shelf.HELD,
        queue(answers, state="unclear"): Shelf.UNCLEAR,
        queue(answers, state="published", missing_since=now): Shelf.MISSING,
        queue(answers, state="published"): Shelf.OUT,
        queue(answers, state="refused"): Shelf.BACK,
    }
    holds.hold(builders.who(answers), covers=Covers.POSTS)
    found = shelves()
    for row, shelf in rows.items():
        assert [name for name, ids in found.items() if row.public_id in ids] == [shelf], shelf
    page = outbox_page.page(now)
    assert sum(page.counts.values()) == sum(len(one.rows) for one in page.lists if one.shelf in page.counts)


def test_a_long_list_shows_a_few_and_leads_to_its_own_pages(answers: Member, client_of: ClientOf) -> None:
    Member.objects.update(language="en")
    for _ in range(outbox_page.PAGE + 1):
        queue(answers, state="unclear")
    client = client_of(answers)
    page = english(client)
    assert page.count('data-phase="unclear"') == outbox_page.FEW
    assert f"All {outbox_page.PAGE + 1}" in page
    address = reverse(PAGE) + "?show=unclear"
    assert client.get(address).content.decode().count('data-phase="unclear"') == outbox_page.PAGE
    assert "page=2" in client.get(address).content.decode()
    last = client.get(address + "&page=2").content.decode()
    assert (last.count('data-phase="unclear"'), "page=3" in last) == (1, False)


@pytest.mark.parametrize(
    "query", ["?show=nosuch", "?show=held&page=0", "?show=held&page=99", "?show=held&page=x"]
)
def test_an_odd_address_is_a_page_all_the_same(answers: Member, client_of: ClientOf, query: str) -> None:
    assert client_of(answers).get(reverse(PAGE) + query).status_code == 200


def test_why_an_account_waits_and_until_when_is_said_once(answers: Member, client_of: ClientOf) -> None:
    Member.objects.update(language="en")
    sky = builders.account("bluesky", name="Radwerk auf Bluesky")
    later = clock() + timedelta(hours=1)
    for _ in range(3):
        queue(answers, account=sky, attempts=1, not_before=later, why="code:budget")
    page = outbox_page.page(clock())
    assert [(s.account, s.why, s.count, s.until) for s in page.stalled] == [
        ("Radwerk auf Bluesky", "budget", 3, later)
    ]
    assert "allowance is used up" in english(client_of(answers))


def test_what_changed_is_asked_for_without_the_form_that_somebody_fills_in(
    answers: Member, client_of: ClientOf
) -> None:
    part = client_of(answers).get(reverse(PAGE), HTTP_X_PART="lists").content.decode()
    assert 'id="standing"' in part
    assert 'id="lists"' in part
    assert "<form" not in part
    assert "<html" not in part
