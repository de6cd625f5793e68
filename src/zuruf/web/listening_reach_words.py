"""What can be heard on which network, in words. A test finds what core/listening_reach.py names and has none here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuruf import channels
from zuruf.core.listening_reach import NETWORKS, Answers, Hears, Reach, Source
from zuruf.web import words


@dataclass(frozen=True, slots=True)
class Row:
    """One network in words. `here`: how this version takes part."""

    network: str
    name: str
    hears: str
    answers: str
    reasons: list[str]
    instead: list[str]
    here: str
    unsure: bool
    stream: bool


def rows() -> list[Row]:
    """All networks, those that are heard best first."""
    return [_row(one) for one in NETWORKS]


def name(network: str) -> str:
    """The network in the reader's language."""
    return {
        "feed": _("Blogs, news (RSS, Atom)"),
        "discourse": _("Forums"),
        "google": _("Google reviews"),
    }.get(network) or next((one.name for one in NETWORKS if one.network == network), words.channel(network))


def hears(how: Hears) -> str:
    return {
        Hears.ALL: _("everything public"),
        Hears.FOLLOWED: _("what you follow one by one"),
        Hears.OURS: _("only what is written to you"),
        Hears.PAID: _("only for money"),
    }[how]


def answers(how: Answers) -> str:
    return {
        Answers.YES: _("yes, from here"),
        Answers.OURS: _("only where you are named, or on your own page"),
        Answers.BY_HAND: _("by hand, signed in there"),
        Answers.NO: _("no"),
    }[how]


def cannot_answer(network: str) -> str:
    """Said before somebody writes: why what was heard there cannot be answered from here; "" where it can."""
    one = next((r for r in NETWORKS if r.network == network), None)
    if one is None or one.answers is Answers.NO:
        return _("What was heard there cannot be answered from here.")
    if one.answers is Answers.OURS:
        return _(
            "%(network)s lets you answer only where you are named. Open it there and answer by hand."
        ) % {"network": name(network)}
    if one.answers is Answers.BY_HAND:
        return _("%(network)s has no way to answer from here. Open it there and answer by hand.") % {
            "network": name(network)
        }
    return ""


def _row(one: Reach) -> Row:
    here = (
        _("heard by listening searches")
        if one.stream
        else _("by connecting an account")
        if one.channel in channels.kinds()
        else ""
    )
    return Row(
        one.network,
        name(one.network),
        hears(one.hears),
        answers(one.answers)
        if here or one.answers is not Answers.YES
        else _("yes, once it can be connected"),
        [reason(code) for code in one.reasons],
        [instead(code) for code in one.instead],
        here or _("not in this version"),
        one.source is Source.HELP_PAGES,
        one.stream,
    )


def reason(code: str) -> str:
    """Why no more can be heard there."""
    return {**_open(), **_own()}[code]


def _open() -> dict[str, str]:
    """Where more can be heard than what is written to us."""
    return {
        "open_stream": _("The network gives everybody its whole public stream."),
        "look_back": _(
            "After a longer outage than a day and a half, what was written before is lost to listening."
        ),
        "no_private": _("Messages between two people are not in it, and nobody should listen to them."),
        "feed_by_feed": _("There is no stream of all blogs. Each has a feed of its own, if it has one."),
        "no_comments": _("A feed has the articles, mostly not the comments below them."),
        "many_servers": _(
            "Thousands of servers, and each knows only what somebody there follows. Nobody hears all of it."
        ),
        "search_switched_off": _(
            "Full-text search needs an account on the server, and many servers have it off."
        ),
        "each_its_own": _("Every forum is a house of its own. There is no search over all of them."),
        "own_forum_only": _(
            "Notices and the search come with a key, and a key is given for one's own forum."
        ),
        "keys_ended": _("New programs get no key since November 2025 without an approval, which is rare."),
    }


def _own() -> dict[str, str]:
    """Where only that can be heard, or costs money."""
    return {
        "page_only": _(
            "The network tells of comments and messages on your own page. It offers no search in what others write."
        ),
        "app_review": _("Even for that, your app has to pass a review."),
        "tagged_only": _("You hear comments below your own pictures, and where somebody tags you."),
        "private_once": _("A private answer is possible once per comment, within seven days."),
        "pay_per_post": _("Each post that is read costs half a cent (US), also those that are of no use."),
        "named_only": _(
            "Who is not named or quoted may not answer by program. What listening finds therefore stays unanswered."
        ),
        "own_page_approved": _(
            "Comments on your own company page, after an approval. Personal profiles stay closed."
        ),
        "no_export": _("The terms limit how long comments may be kept, and forbid to pass them on."),
        "own_videos": _("Comments are read video by video. There is no search over all comments."),
        "daily_units": _("A day has 10,000 units: enough to read your own videos, not the platform."),
        "bot_where_invited": _(
            "A bot reads the groups to which somebody invited it, and what is written to it."
        ),
        "no_history": _("What was written before it came is closed to it, and it cannot begin a chat."),
        "own_places": _(
            "New reviews of your own confirmed places. Those of others are only to be seen in the map."
        ),
        "on_application": _("The interface is opened on application."),
    }


def instead(code: str) -> str:
    """What to do where listening ends."""
    return {
        "search_here": _("Make a listening search. It hears what is written from that moment on."),
        "connect_feed": _("Connect the feeds that matter as accounts; each article becomes a conversation."),
        "answer_there": _("Answer there, signed in as one of you, and note it in the conversation."),
        "name_hashtags": _(
            "Connect an account and name up to five hashtags: what is written under them comes in."
        ),
        "forum_feed": _("Most forums offer a feed for each section: connect it."),
        "reddit_feed": _("A subreddit has a feed: connect it. It shows the posts, not the answers."),
        "own_page": _("Keep a page of your own, so that people have a place to write to you."),
        "search_by_hand": _("Give somebody a quarter of an hour a week to search there by hand."),
        "ask_to_be_tagged": _("Say where people see it which name to tag."),
        "count_the_cost": _(
            "Reckon first: a hundred posts a day are about 15 dollars a month, a thousand 150."
        ),
        "answer_by_hand": _("Answer by hand in the network's own app, signed in as the house."),
        "channel_feed": _("The channels that talk about you have a feed of their videos: connect it."),
        "invite_bot": _("Ask the groups that matter whether your bot may join, openly and by name."),
        "claim_places": _("Confirm your places there, and apply for the interface early: it takes weeks."),
        "mails_of_google": _("Until then, have its e-mails about new reviews sent to the desk."),
    }[code]
