"""Our own public page over HTTP: what the public gets and what stays in a form. What the desk decides: test_talk_desk.py."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.flow.talking import answered, write
from tests.there import there
from tests.web.talk_page import now_written, removed, send
from zuruf.core.colour import contrast, luminance
from zuruf.core.talk import FULL, LONGEST, LONGEST_NAME
from zuruf.flow import moderation, talk_guard
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Member, Message, Organisation, TalkPost, TalkReport

pytestmark = pytest.mark.django_db


def test_writing_leads_to_a_thank_you_with_the_secret_link_and_sets_no_cookie(public: Client) -> None:
    answer = send(public, name="Ms K.")
    assert answer.status_code == 302
    thanks = public.get(answer["Location"])
    post = TalkPost.objects.get()
    secret = there(re.search(r"/talk/mine/([0-9a-f]{32})/", answer["Location"]))[1]
    assert f'value="http://127.0.0.1:8000/talk/mine/{secret}/"' in thanks.content.decode()
    assert "Thank you, it has arrived." in thanks.content.decode()
    assert f"/talk/{post.public_id}/" in thanks.content.decode()
    assert not public.cookies
    assert thanks["X-Robots-Tag"] == "noindex, nofollow"
    assert thanks["Referrer-Policy"] == "no-referrer"
    assert thanks["Cache-Control"] == "no-store"


def test_the_form_of_the_page_itself_can_be_sent(public: Client) -> None:
    token = there(re.search(r'name="token" value="([^"]+)"', public.get("/talk/").content.decode()))[1]
    assert public.post("/talk/", {"token": token, "text": "Hello?"}).status_code == 302
    assert TalkPost.objects.get().guard == "fast"


def test_sending_the_same_form_twice_ends_at_the_same_place(public: Client) -> None:
    form = {"token": talk_guard.open_form(now=clock() - timedelta(minutes=1)), "text": "Hello?"}
    assert public.post("/talk/", form)["Location"] == public.post("/talk/", form)["Location"]
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"text": " \u200b "}, 422, "There are no words in it yet"),
        ({"text": "y" * (LONGEST + 1007)}, 422, "That is 1,007 characters too long (5,000 fit)"),
        ({"text": "Hello?", "name": "n" * (LONGEST_NAME + 1)}, 422, "The name is too long"),
        ({"text": "Hello?", "token": "forged"}, 422, "please send it once more"),
        ({"text": "Hello?", "token": ""}, 422, "please send it once more"),
    ],
)
def test_what_is_declined_stays_in_the_form_with_a_word_what_to_do(
    public: Client, given: dict[str, str], status: int, said: str
) -> None:
    answer = send(public, **{"name": "Ms K.", **given})
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert given["text"].strip() in page
    assert given.get("name", "Ms K.") in page
    assert 'role="alert"' in page
    assert not Message.objects.exists()


def test_after_a_stale_form_the_next_press_works(public: Client) -> None:
    token = talk_guard.open_form(now=clock() - timedelta(hours=30))
    page = public.post("/talk/", {"token": token, "text": "Hello?"}).content.decode()
    fresh = there(re.search(r'name="token" value="([^"]+)"', page))[1]
    assert fresh != token
    assert public.post("/talk/", {"token": fresh, "text": "Hello?"}).status_code == 302


def test_too_many_says_when_and_keeps_the_text(public: Client) -> None:
    for n in range(FULL[0]):
        now_written(f"Question {n}", sender="127.0.0.1")
    answer = send(public, text="One more")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3601
    assert "One more" in answer.content.decode()
    assert re.search(r"send it again at \d\d:\d\d\.", answer.content.decode())


def test_a_body_beyond_all_measure_is_answered_plainly(public: Client) -> None:
    answer = public.post("/talk/", {"token": "x", "text": "y" * 3_000_000})
    assert answer.status_code == 413
    assert "far too long" in answer.content.decode()


def test_a_paused_page_says_so_and_keeps_the_text(public: Client) -> None:
    now_written()
    Account.objects.update(enabled=False)
    answer = send(public, text="Still there?")
    assert answer.status_code == 503
    assert "Still there?" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"]
)
def test_markup_in_every_field_is_shown_as_it_was_typed(public: Client, text: str) -> None:
    send(public, text=text, name=text[:50])
    post = TalkPost.objects.get()
    for path in ("/talk/", f"/talk/{post.public_id}/", f"/talk/report/{post.public_id}/", "/talk/embed/"):
        page = public.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert ("{{" in text) == ("{{ 7|add:7 }}" in page)


def test_links_of_the_public_are_not_links_but_ours_are(public: Client, answers: Member) -> None:
    posted = now_written("See https://a.example")
    answered(posted, answers, "Here: https://b.example", at=clock())
    page = public.get(f"/talk/{posted.thread}/").content.decode()
    assert 'href="https://a.example"' not in page
    assert 'href="https://b.example" rel="noopener noreferrer nofollow"' in page


def test_the_page_follows_the_browser_and_the_switch_is_remembered(house: Organisation) -> None:
    visitor = Client(headers={"accept-language": "de"})
    assert "Was möchten Sie wissen?" in visitor.get("/talk/").content.decode()
    assert "What would you like to know?" in visitor.get("/talk/?lang=en").content.decode()
    assert "What would you like to know?" in visitor.get("/talk/").content.decode()
    assert {c: visitor.cookies[c].value for c in visitor.cookies} == {"zuruf_language": "en"}
    assert visitor.get("/talk/?lang=xx").status_code == 200


def test_it_carries_the_organisations_name_and_colour_and_not_ours(public: Client) -> None:
    page = public.get("/talk/").content.decode()
    assert "Radwerk Lindenau" in page
    assert "Zuruf" not in page
    assert "--brand:#0f5c4a;--brand-ink:#ffffff" in public.get("/talk/colour.css").content.decode()
    Organisation.objects.update(colour="#FFD400")
    assert "--brand:#ffd400;--brand-ink:#000000" in public.get("/talk/colour.css").content.decode()
    assert 'fill="#FFD400"' in public.get("/talk/icon.svg").content.decode()


@pytest.mark.parametrize("colour", ["#ffd400", "#0f5c4a", "#101418", "#ffffff"])
def test_in_the_dark_the_head_of_the_page_is_dim_and_its_words_are_not(public: Client, colour: str) -> None:
    Organisation.objects.update(colour=colour)
    dark = public.get("/talk/colour.css").content.decode().split("@media")[1]
    band, ink = there(re.search(r"--band:(#\w+);--band-ink:(#\w+)", dark)).groups()
    assert contrast(band, ink) >= 11
    assert luminance(band) < 0.04


def test_imprint_privacy_and_contact_are_linked_when_set(public: Client) -> None:
    links = {"imprint_url": "https://r.example/i", "privacy_url": "https://r.example/p"}
    Organisation.objects.update(contact_point="press@r.example", **links)
    page = public.get("/talk/").content.decode()
    assert 'href="https://r.example/i"' in page
    assert 'href="https://r.example/p"' in page
    assert "press@r.example" in public.get("/talk/rules/").content.decode()


def test_what_is_missing_is_told_to_an_owner_only(
    public: Client, second_pair: Member, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    told = "Only you see this"
    english = {"accept-language": "en"}
    assert told not in public.get("/talk/").content.decode()
    assert told not in client_of(answers).get("/talk/", headers=english).content.decode()
    page = client_of(second_pair).get("/talk/", headers=english).content.decode()
    assert told in page
    assert reverse("organisation") in page


def test_before_the_organisation_is_named_the_page_is_not_open(client: Client) -> None:
    builders.organisation(name="")
    assert client.get("/talk/").status_code == 503


def test_house_rules_are_the_organisations_own_or_ours(public: Client) -> None:
    assert "No insults, no threats" in public.get("/talk/rules/").content.decode()
    Organisation.objects.update(house_rules={"de": "1. Seid nett.\n\n- Bleibt beim Thema.", "en": "Be kind."})
    assert "Be kind." in public.get("/talk/rules/").content.decode()
    german = public.get("/talk/rules/?lang=de").content.decode()
    assert '<li dir="auto">Seid nett.</li>' in german
    assert '<li dir="auto">Bleibt beim Thema.</li>' in german


def test_house_rules_in_another_language_say_which(public: Client) -> None:
    Organisation.objects.update(house_rules={"de": "Seid nett.", "en": " "})
    page = public.get("/talk/rules/").content.decode()
    assert '<ul class="rules" lang="de"><li dir="auto">Seid nett.' in page
    Organisation.objects.update(house_rules={"de": "Seid nett.", "en": "Be kind."})
    assert '<ul class="rules"><li dir="auto">Be kind.' in public.get("/talk/rules/").content.decode()


def test_a_broken_rule_is_told_in_the_readers_language(public: Client, answers: Member) -> None:
    Organisation.objects.update(
        house_rules={"de": "Seid nett.\nBleibt dabei.", "en": "Be kind.\nStay on it."}
    )
    posted = now_written()
    who = builders.who(answers)
    moderation.remove(who, posted.public_id, "Bleibt dabei.", "It is about the weather.")
    assert "“Stay on it.”" in public.get(f"/talk/{posted.thread}/").content.decode()
    assert "„Bleibt dabei.“" in public.get(f"/talk/{posted.thread}/?lang=de").content.decode()
    Organisation.objects.update(house_rules={"de": "Bleibt dabei."})
    page = public.get(f"/talk/mine/{posted.secret}/?lang=en").content.decode()
    assert '<span lang="de">“Bleibt dabei.”</span>' in page
    moderation.restore(who, posted.public_id)
    moderation.remove(who, posted.public_id, "Own <b>words</b>", "It is about the weather.")
    assert (
        "“Own &lt;b&gt;words&lt;/b&gt;”"
        in public.get(f"/talk/mine/{posted.secret}/?lang=en").content.decode()
    )


def test_a_thread_has_a_permanent_link_and_an_anchor_for_each_message(
    public: Client, answers: Member
) -> None:
    posted = now_written()
    delivery = answered(posted, answers, "On its way. [AP]", at=clock())
    page = public.get(f"/talk/{posted.thread}/").content.decode()
    root = Message.objects.get(ours=False)
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/talk/{posted.thread}/">' in page
    assert f'id="{root.remote_id}"' in page
    assert f'id="{delivery.remote_id}"' in page
    assert "On its way. [AP]" in page
    assert "answered at once" in page


def test_the_address_of_a_reply_and_the_desks_lead_to_the_thread(public: Client) -> None:
    first = now_written()
    reply = now_written("Me too.", thread=first.thread)
    for other in (reply.public_id, there(Message.objects.first()).conversation.public_id):
        answer = public.get(f"/talk/{other}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/talk/{first.thread}/")


@pytest.mark.parametrize("path", ["/talk/222222222222/", "/talk/%00%00/", "/talk/'--/", "/talk/mine/xyz/", "/talk/report/222222222222/"])  # fmt: skip
def test_what_is_not_there_is_not_found(public: Client, path: str) -> None:
    assert public.get(path).status_code == 404


def test_an_unknown_secret_link_says_what_may_be_wrong(public: Client) -> None:
    answer = public.get(f"/talk/mine/{'0' * 32}/")
    assert answer.status_code == 404
    assert "We do not know this link." in answer.content.decode()


def test_a_deleted_message_without_answers_is_gone(public: Client) -> None:
    posted = now_written()
    gone = public.post(f"/talk/mine/{posted.secret}/delete/{posted.public_id}/")
    assert (gone.status_code, gone["Location"]) == (302, f"/talk/mine/{posted.secret}/")
    answer = public.get(f"/talk/{posted.thread}/")
    assert answer.status_code == 410
    assert "spare part" not in answer.content.decode()
    assert "Deleted by the person" in public.get(f"/talk/mine/{posted.secret}/").content.decode()


def test_deleting_needs_a_press_and_the_right_link(public: Client) -> None:
    posted, other = now_written(), now_written("Something else")
    assert public.get(f"/talk/mine/{posted.secret}/delete/{posted.public_id}/").status_code == 405
    assert public.post(f"/talk/mine/{other.secret}/delete/{posted.public_id}/").status_code == 404
    assert TalkPost.objects.filter(state="shown").count() == 2


def test_the_asker_adds_to_her_thread_by_her_link(public: Client) -> None:
    posted = now_written()
    answer = send(public, f"/talk/mine/{posted.secret}/", "Any news?")
    assert answer["Location"] == f"/talk/mine/{posted.secret}/?new"
    assert "who asked" in public.get(f"/talk/{posted.thread}/").content.decode()


def test_a_report_is_confirmed_at_its_own_link(public: Client) -> None:
    posted = now_written()
    answer = send(
        public, f"/talk/report/{posted.public_id}/", "An insult.", kind="insult", contact="a@example.org"
    )
    status = public.get(answer["Location"]).content.decode()
    assert "Thank you, we have your report." in status
    assert "An insult." in status
    assert TalkReport.objects.get().contact == "a@example.org"


@pytest.mark.parametrize(("given", "said"), [({"kind": ""}, "choose what is wrong"), ({"kind": "insult", "text": ""}, "no words")])  # fmt: skip
def test_a_report_without_kind_or_words_keeps_the_rest(
    public: Client, given: dict[str, str], said: str
) -> None:
    posted = now_written()
    answer = send(
        public, f"/talk/report/{posted.public_id}/", **{"text": "An insult.", "contact": "me", **given}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="me"' in page
    assert not TalkReport.objects.exists()


def test_the_author_of_removed_words_reads_rule_and_reason_and_objects(
    public: Client, answers: Member
) -> None:
    posted = now_written()
    removed(posted, answers)
    page = public.get(f"/talk/mine/{posted.secret}/").content.decode()
    assert "No insults" in page
    assert "It names a person." in page
    path = f"/talk/mine/{posted.secret}/objection/{posted.public_id}/"
    assert path in page
    assert public.get(path).status_code == 200
    empty = public.post(path, {"text": " "})
    assert empty.status_code == 422
    assert public.post(path, {"text": "It was a quotation."})["Location"] == f"/talk/mine/{posted.secret}/"
    assert (
        "A person decides; you read the decision here."
        in public.get(f"/talk/mine/{posted.secret}/").content.decode()
    )
    assert public.get(f"/talk/{posted.thread}/").status_code == 410


def test_search_engines_may_list_what_is_public_and_nothing_else(public: Client) -> None:
    posted = now_written()
    for path in ("/talk/", f"/talk/{posted.thread}/", "/talk/rules/"):
        assert "X-Robots-Tag" not in public.get(path)
    for path in ("/talk/embed/", f"/talk/mine/{posted.secret}/", f"/talk/report/{posted.public_id}/"):
        assert "noindex" in public.get(path)["X-Robots-Tag"]


def test_older_conversations_are_on_the_next_page(public: Client) -> None:
    for n in range(12):
        write(f"Question {n}", at=clock() - timedelta(minutes=60 - n))
    page = public.get("/talk/").content.decode()
    more = there(re.search(r"/talk/\?before=(\w{12})", page))[0]
    assert "Question 11" in page
    assert "Question 1<" not in page
    assert "Question 1<" in public.get(more).content.decode()
    assert public.get("/talk/?before=nonsense").status_code == 200
    assert public.get("/talk/?before=%00").status_code == 200


def test_the_public_page_needs_few_statements(
    public: Client, answers: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(10):
        answered(now_written(f"Question {n}"), answers, at=clock())
    with django_assert_max_num_queries(8):
        public.get("/talk/")
