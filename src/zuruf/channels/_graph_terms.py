"""How long an answer over Meta's Graph API may be, and until when the network takes it: in public, and as a private message. Pure.

Sources: those of `_graph_messages`.

* A message may be answered for 24 hours after the person's last one; for 7 days by a person (`HUMAN_AGENT`, a right that the app has to
  be granted). A machine, which a holding reply is, may not use that.
* A public comment or post may be answered privately once, within 7 days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zuruf.channels._base import must_fit
from zuruf.core.capabilities import Asked, Length, Terms
from zuruf.core.channel import Outgoing, Refused

WINDOW = timedelta(hours=24)
BY_A_PERSON = timedelta(days=7)
PRIVATELY = timedelta(days=7)

TOO_LATE = "The network takes an answer only within 7 days after the person's last message. It will again as soon as they write."
AS_A_PERSON = (
    "More than 24 hours have passed since the person's last message. The answer goes out as one that a person wrote; "
    "for that Meta must have given your app the right Human Agent."
)
STILL_A_DAY = "Without further ado within 24 hours after the person's last message; after that for 7 days if your app has the right Human Agent."
NOT_PRIVATELY = (
    "The network takes a private answer to this only within 7 days. It can still be answered in public."
)
ONCE = (
    "The network takes one private answer to this, and it has been given. It can still be answered in public."
)
ONE_ONLY = "One private answer is possible. After that you can only write when the person writes back."
NOT_ELSEWHERE = (
    "The network takes a private answer only to what stands on your own page or below your own pictures."
)
TOO_LONG_ALONE = "A private message has room for %(limit)s characters; this has %(used)s."
TOO_LARGE_ALONE = "A private message has room for %(limit)s bytes, an umlaut takes two; this has %(used)s."
SAYS = (
    TOO_LATE,
    AS_A_PERSON,
    STILL_A_DAY,
    NOT_PRIVATELY,
    ONCE,
    ONE_ONLY,
    NOT_ELSEWHERE,
    TOO_LONG_ALONE,
    TOO_LARGE_ALONE,
)


@dataclass(frozen=True, slots=True)
class Room:
    """How one network counts: a comment that everybody sees, and a private message, which has less room."""

    public: Callable[[str], Length]
    private: Callable[[str], Length]

    def counted(self, ref: Mapping[str, str], privately: bool) -> Callable[[str], Length] | None:
        """See `Capabilities.counted`."""
        return self.private if privately or ref.get("kind") == "message" else None

    def must_fit(self, reply: Outgoing) -> None:
        """Raises Refused for what is empty, too long, or has half a character."""
        if goes_privately(reply) and (measured := self.private(reply.text)).left < 0:
            raise Refused(_too_long(measured))
        must_fit(reply.text, self.public(reply.text))

    def terms(self, asked: Asked, text: str, now: datetime) -> Terms:
        """Until when a message, or privately a comment, can be answered now."""
        message = asked.ref.get("kind") == "message"
        if not (message or asked.privately):
            return Terms()
        if not message and elsewhere(asked.ref):
            return Terms(refusal=NOT_ELSEWHERE)
        if (measured := self.private(text)).left < 0:
            return Terms(refusal=_too_long(measured))
        if not message:
            until = asked.at + PRIVATELY
            if now >= until:
                return Terms(refusal=NOT_PRIVATELY)
            return Terms(refusal=ONCE) if asked.answered else Terms(until=until, note=ONE_ONLY)
        until, day = asked.last_at + BY_A_PERSON, asked.last_at + WINDOW
        if now >= until:
            return Terms(refusal=TOO_LATE)
        return Terms(until=until, note=AS_A_PERSON) if now >= day else Terms(until=day, note=STILL_A_DAY)


def goes_privately(reply: Outgoing) -> bool:
    """Whether it goes out as a message, to the person alone."""
    return reply.parent.get("kind") == "message" or not reply.public


def elsewhere(ref: Mapping[str, str]) -> bool:
    """Whether it stands on somebody else's page or picture, and only names us."""
    return ref.get("kind") == "mention" or bool(ref.get("elsewhere"))


def _too_long(measured: Length) -> str:
    words = TOO_LARGE_ALONE if measured.unit == "bytes" else TOO_LONG_ALONE
    return words % {"limit": f"{measured.limit:,}", "used": f"{measured.used:,}"}
