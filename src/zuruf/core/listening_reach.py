"""What can be heard on which network, and what cannot: one row per network, for the page that says so and for whatever asks.

The facts are the networks' own documents as of 2026 where the row says DOCUMENTED, else HELP_PAGES: nobody has read it in the
network's own documents, and it may be otherwise by now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Hears(StrEnum):
    """How much of what others write a network lets anybody hear."""

    ALL = "all"  # everything public, as it is written
    FOLLOWED = "followed"  # what was subscribed to one by one
    OURS = "ours"  # only what is written to us, on our own pages, or naming us
    PAID = "paid"  # each post that is read costs money


class Answers(StrEnum):
    """Whether one may answer there what listening finds."""

    YES = "yes"
    OURS = "ours"  # only where we are named, or on our own page
    BY_HAND = "by_hand"  # signed in there as a person; no interface for it
    NO = "no"


class Source(StrEnum):
    DOCUMENTED = "documented"
    HELP_PAGES = "help_pages"


@dataclass(frozen=True, slots=True)
class Reach:
    """One network. `reasons` and `instead` are codes whose words stand in web/listening_reach_words.py, in their order. `stream`: this
    version follows all of it; `channel`: the channel by which what is written to us there comes in, "" where there is none yet."""

    network: str
    name: str
    hears: Hears
    answers: Answers
    reasons: tuple[str, ...]
    instead: tuple[str, ...]
    source: Source = Source.DOCUMENTED
    stream: bool = False
    channel: str = ""


NETWORKS: tuple[Reach, ...] = (
    Reach(
        "bluesky", "Bluesky", Hears.ALL, Answers.YES, ("open_stream", "look_back", "no_private"), ("search_here",),
        stream=True, channel="bluesky",
    ),
    Reach("feed", "Blogs, Nachrichten (RSS, Atom)", Hears.FOLLOWED, Answers.BY_HAND, ("feed_by_feed", "no_comments"),
          ("connect_feed", "answer_there"), channel="feed"),
    Reach("mastodon", "Mastodon", Hears.FOLLOWED, Answers.YES, ("many_servers", "search_switched_off"),
          ("name_hashtags",), channel="mastodon"),
    Reach("discourse", "Foren", Hears.FOLLOWED, Answers.OURS, ("each_its_own", "own_forum_only"),
          ("forum_feed", "answer_there"), channel="discourse"),
    Reach("reddit", "Reddit", Hears.FOLLOWED, Answers.BY_HAND, ("keys_ended",), ("reddit_feed", "answer_there"), Source.HELP_PAGES),
    Reach("facebook", "Facebook", Hears.OURS, Answers.OURS, ("page_only", "app_review"),
          ("own_page", "search_by_hand"), Source.HELP_PAGES, channel="facebook"),
    Reach("instagram", "Instagram", Hears.OURS, Answers.OURS, ("tagged_only", "private_once"),
          ("ask_to_be_tagged", "search_by_hand"), Source.HELP_PAGES, channel="instagram"),
    Reach("x", "X", Hears.PAID, Answers.OURS, ("pay_per_post", "named_only"),
          ("count_the_cost", "answer_by_hand"), channel="x"),
    Reach("linkedin", "LinkedIn", Hears.OURS, Answers.OURS, ("own_page_approved", "no_export"),
          ("own_page", "search_by_hand"), Source.HELP_PAGES, channel="linkedin"),
    Reach("youtube", "YouTube", Hears.OURS, Answers.OURS, ("own_videos", "daily_units"),
          ("search_by_hand", "channel_feed"), channel="youtube"),
    Reach("telegram", "Telegram", Hears.OURS, Answers.OURS, ("bot_where_invited", "no_history"),
          ("invite_bot",), channel="telegram"),
    Reach("google", "Google-Bewertungen", Hears.OURS, Answers.OURS, ("own_places", "on_application"),
          ("claim_places", "mails_of_google"), Source.HELP_PAGES, channel="google_business"),
)  # fmt: skip

BY_NETWORK: Mapping[str, Reach] = {one.network: one for one in NETWORKS}
STREAMS = tuple(one.network for one in NETWORKS if one.stream)
"""The networks that a listening search of this version hears."""


def answerable(network: str) -> Answers:
    """Whether what was heard there may be answered; NO for a network that nobody wrote down."""
    found = BY_NETWORK.get(network)
    return found.answers if found else Answers.NO
