"""Whom a question names as asked, and what its panel shows of several guidelines."""

from django.template.loader import render_to_string
from django.test import Client

from tests import builders
from tests.flow.test_second_pair import ask, asking
from zuruf.store.models import Conversation, Member


def page(member: Member, here: Conversation) -> str:
    client = Client()
    client.force_login(member)
    return client.get(f"/c/{here.public_id}/composer").content.decode()


def test_a_question_says_whom_it_asks_and_you_only_to_her(answers: Member, second_pair: Member) -> None:
    asking()
    here = builders.conversation()
    question = ask(builders.who(answers), here)
    other = builders.member(name="Somebody Else", second_pair=True, language="en")
    Member.objects.filter(pk=second_pair.pk).update(language="en")
    assert question.asked_of is not None
    assert question.asked_of.name == second_pair.name
    assert "asks for your eyes" in page(second_pair, here)
    shown = page(other, here)
    assert "asks for your eyes" not in shown
    assert f"asks for the eyes of {second_pair.name}" in shown


def test_of_several_guidelines_only_the_first_stands_open() -> None:
    said = [{"title": f"G{n}", "version": 1, "say": "s", "why": "w"} for n in range(4)]
    shown = render_to_string("reply/said.html", {"asked": {"said": said}})
    before, folded = shown.split("<details")
    assert (before.count("said-why"), folded.count("said-why")) == (1, 3)
    assert shown.count("</details>") == 1
    assert "<details" not in render_to_string("reply/said.html", {"asked": {"said": said[:1]}})


def test_nobody_of_another_house_is_offered_money_or_a_way_to_grow(agency: Member) -> None:
    here = builders.conversation()
    assert 'id="goodwill-opens"' not in page(agency, here)
    client = Client()
    client.force_login(agency)
    shown = client.get("/limits/").content.decode()
    assert "record/" not in shown
    assert client.get("/limits/").status_code == 200


def test_one_of_ours_is_offered_both(answers: Member) -> None:
    here = builders.conversation()
    assert 'id="goodwill-opens"' in page(answers, here)
    client = Client()
    client.force_login(answers)
    assert "record/" in client.get("/limits/").content.decode()
