"""What can be heard where is complete and consistent, and has words in web."""

from zuruf import channels
from zuruf.core.listening_reach import BY_NETWORK, NETWORKS, STREAMS, Answers, Hears, answerable

NAMED = {
    "facebook", "instagram", "x", "linkedin", "youtube", "telegram", "google", "mastodon", "bluesky", "discourse", "feed",
}  # fmt: skip


def test_every_network_stands_there_once_with_a_reason_and_something_to_do_instead() -> None:
    assert set(BY_NETWORK) >= NAMED
    assert len(BY_NETWORK) == len(NETWORKS)
    assert [one.network for one in NETWORKS if not (one.reasons and one.instead)] == []


def test_what_has_a_channel_here_names_it_so_that_the_page_says_it_can_be_connected() -> None:
    named = {one.network: one.channel for one in NETWORKS}
    assert [network for network, channel in named.items() if not channel] == ["reddit"]
    assert set(named.values()) - {""} <= set(channels.kinds())


def test_only_a_network_that_lets_all_be_heard_is_followed() -> None:
    assert STREAMS == ("bluesky",)
    assert all(BY_NETWORK[n].hears is Hears.ALL for n in STREAMS)


def test_an_answer_to_what_was_heard_is_possible_only_where_it_is_written_down() -> None:
    assert answerable("bluesky") is Answers.YES
    assert answerable("x") is Answers.OURS
    assert answerable("nowhere") is Answers.NO
