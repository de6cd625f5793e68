"""What is found by its words is one answer: the same words of another answer of ours are passed over, on every network."""

from dataclasses import replace

import pytest

from tests.channels.contract import RIGS
from tests.servers.loopback import loopback
from zuruf.core.channel import ChannelError

BY_WORDS = ("discourse", "facebook", "instagram", "linkedin", "mastodon", "wordpress", "x", "youtube")


@pytest.mark.parametrize("name", BY_WORDS)
def test_the_same_words_of_another_answer_are_not_found(name: str) -> None:
    rig = RIGS[name]
    with loopback(rig.well) as server:
        channel = rig.make(server.url)
        reply = rig.reply(channel)
        found = channel.find(reply)
        assert found is not None
        try:
            other = channel.find(replace(reply, taken=(found.remote_id,)))
        except ChannelError:
            return  # a person looks
        assert other is None or other.remote_id != found.remote_id
