"""What is abusive stands nowhere before somebody chooses to read it; and for whoever wants to see it at once, everywhere."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_review import out
from tests.flow.test_second_pair import asking
from tests.there import there
from zuruf.flow import fact_ask, many, many_making, review_draw
from zuruf.store.models import Conversation, FactAsk, Member, Message, MessageAssessment

pytestmark = pytest.mark.django_db
WORD = "Vollpfosten"
TEXT = f"Ihr seid solche {WORD} und ein Saftladen."
Page = Callable[[Client], str]


def abusive(m: Message) -> Message:
    why = {"code": "words", "words": [WORD]}
    found = {"label": "intent", "value": "abuse", "probability": 0.95, "reasons": [why]}
    MessageAssessment.objects.create(message=m, findings=[found], made_at=NOW)
    return m


def signed_in(member: Member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member)
    return client


def open_to_view(html: str) -> str:
    """Without what is folded away behind a veil."""
    return re.sub(r'<details class="veil">.*?</details>', "", html, flags=re.S)


def check(member: Member, pages: list[Page]) -> None:
    for unveiled in (False, True):
        Member.objects.filter(pk=member.pk).update(unveiled=unveiled)
        client = signed_in(member)
        told = [WORD in open_to_view(page(client)) for page in pages]
        assert told == [unveiled] * len(pages)


def test_a_conversation_its_line_and_what_can_be_done_with_it_keep_the_veil(answers: Member) -> None:
    builders.organisation()
    c = builders.conversation(builders.account("bluesky"), text="Hallo!")
    abusive(builders.message(c, text=TEXT, order_at=NOW + timedelta(minutes=1)))
    Conversation.objects.filter(pk=c.pk).update(preview=TEXT, message_count=2)
    check(
        answers,
        [
            lambda client: client.get("/desk/us/").content.decode(),
            lambda client: client.get(f"/desk/us/{c.public_id}/").content.decode(),
            lambda client: client.get(reverse("abuse", args=[c.public_id])).content.decode(),
            lambda client: client.post("/bulk/", {"verb": "ask", "c": f"{c.public_id}.1-1"}).content.decode(),
            lambda client: client.get(f"/many/?conversation={c.public_id}").content.decode(),
        ],
    )


def test_what_waits_for_approval_at_its_network_says_so_and_is_approved(answers: Member) -> None:
    c = builders.conversation(builders.account("wordpress"), text="Darf das hinein?")
    Message.objects.filter(conversation=c).update(ref={"held": "1", "comment": "7"})
    client = signed_in(answers)
    thread = client.get(reverse("conversation", args=["us", c.public_id])).content.decode()
    page = client.get(reverse("abuse", args=[c.public_id])).content.decode()

    form = re.search(r'action="([^"]*/act/)" class="notice"', page)
    assert "waits for approval there" in thread
    assert "Mark as spam" in page
    assert "Hold it for approval" not in page
    assert form
    done = client.post(form[1], {"measure": "approve"}, follow=True).content.decode()
    assert "It will be approved within seconds" in done
    assert "It waits for approval there." not in done


def test_an_answer_that_is_looked_at_afterwards_keeps_the_veil_over_its_question() -> None:
    builders.organisation(mandates=True)
    owner, author, looks = (builders.member(role=role) for role in ("owner", "desk", "desk"))
    sent = out(author, builders.mandate(member=author, granted_by=owner))
    Message.objects.filter(pk=abusive(there(sent.draft.answers)).pk).update(text=TEXT)
    review_draw.draw(NOW)
    check(looks, [lambda client: client.get(reverse("reviews")).content.decode()])


def test_a_second_pair_of_eyes_on_one_answer_to_many_is_spared_too(answers: Member) -> None:
    builders.organisation()
    asking()
    eyes = builders.member(second_pair=True)
    c = builders.conversation(text=TEXT)
    batch = many.begin(builders.who(answers), [c.public_id], text="Wir erstatten den Preis.")
    many.send(builders.who(answers), batch)
    while many_making.step():
        pass
    abusive(c.messages.get())
    check(eyes, [lambda client: client.get(f"/many/{batch}/look/").content.decode()])


def test_what_goes_along_with_a_question_for_a_fact_is_veiled_outside_too(answers: Member) -> None:
    m = abusive(builders.conversation(text=TEXT).messages.get())
    made = fact_ask.ask(
        builders.who(answers),
        m.conversation.public_id,
        "Stimmt das?",
        email="w@example.org",
        messages=[m.public_id],
    )
    row = FactAsk.objects.get(public_id=made)
    outside = Client().get(f"/fact/{fact_ask.link(row.public_id, row.link)}/").content.decode()
    assert WORD in outside
    assert WORD not in open_to_view(outside)


def test_an_abusive_example_of_a_guideline_keeps_the_veil() -> None:
    toml = (
        'id = "calm"\ntitle = "Ruhig"\nwhy = "So."\n[when]\nasked_words = ["Arschloch"]\n[then]\nverdict = "ask"\n'
        'say = "Zu zweit."\n[[example]]\ntext = "Bitte bleiben Sie sachlich."\nverdict = "ask"\nasked = "Du dummes Arschloch!"\n'
        '[[example]]\ntext = "Ja."\nverdict = "go"\n'
    )
    owner = builders.member(role="owner")
    switched_on(toml, owner)
    page = signed_in(owner).get("/guidelines/calm/").content.decode()
    tried = page.split('<ul class="tried">')[1].split("</ul>")[0]
    assert "dummes" in tried
    assert "dummes" not in open_to_view(tried)
