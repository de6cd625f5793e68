"""Which entries of a feed belong together."""

import pytest

from tests.channels.contract import RIGS
from tests.servers.loopback import Reply, loopback
from zuruf.channels._feed_threads import thread

TOPICS = [
    [
        "https://f.example/t/leitung-leer/12",
        "https://f.example/t/leitung-leer/12/3",
        "https://f.example/t/12/40/",
    ],
    ["https://f.example/threads/leitung.12/", "https://f.example/threads/leitung.12/post-34"],
    ["https://f.example/threads/leitung.12/#post-34", "https://f.example/threads/leitung.12/page-2#post-99"],
    ["https://f.example/viewtopic.php?f=1&t=12", "http://f.example/viewtopic.php?t=12&p=34#p34"],
    ["https://f.example/index.php?topic=12.0", "https://f.example/index.php?topic=12.msg34#msg34"],
    ["https://f.example/showthread.php?tid=12&pid=34#pid34", "https://f.example/showthread.php?tid=12"],
    ["https://b.example/artikel/#comment-7", "https://b.example/artikel#comment-8"],
]


@pytest.mark.parametrize("links", TOPICS)
def test_posts_of_one_topic_belong_together(links: list[str]) -> None:
    found = {thread(link) for link in links}

    assert len(found) == 1
    assert found != {""}


def test_different_topics_stay_apart() -> None:
    found = [thread(links[0]) for links in TOPICS if "leitung.12" not in links[0]]
    found += [thread("https://f.example/t/anderes/13"), thread("https://g.example/t/leitung-leer/12")]

    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "link",
    [
        "", "https://b.example/2026/03/artikel/", "https://b.example/?p=12", "https://b.example/#top", "javascript:1",
        "https://[", "https://b.example/artikel/#mehr", "https://b.example/topics/",
    ],
)  # fmt: skip
def test_an_article_stands_by_itself(link: str) -> None:
    assert thread(link) == ""


def test_comments_below_one_article_come_in_as_one_conversation() -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>Frage {n}</title><link>https://b.example/{where}</link></item>"
        for n, where in enumerate(("a/#comment-1", "a/#comment-2", "b/#comment-3", "c/"))
    )
    body = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    with loopback(lambda _: Reply(200, body, {"content-type": "application/rss+xml"})) as server:
        found = RIGS["feed"].make(server.url).fetch(None).incoming

    roots = [m.root for m in found]
    assert roots[0] == roots[1] != roots[2]
    assert roots[3] == ""
