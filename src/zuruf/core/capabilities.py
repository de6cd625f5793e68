"""What a channel can really do, as data: pages, checks and the table in the documents are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zuruf.core.measure import Offer


class Receive(StrEnum):
    POLL = "poll"
    WEBHOOK = "webhook"
    NONE = "none"


class Group(StrEnum):
    """Under which heading one looks for it on the connect page."""

    SOCIAL = "social"
    FORUM = "forum"  # forums and blogs
    MESSAGES = "messages"  # one to one: mail, chats
    REVIEWS = "reviews"
    OWN = "own"  # one's own page, files and systems


class Repeat(StrEnum):
    """What happens when the same reply is handed in twice."""

    HARMLESS = "harmless"  # the network takes our key, or an id chosen by us
    TRACEABLE = "traceable"  # we can look whether it arrived
    BLIND = "blind"  # a person must look


class TriedAgainst(StrEnum):
    """How close to the live network a channel was tested; shown to people as it is."""

    REAL_SERVER = "real_server"
    RECORDED = "recorded"
    SPECIFICATION = "specification"


@dataclass(frozen=True, slots=True)
class Length:
    """How much of a limit a text uses. `used` > `limit` means too long; `unit` is "characters", "graphemes" or "bytes"."""

    used: int
    limit: int
    unit: str = "characters"

    @property
    def left(self) -> int:
        return self.limit - self.used


class Shows(StrEnum):
    """How we come to know whether the public sees what the network accepted."""

    AT_ONCE = "at_once"  # accepted is visible
    LOOK = "look"  # `read_back` tells
    UNTOLD = "untold"  # nobody can tell us


class Visibility(StrEnum):
    """What became of something that the network accepted."""

    ACCEPTED = "accepted"  # it has it; nobody knows yet whether the public sees it
    VISIBLE = "visible"
    HIDDEN = "hidden"  # by the network's moderation, or by its user
    GONE = "gone"  # deleted there, not by us
    BOUNCED = "bounced"  # it came back: whom it was for did not get it


@dataclass(frozen=True, slots=True)
class Attach:
    """What may be attached. `types`: MIME type → most bytes of one file. `alt_longest`: characters of an alternative
    text; 0 where the network takes none. `most_pixels`: of the longer side, None = no limit."""

    most: int
    types: Mapping[str, int]
    alt_longest: int = 0
    most_pixels: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in when an account is connected. `label` is English source text for gettext."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    kind: str = "text"  # text | url | password | made (a secret that we propose, for both sides)
    required: bool = True
    default: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The message that would be answered, as far as a network's rules ask for it: its `ref`, whether the public sees it, when it was
    written and when its author last wrote to us in this conversation. `answered`: so many answers of ours to this very message are out
    or on their way; `privately`: the answer would go to its author alone although the public sees the message, and then only such answers
    are counted."""

    ref: Mapping[str, str]
    public: bool
    at: datetime
    last_at: datetime
    answered: int = 0
    privately: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a network takes an answer; shown before one writes. `refusal`: why it will not (English source text for
    gettext, "" = it will). `until`: from then on it will not any more. `cents`: what it costs, in US cents. `note`: what else to know."""

    refusal: str = ""
    until: datetime | None = None
    cents: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a network's interface that we speak, and the last day on which the network promises to answer it."""

    name: str
    ends: date

    def ends_soon(self, today: date) -> bool:
        """Time to take a newer Zuruf, or it is too late."""
        return self.ends - today <= timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can really do. Pages and checks are made from this row.

    `reply`: to what somebody wrote; `post`: on our own account; `thread`: an answer may go out in parts, each a reply to
    the one before. `length` measures a text and returns the tightest limit. `remembers_for`: how long a HARMLESS network knows our
    key (None = for ever). `settles_within`: how long until a look-up that finds nothing means "not there".
    `offers`: the measures against abuse; none: a person does it at the network, by hand. `searches`: what anybody wrote there can be
    looked for. `own`: a page of ours, always there: nobody is asked about it,
    and what stands on it stays until somebody takes it down. `addressed`: what comes in was all written to us, by name, below what is ours or at a place of ours (else somebody may
    just have written about anything). `parents`: a public message names the one that it answers (`Incoming.parent`), and where it names
    none it answers none. `waits`: see `channel.Waits`. `calls`: the network calls an address of ours (`verify`, `unpack`); what is polled besides
    fills the gaps. `by_hand`: nothing goes out by itself, a person posts it there and tells where. `terms`: under which a message can be
    answered now, with this text, at this time. `guide`: what to do at the network before one can connect, step by step, and `guide_url` where
    (English source text for gettext). `retention`: the longest that the network lets us keep what it gave. `window`: the usual one in
    which it takes an answer; `terms` says it for the message at hand. `limits_of`: the length function of one instance, from its
    `Check.measures`, where each has its own. `besides`: what the channel itself adds to a text that answers a message with this `ref`, as far as
    it counts (a handle, a content warning). `privately`: what the public sees can also be answered to its author alone; `private_stays`: a private
    message can be neither changed nor taken back, whatever else can; `counted`: how a text is
    counted then, or in answer to a private message (its `ref`; whether privately), where that differs; None: as usual. `title` and `lead`: its name for people and one sentence on what it does; `says`: the sentences of its
    errors, with `%(name)s` where something is filled in (all English source text for gettext). `realm_by`: the setting that names the
    instance, where message ids are unique only within one; "": within the whole network. `group`: where it stands on the connect page.
    """

    receive: Receive
    reply: bool
    private: bool = False
    post: bool = False
    thread: bool = False
    searches: bool = False
    withdraw: bool = False
    edit: bool = False
    attach: Attach | None = None
    shows: Shows = Shows.UNTOLD
    length: Callable[[str], Length] | None = None
    repeat: Repeat = Repeat.BLIND
    remembers_for: timedelta | None = None
    settles_within: timedelta = timedelta(minutes=2)
    poll_every: timedelta = timedelta(seconds=60)
    window: timedelta | None = None
    cost: str = ""
    retention: timedelta | None = None
    tried_against: TriedAgainst = TriedAgainst.SPECIFICATION
    fields: tuple[Field, ...] = ()
    offers: tuple[Offer, ...] = ()
    own: bool = False
    addressed: bool = False
    parents: bool = False
    waits: bool = False
    calls: bool = False
    by_hand: bool = False
    terms: Callable[[Asked, str, datetime], Terms] | None = None
    guide: tuple[str, ...] = ()
    guide_url: str = ""
    version: Version | None = None
    limits_of: Callable[[Mapping[str, int]], Callable[[str], Length]] | None = None
    besides: Callable[[Mapping[str, str], str], str] | None = None
    privately: bool = False
    private_stays: bool = False
    counted: Callable[[Mapping[str, str], bool], Callable[[str], Length] | None] | None = None
    title: str = ""
    lead: str = ""
    says: tuple[str, ...] = ()
    realm_by: str = ""
    group: Group = Group.SOCIAL

    def offer(self, measure: str) -> Offer | None:
        """What the network offers of this kind; None: nothing."""
        return next((o for o in self.offers if o.measure == measure), None)

    def changes(self, *, public: bool) -> bool:
        """Can what is out be changed in its place?"""
        return self.edit and (public or not self.private_stays)

    def takes_back(self, *, public: bool) -> bool:
        """Can what is out be taken back?"""
        return self.withdraw and (public or not self.private_stays)

    def measured(
        self, measures: Mapping[str, int], ref: Mapping[str, str], *, privately: bool = False
    ) -> Callable[[str], Length] | None:
        """How long a text is here: by the numbers of the instance (`Check.measures`), with what the channel adds to an answer to a
        message with this *ref* ({} = a post of our own). *privately*: it goes to its author alone. None: there is no limit that we know."""
        if self.counted is not None and (own := self.counted(ref, privately)) is not None:
            return own
        count = self.limits_of(measures) if self.limits_of and measures else self.length
        adds = self.besides
        if count is None or adds is None or not ref:
            return count
        known = count
        return lambda text: known(adds(ref, text) + text)
