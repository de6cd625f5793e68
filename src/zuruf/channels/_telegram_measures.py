"""What Telegram lets a bot do against abuse: `deleteMessage`, `banChatMember`, `unbanChatMember` (Bot API 10.1).

* Deleting: what others wrote in a group where the bot is an administrator that may delete, within 48 hours; in a private chat what came in.
* Blocking: only out of groups, where the bot is an administrator that may ban. Lifting it lets somebody come back, and calls nobody in.
* What is so already is done: a message that is not there, a person who is banned.
"""

from zuruf.channels._base import NO_AUTHOR, NOT_OFFERED
from zuruf.channels._telegram_wire import Wire, place
from zuruf.core.channel import Refused
from zuruf.core.measure import Measure, Offer, Ordered

DELETES = (
    "It is gone for everybody. Only within 48 hours, and in a group only where the bot is an administrator."
)
BANS = "This author is put out of the group and cannot come back. The bot has to be an administrator there."
OFFERS = (
    Offer(Measure.DELETE, harmless=True, says=DELETES),
    Offer(Measure.BLOCK, back=True, harmless=True, deafens=True, says=BANS),
)
ONLY_GROUPS = "A bot can shut somebody out of a group, not out of a private chat."
SAYS = (DELETES, BANS, ONLY_GROUPS)


def act(wire: Wire, order: Ordered) -> None:
    """One request. Raises Refused for what Telegram does not offer."""
    chat, number = place(order.ref)
    match order.measure, order.back:
        case Measure.DELETE, False:
            wire.delete(chat, number)
        case Measure.BLOCK, back:
            if order.ref.get("private"):
                raise Refused(ONLY_GROUPS)
            if not order.author.isascii() or not order.author.isdigit():
                raise Refused(NO_AUTHOR)  # a chat that speaks for itself, such as a channel
            body: dict[str, object] = {"chat_id": chat, "user_id": int(order.author)}
            if back:
                wire.done("unbanChatMember", body | {"only_if_banned": True})
            else:
                wire.done("banChatMember", body)
        case _:
            raise Refused(NOT_OFFERED)
