"""A real WordPress: what its public writes comes in, what we answer stands there once, and can be changed, hidden and taken back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.servers.loopback import Reply, Request, forward, loopback
from tests.servers.wordpress import IMPRINT, Blog
from zuruf.channels import _wp_site, make
from zuruf.core.capabilities import Asked, Visibility
from zuruf.core.channel import Channel, NotConnected, Outgoing, Receipt, Refused, Unknown
from zuruf.core.measure import Measure, Ordered
from zuruf.core.message import Batch

HERE = ("127.0.0.1",)
_KEYS = count(1)


def channel(blog: Blog, user: str = "answers", **settings: str) -> Channel:
    return make("wordpress", blog.link(user, **settings), HERE)


def reply(post: int, comment: int, text: str, at: datetime | None = None) -> Outgoing:
    ref = {"post": str(post), "comment": str(comment)}
    return Outgoing(f"delivery-{next(_KEYS)}", text, at or datetime.now(UTC), parent=ref, root=ref)


def kept(cursor: Mapping[str, object] | None) -> Mapping[str, object]:
    """As the database keeps it."""
    return dict(json.loads(json.dumps(cursor)))


def now_and_later(net: Channel, cursor: Mapping[str, object]) -> tuple[Batch, Mapping[str, object]]:
    batch = net.fetch(cursor)
    return batch, kept(batch.cursor) if batch.cursor is not None else cursor


@pytest.fixture
def post(blog: Blog) -> Iterator[int]:
    _wp_site.forget_roots()
    yield blog.post()
    (blog.folder / "flood").unlink(missing_ok=True)


def test_comments_come_in_with_their_thread_and_without_the_address_of_who_wrote(
    blog: Blog, post: int
) -> None:
    asked = blog.comment(post, "Wann kommt das <b>Wasser</b>?\n\nSeit gestern ist nichts da.")
    second = blog.comment(post, "Bei uns auch nicht.", parent=asked, name="Herr Muster")
    held = blog.comment(post, "Und hier?")
    blog.set(held, status="hold")

    batch = channel(blog).fetch(None)

    found = {m.remote_id: m for m in batch.incoming}
    first, answer, waiting = (found[str(i)] for i in (asked, second, held))
    assert first.text == "Wann kommt das Wasser?\n\nSeit gestern ist nichts da."
    assert (first.parent, answer.parent) == ("", str(asked))
    assert first.title == "Die Leitung in der Gasse wird erneuert"
    assert first.permalink.endswith(f"#comment-{asked}")
    assert first.author.name == "Frau Beispiel"
    assert waiting.author.remote_id == first.author.remote_id != answer.author.remote_id
    assert waiting.ref["held"]
    assert "held" not in first.ref
    assert "@" not in batch.raw
    assert "author_ip" not in batch.raw


def test_edits_and_what_goes_to_trash_or_spam_are_noticed_once(blog: Blog, post: int) -> None:
    changed, trashed, spam, deleted, stays = (blog.comment(post, f"Frage {n}") for n in range(5))
    net = channel(blog)
    _, cursor = now_and_later(net, kept(net.fetch(None).cursor))

    blog.set(changed, content="Frage 0, genauer")
    blog.set(trashed, status="trash")
    blog.set(spam, status="spam")
    blog.ask("DELETE", f"comments/{deleted}", force="true")
    blog.set(stays, status="hold")
    seen, cursor = now_and_later(net, cursor)
    again, _ = now_and_later(net, cursor)

    again_told = {m.remote_id: (m.text, m.ref.get("held", "")) for m in seen.incoming}
    assert again_told == {str(changed): ("Frage 0, genauer", ""), str(stays): ("Frage 4", "1")}
    assert all(m.edited_at for m in seen.incoming)
    assert {g.remote_id for g in seen.gone} == {str(trashed), str(spam), str(deleted)}
    assert (again.incoming, again.gone, again.cursor) == ((), (), None)


def test_an_answer_stands_there_once_and_comes_in_as_ours(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Wann?")
    net, answer = channel(blog), reply(post, asked, "Am <Dienstag> & am Mittwoch.\n\nIhr Wasserwerk 💧")
    cursor = kept(net.fetch(None).cursor)

    first = net.publish(answer)
    again = net.publish(answer)  # WordPress says 409
    found = channel(blog).find(answer)
    came, _ = now_and_later(net, cursor)

    assert first == again == found
    shown = net.read_back(first)
    assert shown is not None
    assert (shown.text, shown.visibility) == (answer.text, Visibility.VISIBLE)
    assert [(m.remote_id, m.ours, m.parent) for m in came.incoming] == [(first.remote_id, True, str(asked))]
    assert len(blog.ask("GET", "comments", parent=asked)) == 1


def test_after_a_broken_connection_the_answer_is_found_and_not_doubled(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Und nun?")

    def cut(request: Request) -> Reply:
        there = forward(request, blog.url)
        return Reply(how="close") if request.method == "POST" else there

    with loopback(cut) as between:
        broken = channel(blog, url=f"{between.url}/?rest_route=/")
        answer = reply(post, asked, "Wir sind dran.")
        with pytest.raises(Unknown):
            broken.publish(answer)
        found = broken.find(answer)
        between.script = lambda request: forward(request, blog.url)
        repeated = broken.publish(answer)

    assert found is not None
    assert found.remote_id == repeated.remote_id
    assert len(blog.ask("GET", "comments", parent=asked)) == 1


def test_the_same_words_from_long_before_are_not_taken_for_ours(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Wer hilft?")
    net = channel(blog)
    net.publish(reply(post, asked, "Wir helfen."))

    with pytest.raises(Refused, match="from before"):
        net.publish(reply(post, asked, "Wir helfen.", datetime.now(UTC) + timedelta(hours=2)))


def test_answering_a_held_comment_approves_it_and_says_so_before(blog: Blog, post: int) -> None:
    held = blog.comment(post, "Darf ich das fragen?")
    blog.set(held, status="hold")
    net = channel(blog)
    message = next(m for m in net.fetch(None).incoming if m.remote_id == str(held))
    now = datetime.now(UTC)

    assert net.can.terms is not None
    assert (
        "approves it" in net.can.terms(Asked(message.ref, public=True, at=now, last_at=now), "Ja.", now).note
    )
    net.publish(reply(post, held, "Natürlich."))

    assert blog.ask("GET", f"comments/{held}")["status"] == "approved"


@pytest.mark.parametrize("status", ["trash", "spam", "deleted"])
def test_what_is_not_there_any_more_is_not_answered(blog: Blog, post: int, status: str) -> None:
    asked = blog.comment(post, "Nie gefragt.")
    if status == "deleted":
        blog.ask("DELETE", f"comments/{asked}", force="true")
    else:
        blog.set(asked, status=status)

    with pytest.raises(Refused, match="not there any more"):
        channel(blog).publish(reply(post, asked, "Doch."))


def test_an_answer_can_be_changed_and_withdrawn_twice(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Wann genau?")
    net = channel(blog)
    there = net.publish(reply(post, asked, "Um 8."))

    later = reply(post, asked, "Um 9, nicht um 8.")
    assert net.edit(there, later) == net.edit(there, later) == there
    changed = net.read_back(there)
    net.withdraw(there)
    net.withdraw(there)
    gone = net.read_back(there)
    blog.ask("DELETE", f"comments/{there.remote_id}", force="true")
    net.withdraw(there)

    assert changed is not None
    assert gone is not None
    assert (changed.text, gone.visibility) == ("Um 9, nicht um 8.", Visibility.GONE)
    assert net.read_back(there) is None


def test_what_the_blog_holds_back_is_hidden_and_an_answer_to_ours_counts(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Sieht das wer?")
    net = channel(blog)
    there = net.publish(reply(post, asked, "Ja, alle."))
    blog.comment(post, "Danke!", parent=int(there.remote_id))
    answered = net.read_back(there)
    blog.set(int(there.remote_id), status="hold")
    hidden = net.read_back(there)

    assert answered is not None
    assert hidden is not None
    assert (answered.reactions, hidden.visibility) == (1, Visibility.HIDDEN)


def test_only_our_own_comment_is_known_by_its_address(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Wo?")
    net = channel(blog)
    there = net.publish(reply(post, asked, "Hier."))

    assert net.locate(there.permalink) == there
    assert net.locate(there.permalink.replace(f"#comment-{there.remote_id}", f"#comment-{asked}")) is None
    assert net.locate(f"https://elsewhere.example/#comment-{there.remote_id}") is None
    assert net.locate(f"{blog.url}/#comment-999999") is None


@pytest.mark.parametrize(
    ("measure", "status"), [(Measure.HIDE, "hold"), (Measure.DELETE, "trash"), (Measure.REPORT, "spam")]
)
def test_a_measure_is_done_once_and_taken_back(blog: Blog, post: int, measure: Measure, status: str) -> None:
    asked = blog.comment(post, "Kauft meine Pillen!")
    net = channel(blog)
    order = Ordered("act-1", measure, datetime.now(UTC), {"comment": str(asked)}, kind="advert")

    def state() -> str:
        return str(blog.ask("GET", f"comments/{asked}", context="edit")["status"])

    net.act(order)
    net.act(order)
    done = state()
    net.act(replace(order, back=True))
    net.act(replace(order, back=True))

    assert (done, state()) == (status, "approved")


def test_what_is_held_is_approved_once(blog: Blog, post: int) -> None:
    held = blog.comment(post, "Darf das hinein?")
    blog.set(held, status="hold")
    order = Ordered("act-1", Measure.APPROVE, datetime.now(UTC), {"comment": str(held), "held": "1"})

    channel(blog).act(order)
    channel(blog).act(order)

    assert blog.ask("GET", f"comments/{held}")["status"] == "approved"


def test_a_user_that_may_not_moderate_is_told_which_right_is_missing(blog: Blog) -> None:
    good, poor = channel(blog).check(), channel(blog, "author").check()

    assert (good.can_read, good.can_publish, good.missing, good.name) == (True, True, (), "Wasserwerk")
    assert good.profile is not None
    assert IMPRINT in good.profile
    assert (poor.can_read, poor.missing) == (False, ("moderate_comments",))
    assert poor.problem in channel(blog).can.says


def test_a_wrong_password_has_to_be_connected_again(blog: Blog, post: int) -> None:
    wrong = make("wordpress", replace(blog.link(), secrets={"password": "aaaa bbbb cccc"}), HERE)

    for act in (wrong.check, lambda: wrong.fetch(None), lambda: wrong.withdraw(Receipt("1"))):
        with pytest.raises(NotConnected):
            act()


def test_a_post_that_takes_no_comments_any_more_refuses_with_its_reason(blog: Blog, post: int) -> None:
    asked = blog.comment(post, "Noch schnell?")
    blog.ask("POST", f"posts/{post}", {"comment_status": "closed"})

    with pytest.raises(Refused, match="closed"):
        channel(blog).publish(reply(post, asked, "Zu spät."))
