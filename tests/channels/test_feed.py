"""Feeds: what is new, what changed, what is broken, and what is dangerous."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, RssUserland091Feed, SyndicationFeed

from tests.channels.contract import RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _feed, make
from zuruf.core.channel import Link, Refused, TryLater
from zuruf.core.message import Batch, Incoming

RIG = RIGS["feed"]
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><rss version="2.0"><channel><title>&i;</title></channel></rss>'
)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


class Reader:
    """Looks at a feed again and again, keeping the cursor as the database would."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.cursor: Any = None

    def look(self, body: str | bytes = b"", **headers: str) -> Batch:
        raw = body.encode() if isinstance(body, str) else body
        heads = {k.replace("_", "-"): v for k, v in headers.items()}
        if raw:
            self.server.script = lambda _: Reply(body=raw, headers=heads)
        batch = RIG.make(self.server.url).fetch(json.loads(json.dumps(self.cursor)))
        self.cursor = self.cursor if batch.cursor is None else batch.cursor
        return batch


@pytest.fixture
def reader(server: Loopback) -> Reader:
    return Reader(server)


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title>{"".join(f"<item>{i}</item>" for i in items)}</channel></rss>'


def plain(message: Incoming, url: str) -> dict[str, Any]:
    text = json.dumps(asdict(message), default=datetime.isoformat, ensure_ascii=False)
    found: dict[str, Any] = json.loads(text.replace(url, "https://ortsblatt.example"))
    return found


# --- reading


def test_rss_with_another_charset_relative_links_and_missing_parts(server: Loopback) -> None:
    first, second = (plain(m, server.url) for m in RIG.make(server.url).fetch(None).incoming)

    assert first["title"] == "Brückenstraße & länger"
    assert first["text"] == "Warum ist die Brücke gesperrt?\n\nSeit Mai."
    assert "<script>" in str(first["html"])  # raw: intake sanitises
    assert '<a href="https://ortsblatt.example/seit">' in str(first["html"])
    assert first["permalink"] == "https://ortsblatt.example/briefe/7?a=1&b=2"
    assert first["at"] == "2026-03-02T06:30:00+00:00"
    assert first["languages"] == ["de-DE"]
    assert first["author"]["name"] == "Eine Leserin"
    assert (second["at"], second["title"]) == (None, "Ohne Kennung, ohne Datum")
    assert second["author"]["name"] == "Ortsblatt: Leserbriefe"


def test_atom_with_a_base_an_edit_and_a_declared_deletion(reader: Reader) -> None:
    batch = reader.look(tape("feed/atom.xml"), content_type="application/atom+xml")

    (entry,) = batch.incoming
    assert (entry.title, entry.text) == ("Brown <water>", "Since yesterday.")
    assert entry.permalink == "https://forum.example/water/t/1"
    assert entry.author.url == "https://forum.example/u/neighbour"
    assert entry.edited_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [g.at for g in batch.gone] == [datetime(2026, 3, 2, 8, 59, tzinfo=UTC)]


def test_a_declared_deletion_names_the_entry_that_came_in_before(reader: Reader) -> None:
    before = tape("feed/atom.xml").replace(b"2026:1", b"2026:2")
    (entry,) = reader.look(before.replace(b"at:deleted-entry", b"at:other")).incoming

    assert [g.remote_id for g in reader.look(tape("feed/atom.xml")).gone] == [entry.remote_id]


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (
            "<rss><channel><title>T</title><item><title>Ärger</title></item></channel></rss>".encode(
                "latin-1"
            ),
            "text/xml; charset=iso-8859-1",
            "Ärger",
        ),
        (
            '<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><item><title>„Ärger“ – 5 €</title></item></channel></rss>'.encode(
                "cp1252"
            ),
            "application/xml",
            "„Ärger“ – 5 €",
        ),
        (rss("<title>Ärger</title>").encode("utf-16"), "application/rss+xml", "Ärger"),
        (rss("<title>Ärger</title>").encode(), "application/rss+xml", "Ärger"),
    ],
    ids=["from the header", "from the XML declaration", "UTF-16", "UTF-8"],
)
def test_charsets(body: bytes, content_type: str, title: str, reader: Reader) -> None:
    assert [m.title for m in reader.look(body, content_type=content_type).incoming] == [title]


@pytest.mark.parametrize("kind", [RssUserland091Feed, Rss201rev2Feed, Atom1Feed])
def test_feeds_that_another_program_wrote(kind: type[SyndicationFeed], reader: Reader) -> None:
    when = datetime(2026, 3, 2, 9, tzinfo=UTC)
    feed = kind("Störungen", "https://werk.example/", "Was gerade nicht geht", language="de")
    feed.add_item(
        "Rohr & Bruch",
        "https://werk.example/1",
        "<p>Seit <b>heute</b>.</p>",
        author_name="Die Leitstelle",
        pubdate=when,
        updateddate=when,
        unique_id="urn:werk:1",
        unique_id_is_permalink=False,
    )

    batch = reader.look(feed.writeString("utf-8"), content_type="application/xml; charset=utf-8")

    (entry,) = batch.incoming
    assert (entry.title, entry.text, entry.permalink) == (
        "Rohr & Bruch",
        "Seit heute.",
        "https://werk.example/1",
    )
    assert batch.problem == ""
    if kind is not RssUserland091Feed:  # which knows neither ids nor dates
        assert (entry.at, entry.ref["id"]) == (when, "urn:werk:1")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://[", "x" * 2000])
