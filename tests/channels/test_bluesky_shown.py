"""Whether the public sees what we published on Bluesky: a real PDS alone, and one with a real AppView."""

from datetime import UTC, datetime

import pytest

from tests.channels.real import channel, ref, reply
from tests.servers.pds import Pds
from zuruf.channels import _bluesky_shown as shown
from zuruf.channels import _xrpc
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Receipt, Refused

OURS = "at://did:plc:we/app.bsky.feed.post/3lyyyyyyyyy22"


@pytest.fixture(autouse=True)
def restarted() -> None:
    _xrpc.forget_sessions()


def now() -> dict[str, str]:
    return {"createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}


# --- a server alone


@pytest.mark.pds
def test_without_an_appview_it_is_there_and_nobody_can_tell_who_sees_it(pds: Pds) -> None:
    us, asker = pds.person("wasserwerk"), pds.person("asker")
    net = channel(pds, us)
    receipt = net.publish(reply(net, ref(pds.write(asker, "Wann?")), "read-back", "Morgen. 👍"))

    seen = net.read_back(receipt)

    assert seen is not None
    assert (seen.text, seen.visibility, seen.permalink) == (
        "Morgen. 👍",
        Visibility.ACCEPTED,
        receipt.permalink,
    )


@pytest.mark.pds
def test_what_is_deleted_there_is_gone_and_what_is_not_ours_is_refused(pds: Pds) -> None:
    us, asker = pds.person("wasserwerk"), pds.person("asker")
    net = channel(pds, us)
    asked = pds.write(asker, "Wann?")
    receipt = net.publish(reply(net, ref(asked), "deleted-there"))
    pds.delete(us, receipt.remote_id)

    assert net.read_back(receipt) is None
    with pytest.raises(Refused):
        net.read_back(Receipt(asked["uri"]))


@pytest.mark.pds
def test_a_post_of_ours_is_known_by_each_of_its_addresses(pds: Pds) -> None:
    us, asker = pds.person("wasserwerk"), pds.person("asker")
    net = channel(pds, us)
    asked = pds.write(asker, "Wann?")
    receipt = net.publish(reply(net, ref(asked), "located"))
    rkey = receipt.remote_id.rpartition("/")[2]

    for link in (
        receipt.permalink,
        f"https://bsky.app/profile/{us.handle}/post/{rkey}",
        f"https://bsky.app/profile/{us.handle.upper()}/post/{rkey}/",
        receipt.remote_id,
        f"at://{us.handle}/app.bsky.feed.post/{rkey}",
    ):
        assert net.locate(link) == receipt
    theirs = asked["uri"].rpartition("/")[2]
    for link in (
        f"https://bsky.app/profile/{asker.handle}/post/{theirs}",
        f"https://bsky.app/profile/{us.handle}/post/{theirs}",
        f"https://elsewhere.example/profile/{us.handle}/post/{rkey}",
        f"https://bsky.app/profile/{us.handle}",
        "https://[",
        "",
    ):
        assert net.locate(link) is None


# --- with an AppView


@pytest.mark.pds
def test_what_the_appview_shows_is_visible_with_its_reactions(appview: Pds) -> None:
    us, asker = appview.person("wasserwerk"), appview.person("asker")
    net = channel(appview, us)
    asked = appview.write(asker, "Wann?", **now())
    receipt = net.publish(reply(net, ref(asked), "shown"))
    appview.settle()
    before = net.read_back(receipt)
    own = {"uri": receipt.remote_id, "cid": receipt.ref["cid"]}
    appview.write(asker, "Danke!", reply={"root": ref(asked), "parent": own}, **now())
    like = {"$type": "app.bsky.feed.like", "subject": own, **now()}
    body = {"repo": asker.did, "collection": "app.bsky.feed.like", "record": like}
    appview.call("com.atproto.repo.createRecord", body, asker.token)
    appview.settle()
    after = net.read_back(receipt)

    assert before is not None
    assert after is not None
    assert (before.visibility, before.reactions) == (Visibility.VISIBLE, 0)
    assert (after.visibility, after.reactions) == (Visibility.VISIBLE, 2)


@pytest.mark.pds
def test_an_answer_that_the_asker_hides_in_her_thread_is_hidden(appview: Pds) -> None:
    us, asker = appview.person("wasserwerk"), appview.person("asker")
    net = channel(appview, us)
    asked = appview.write(asker, "Wann?", **now())
    receipt = net.publish(reply(net, ref(asked), "hidden-by-asker"))
    gate = {"$type": "app.bsky.feed.threadgate", "post": asked["uri"], "hiddenReplies": [receipt.remote_id]}
    body = {"repo": asker.did, "collection": "app.bsky.feed.threadgate", "record": gate | now()}
    appview.call("com.atproto.repo.putRecord", body | {"rkey": asked["uri"].rpartition("/")[2]}, asker.token)
    appview.settle()

    seen = net.read_back(receipt)

    assert seen is not None
    assert seen.visibility is Visibility.HIDDEN


# --- what the answers mean


def view(**more: object) -> dict[str, object]:
    return {"uri": OURS, "cid": "c", "author": {"did": "did:plc:we"}, **more}


@pytest.mark.parametrize(
    ("told", "visibility"),
    [
        (None, Visibility.ACCEPTED),
        ({"posts": 7}, Visibility.ACCEPTED),
        ({"posts": []}, Visibility.HIDDEN),
        ({"posts": [view()]}, Visibility.VISIBLE),
        ({"posts": [view(labels=[{"val": "!hide"}])]}, Visibility.HIDDEN),
        ({"posts": [view(labels=[{"val": "!takedown"}])]}, Visibility.HIDDEN),
        ({"posts": [view(labels=[{"val": "!hide", "neg": True}])]}, Visibility.VISIBLE),
        ({"posts": [view(labels=[{"val": "!warn"}, "odd", {"val": "spam"}])]}, Visibility.VISIBLE),
        ({"posts": [view(author={"did": "d", "labels": [{"val": "!hide"}]})]}, Visibility.HIDDEN),
    ],
    ids=[
        "no appview",
        "nonsense",
        "not shown",
        "shown",
        "label",
        "taken down",
        "label taken away",
        "warned",
        "author",
    ],
)
def test_what_the_public_sees_follows_from_the_answer(
    told: dict[str, object] | None, visibility: str
) -> None:
    assert shown.seen(OURS, "Text", told).visibility == visibility


def test_reactions_are_counted_and_nonsense_is_not() -> None:
    told = {"posts": [view(replyCount=2, likeCount=3, repostCount="many", quoteCount=-1)]}
    assert shown.seen(OURS, "Text", told).reactions == 5
