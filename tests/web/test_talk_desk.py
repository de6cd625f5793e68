"""Our own public page from inside: what waits, reports, removals and objections, and who may decide them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.flow.talking import report
from tests.web.talk_page import now_written, removed
from zuruf.flow import moderation, talk
from zuruf.store.models import Member, Message, TalkObjection, TalkPost, TalkReport

pytestmark = pytest.mark.django_db


def desk(client_of: Callable[[Member], Client], member: Member) -> Client:
    client = client_of(member)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_desk_sees_what_waits_reports_and_objections(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    now_written("Suspicious http://a http://b http://c")
    reported, gone = now_written("Reported words"), now_written("Removed words")
    report(reported, "Because of this.")
    removed(gone, answers, quote="Removed words")
    talk.object_to_removal(gone.secret, gone.public_id, "I object to that.")
    page = desk(client_of, answers).get("/moderation/").content.decode()
    for words in (
        "Suspicious",
        "many links",
        "Reported words",
        "Because of this.",
        "Removed words",
        "I object to that.",
    ):
        assert words in page


def test_with_nothing_to_decide_the_page_says_what_will_come(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    assert "Nothing to decide" in desk(client_of, answers).get("/moderation/").content.decode()


def test_show_remove_and_restore_do_what_they_say(
    answers: Member, client_of: Callable[[Member], Client], public: Client
) -> None:
    client = desk(client_of, answers)
    posted = now_written(trap=True)
    client.post(f"/moderation/{posted.public_id}/show/")
    assert public.get(f"/talk/{posted.thread}/").status_code == 200
    client.post(
        f"/moderation/{posted.public_id}/remove/", {"rule": "No insults", "reason": "It names a person."}
    )
    assert public.get(f"/talk/{posted.thread}/").status_code == 410
    client.post(f"/moderation/{posted.public_id}/restore/")
    assert public.get(f"/talk/{posted.thread}/").status_code == 200


def test_removing_without_a_rule_keeps_the_reason_and_says_what_is_missing(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    posted = now_written()
    answer = desk(client_of, answers).post(
        f"/moderation/{posted.public_id}/remove/", {"reason": "Half a thought"}
    )
    assert answer.status_code == 422
    assert "Please choose the rule it breaks." in answer.content.decode()
    assert "Half a thought" in answer.content.decode()
    assert TalkPost.objects.get().state == "shown"


def test_the_rule_may_be_in_ones_own_words(answers: Member, client_of: Callable[[Member], Client]) -> None:
    posted = now_written()
    given = {"rule": "No insults", "rule_own": "Nicht hier", "reason": "Darum."}
    desk(client_of, answers).post(f"/moderation/{posted.public_id}/remove/", given)
    assert TalkPost.objects.get().rule == "Nicht hier"


def test_deciding_what_was_decided_meanwhile_says_so(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    posted = now_written(trap=True)
    client = desk(client_of, answers)
    client.post(f"/moderation/{posted.public_id}/show/")
    answer = client.post(f"/moderation/{posted.public_id}/show/")
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.content.decode()


def test_reports_are_decided_on_the_page(
    answers: Member, client_of: Callable[[Member], Client], public: Client
) -> None:
    posted = now_written()
    secret = report(posted)
    r = TalkReport.objects.get()
    desk(client_of, answers).post(
        f"/moderation/report/{r.public_id}/", {"decision": "kept", "answer": "Sharp, but fair."}
    )
    status = public.get(f"/talk/report/status/{secret}/").content.decode()
    assert "The message stays." in status
    assert "Sharp, but fair." in status


def test_a_decision_without_a_reason_leaves_open_what_was_being_decided(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    page = desk(client_of, answers)
    report(now_written())
    r = TalkReport.objects.get()
    for decision, opens in (("kept", "It stays"), ("removed", "Remove")):
        shown = page.post(f"/moderation/report/{r.public_id}/", {"decision": decision}).content.decode()
        assert f"<details open><summary>{opens}</summary>" in shown
        assert shown.count("<details open>") == 1


def test_the_reporter_reads_the_rule_and_the_reason(
    answers: Member, client_of: Callable[[Member], Client], public: Client
) -> None:
    secret = report(now_written())
    given = {"decision": "removed", "rule": "No insults", "reason": "It hits one person."}
    desk(client_of, answers).post(f"/moderation/report/{TalkReport.objects.get().public_id}/", given)
    status = public.get(f"/talk/report/status/{secret}/").content.decode()
    assert "No insults" in status
    assert "It hits one person." in status


def test_wherever_something_is_removed_one_says_whether_it_still_waits(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    report(now_written())
    now_written("Win!", trap=True)
    client = desk(client_of, answers)
    page = client.get("/moderation/").content.decode()
    forms = re.findall(r'<form[^>]*action="/moderation/[^"]*(?:remove|report/[^"]*)/".*?</form>', page, re.S)
    removing = [form for form in forms if 'name="rule"' in form]
    assert len(removing) == 3  # the report, what waits for a look, what was shown
    assert all('name="done" value="1" checked' in form for form in removing)
    r = TalkReport.objects.get()
    given = {"decision": "removed", "reason": "Without a rule."}
    again = client.post(f"/moderation/report/{r.public_id}/", given).content.decode()
    assert again.count('name="done" value="1" checked') == 2
    client.post(f"/moderation/report/{r.public_id}/", {**given, "rule": "No insults"})
    assert r.post.remote_id == TalkPost.objects.get(state="removed").remote_id
    assert Message.objects.get(remote_id=r.post.remote_id).conversation.state == "open"


def test_the_remover_is_asked_to_let_somebody_else_decide(
    answers: Member, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    posted = now_written()
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Please.")
    path = f"/moderation/objection/{TalkObjection.objects.get().public_id}/"
    answer = desk(client_of, answers).post(path, {"decision": "upheld", "answer": "Fine."})
    assert answer.status_code == 422
    assert "let somebody else decide" in answer.content.decode()
    desk(client_of, second_pair).post(path, {"decision": "upheld", "answer": "Fine."})
    assert TalkPost.objects.get().state == "shown"


def test_a_guest_of_the_house_reads_but_decides_nothing(
    elsewhere: Member, client_of: Callable[[Member], Client]
) -> None:
    posted = now_written(trap=True)
    client = desk(client_of, elsewhere)
    page = client.get("/moderation/")
    assert page.status_code == 200
    assert f"/moderation/{posted.public_id}/show/" not in page.content.decode()
    assert client.post(f"/moderation/{posted.public_id}/show/").status_code == 403
    assert TalkPost.objects.get().state == "waiting"


def test_whoever_may_moderate_finds_the_way_there_and_a_number_only_where_something_waits(
    answers: Member, elsewhere: Member, client_of: Callable[[Member], Client]
) -> None:
    link = '<a class="item" href="/moderation/"'
    page = desk(client_of, answers).get("/guidelines/").content.decode()
    assert '<span class="n">' not in page.split(link)[1].split("</a>")[0]
    now_written(trap=True)
    page = client_of(answers).get("/guidelines/").content.decode()
    assert '<span class="n">1</span>' in page.split(link)[1].split("</a>")[0]
    assert link not in client_of(elsewhere).get("/guidelines/").content.decode()


def test_a_message_says_in_its_conversation_that_it_is_removed_or_waits_for_a_look(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    first = now_written()
    now_written("Win!", thread=first.thread, trap=True)
    moderation.remove(builders.who(answers), first.public_id, "No insults", "It names a person.")
    c = Message.objects.get(text="Win!").conversation
    page = desk(client_of, answers).get(f"/desk/us/{c.public_id}/").content.decode()
    assert "Removed from the public page; its author knows why." in page
    assert '<a href="/moderation/">waits for a look</a>' in page
    assert "Your answer, not public, as" in page
    assert "Your answer, public as" not in page


def test_deciding_is_guarded_against_forged_requests(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    posted = now_written(trap=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(answers)
    assert client.post(f"/moderation/{posted.public_id}/show/").status_code == 403
    assert TalkPost.objects.get().state == "waiting"