def test_links_that_are_none_are_left_out(link: str, reader: Reader) -> None:
    (entry,) = reader.look(
        rss(f"<guid isPermaLink='false'>1</guid><title>t</title><link>{link}</link>")
    ).incoming

    assert entry.permalink == ""


@pytest.mark.parametrize("date", ["soon", "Mon, 99 Xyz 99999 99:99:99 GMT", "", "0000-00-00T00:00:00Z"])
def test_absurd_dates_are_no_dates(date: str, reader: Reader) -> None:
    (entry,) = reader.look(rss(f"<title>t</title><pubDate>{date}</pubDate>")).incoming

    assert entry.at is None


def test_markup_scripts_and_blocks_become_plain_lines() -> None:
    assert (
        _feed.plain("<p>a&nbsp;<b>b</b></p><style>p{}</style><ul><li>c<li>d</ul>e<br>f&lt;g&gt;")
        == "a b\n\nc\nd\ne\nf<g>"
    )
    assert _feed.plain("<script>x</script></script>still here") == "still here"
    assert _feed.plain("a < b <![if x]> c") == "a < b c"


# --- new, the same, changed


def test_a_feed_that_was_not_modified_brings_nothing(server: Loopback, reader: Reader) -> None:
    reader.look(rss("<guid>1</guid>"), etag='"abc"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    server.script = lambda r: Reply(304) if r.headers.get("if-none-match") == '"abc"' else Reply(500)

    batch = reader.look()

    assert batch == Batch()
    assert server.seen[-1].headers["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_an_etag_of_any_bytes_is_sent_back_as_it_came(server: Loopback, reader: Reader) -> None:
    reader.look(rss("<guid>1</guid>"), etag='"für\xa0immer"')
    server.script = lambda r: Reply(304) if r.headers.get("if-none-match") == '"für\xa0immer"' else Reply(500)

    assert reader.look() == Batch()


def test_only_what_is_new_comes_in(reader: Reader) -> None:
    reader.look(rss("<guid>1</guid><title>a</title>"))

    assert [
        m.title
        for m in reader.look(rss("<guid>2</guid><title>b</title>", "<guid>1</guid><title>a</title>")).incoming
    ] == ["b"]


def test_an_edit_comes_in_again_under_its_old_id_and_with_the_servers_time(reader: Reader) -> None:
    (first,) = reader.look(rss("<guid>1</guid><description>old</description>")).incoming
    (edit,) = reader.look(
        rss("<guid>1</guid><description>new</description>"), date="Mon, 02 Mar 2026 10:00:00 GMT"
    ).incoming

    assert (edit.remote_id, edit.text) == (first.remote_id, "new")
    assert first.edited_at is None
    assert edit.edited_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_an_entry_that_leaves_the_feed_is_not_deleted_and_one_that_returns_is_the_same(
    reader: Reader,
) -> None:
    (first,) = reader.look(rss("<guid>1</guid><title>a</title>")).incoming
    assert reader.look(rss("<guid>2</guid><title>b</title>")).gone == ()
    (again,) = reader.look(rss("<guid>1</guid><title>a</title>")).incoming

    assert again.remote_id == first.remote_id  # intake knows it


def test_an_id_that_changed_while_the_link_stayed_does_not_double(reader: Reader) -> None:
    link = "<link>https://ortsblatt.example/1</link><title>a</title>"
    reader.look(rss(f"<guid isPermaLink='false'>old</guid>{link}"))

    assert reader.look(rss(f"<guid isPermaLink='false'>new</guid>{link}")).incoming == ()
    assert reader.look(rss(f"<guid isPermaLink='false'>newer</guid>{link}")).incoming == ()
    assert reader.look(rss(link)).incoming == ()


def test_a_changed_title_without_an_id_is_an_edit_as_long_as_the_link_stays(reader: Reader) -> None:
    (first,) = reader.look(rss("<link>https://ortsblatt.example/1</link><title>a</title>")).incoming
    (edit,) = reader.look(rss("<link>https://ortsblatt.example/1</link><title>b</title>")).incoming

    assert (edit.remote_id, edit.title) == (first.remote_id, "b")


def test_entries_that_share_a_link_or_an_id_stay_apart(reader: Reader) -> None:
    home = "<link>https://ortsblatt.example/</link>"
    one = rss(f"<title>a</title>{home}", f"<title>b</title>{home}")
    assert len({m.remote_id for m in reader.look(one).incoming}) == 2
    assert len(reader.look(rss(f"<title>c</title>{home}", f"<title>d</title>{home}")).incoming) == 2

    shared = rss("<guid>1</guid><title>e</title>", "<guid>1</guid><title>f</title>")
    assert len({m.remote_id for m in reader.look(shared).incoming}) == 2
    assert reader.look(shared).incoming == ()


def test_a_site_that_moves_to_https_does_not_double_its_entries(reader: Reader) -> None:
    item = "<guid>http://ortsblatt.example/1</guid><link>http://ortsblatt.example/1</link><title>a</title>"
    reader.look(rss(item))

    assert reader.look(rss(item.replace("http:", "https:"))).incoming == ()


def test_the_same_id_in_two_feeds_is_two_messages(server: Loopback) -> None:
    server.script = lambda _: Reply(body=rss("<guid isPermaLink='false'>1</guid>").encode())
    found = [
        make("feed", Link({"url": f"{server.url}/{n}"}), ("127.0.0.1",)).fetch(None).incoming[0].remote_id
        for n in (1, 2)
    ]

    assert len(set(found)) == 2


def test_a_permanent_redirect_is_kept_and_a_temporary_one_is_not(server: Loopback, reader: Reader) -> None:
    good = Reply(body=rss("<guid isPermaLink='false'>1</guid><title>a</title>").encode())

    def script(request: Request) -> Reply:
        moves = {"/feed.xml": (301, "/new.xml"), "/new.xml": (302, "/today.xml")}
        status, there = moves.get(request.path, (200, ""))
        return Reply(status, headers={"location": there}) if there else good

    server.script = script
    reader.look()
    assert reader.cursor["url"] == f"{server.url}/feed.xml"

    server.script = lambda r: Reply(308, headers={"location": "/new.xml"}) if r.path == "/feed.xml" else good
    assert reader.look().incoming == ()
    assert reader.cursor["url"] == f"{server.url}/new.xml"
    reader.look()
    assert server.seen[-1].path == "/new.xml"


def test_a_redirect_to_a_private_address_is_refused(server: Loopback, reader: Reader) -> None:
    server.script = lambda _: Reply(301, headers={"location": "http://169.254.169.254/latest/meta-data"})

    with pytest.raises(Refused, match="private address"):
        reader.look()


# --- broken and dangerous


def test_broken_xml_is_read_as_far_as_it_goes_and_the_problem_is_told(reader: Reader) -> None:
    batch = reader.look(rss("<guid>1</guid><title>a & b</title>", "<guid>2</guid><title>c</title>")[:-20])

    assert [m.title for m in batch.incoming] == ["a & b", "c"]
    assert "not well-formed" in batch.problem
    assert RIG.make(reader.server.url).check().problem == batch.problem
    reader.server.script = lambda _: Reply(304)
    assert reader.look() == Batch(problem=batch.problem)


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        BOMB.replace("<rss", "<broken & <rss").encode(),
        (" \n" + BOMB).encode(),
        ("<!broken>" + BOMB).encode(),
        ("<!broken>" + BOMB).encode("utf-16-le"),
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title></channel></rss>',
        b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><rss version="2.0"><channel/></rss>',
    ],
    ids=[
        "laughs",
        "UTF-16",
        "broken after",
        "late declaration",
        "broken before",
        "broken UTF-16",
        "file",
        "outside DTD",
    ],
)
def test_xml_bombs_are_refused(body: bytes, reader: Reader) -> None:
    with pytest.raises(Refused, match="bombs"):
        reader.look(body)


