"""How much room a text has: by the numbers of the account's own instance, with what its channel adds to an answer."""

from collections.abc import Callable, Mapping

from zuruf import channels
from zuruf.classifiers import facts
from zuruf.core.capabilities import Length
from zuruf.core.parts import TooLong, split
from zuruf.store.models import Draft
from zuruf.store.queries.accounts import measures
from zuruf.store.queries.reply import Scene

Count = Callable[[str], Length]


def of(here: Scene) -> Count | None:
    """How a text is counted that answers in this scene (or is our own post); None where there is no limit."""
    return _count(here.channel, here.measures, here.ref, here.privately)


def of_draft(draft: Draft) -> Count | None:
    """The same of a draft that goes out."""
    account = draft.conversation.account
    ref = draft.answers.ref if draft.answers else {}
    return _count(account.channel, measures(account.check_result), ref, draft.privately)


def _count(channel: str, numbers: Mapping[str, int], ref: Mapping[str, str], privately: bool) -> Count | None:
    return channels.can(channel).measured(numbers, ref, privately=privately)


def parts(channel: str, text: str, count: Count | None) -> tuple[str, ...]:
    """What *text* goes out in on this channel; () when it goes out whole, or not at all."""
    if not channels.can(channel).thread:
        return ()
    if count is None or len(text) > facts.MAX:
        return ()
    try:
        found = split(text, count)
    except TooLong:
        return ()
    return found if len(found) > 1 else ()