def test_a_feed_as_deep_as_a_well_is_read(reader: Reader) -> None:
    deep = "<a>" * 5_000 + "</a>" * 5_000
    batch = reader.look(rss(f"<guid>1</guid><description>{deep}</description>"))

    assert len(batch.incoming) == 1


def test_a_feed_of_nothing_but_markup_is_refused(reader: Reader) -> None:
    with pytest.raises(Refused, match="more markup"):
        reader.look("<rss><channel><item><title>" + "<a>" * 500_000)


def test_a_feed_of_100_mb_stops_early(server: Loopback, reader: Reader) -> None:
    server.script = lambda _: Reply(body=rss("<guid>1</guid>").encode() * 1000, how="endless")

    with pytest.raises(Refused, match="5 MB"):
        reader.look()
    assert server.sent < 20_000_000


@pytest.mark.parametrize(
    "body", ["<html><body>Not here</body></html>", '{"version": "https://jsonfeed.org"}', "hello", " "]
)
def test_what_is_no_feed_is_refused(body: str, reader: Reader) -> None:
    with pytest.raises(Refused, match="no RSS or Atom"):
        reader.look(body)


def test_an_empty_feed_is_a_feed(reader: Reader) -> None:
    assert reader.look(rss()).incoming == ()


def test_after_trouble_the_place_is_where_it_was(server: Loopback, reader: Reader) -> None:
    reader.look(rss("<guid>1</guid><title>a</title>"))
    before = reader.cursor
    server.script = lambda _: Reply(500)
    with pytest.raises(TryLater):
        reader.look()

    assert reader.cursor == before
    assert reader.look(rss("<guid>1</guid><title>a</title>")).incoming == ()


def test_a_check_tells_the_feeds_name_and_that_it_only_reads(server: Loopback) -> None:
    seen = RIG.make(server.url).check()

    assert (seen.can_read, seen.can_publish) == (True, False)
    assert seen.name == "Ortsblatt: Leserbriefe"
    assert "read only" in seen.limits
