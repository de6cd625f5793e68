"""Reading what every page of the house shows around itself: how much lies where. One statement."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from zuruf.core.desk import COUNTED, Queue
from zuruf.core.hiding import LOOK_WITHIN
from zuruf.core.library import SOON
from zuruf.core.people import Role, Who
from zuruf.store.queries.account_care import ENDS_SOON


@dataclass(frozen=True, slots=True)
class TeamCount:
    public_id: str
    name: str
    open: int
    mine: bool

    @property
    def slug(self) -> str:
        return f"{Queue.TEAM.value}-{self.public_id}"


@dataclass(frozen=True, slots=True)
class View:
    """A saved search that she sees at the left. `mine`: she keeps it herself."""

    public_id: str
    name: str
    mine: bool

    @property
    def slug(self) -> str:
        return f"search-{self.public_id}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the house shows around itself. Counts stop at `COUNTED`."""

    counts: dict[str, int] = field(default_factory=dict)  # by Queue value
    teams: tuple[TeamCount, ...] = ()
    views: tuple[View, ...] = ()  # saved searches
    moderation: int = 0
    holds: int = 0
    cut: int = 0  # accounts to which our access ended or ends soon
    hand: int = 0  # answers that a person has to post by hand
    posts_back: int = 0  # posts of hers that came back
    acts: int = 0  # measures against abuse that are unclear, or wait for her to look at them
    reviews: int = 0  # answers that wait for her to look at them
    proposals: int = 0  # of mandates that she granted, passed on to her
    slips: int = 0  # goodwill that is promised and not fulfilled
    offered: int = 0  # proposals about her that nobody else knows of
    facts: int = 0  # hers to check again soon
    asked: int = 0  # questions for a fact that lie with her
    rings: int = 0  # answers of others that wait for her eyes
    thanks: int = 0  # from outside, hers, not read yet
    changed: int = 0  # answers of hers that went out otherwise than she wrote them or came back, and that she has not seen
    organisation: str = ""
    timezone: str = "Europe/Berlin"
    target_minutes: int = 60
    demo: bool = False  # the invented company lives here
    steps: bool = False  # a real house that has not put its first steps away

    @property
    def outbox(self) -> int:
        """Where something in the outbox waits for a person: it is unclear or missing, or wants a yes."""
        return self.counts.get(Queue.UNCLEAR, 0)

    @property
    def has_my_team(self) -> bool:
        return any(t.mine for t in self.teams)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """Every count with the slug of its place."""
        return [*self.counts.items(), *((t.slug, t.open) for t in self.teams)]


_COUNTS = {
    Queue.US: "state = 'open'",
    Queue.MINE: "state = 'open' AND owner_id = %(me)s",
    Queue.TEAM: "state = 'open' AND team_id IN (SELECT team_id FROM store_member_teams WHERE member_id = %(me)s)",
    Queue.UNOWNED: "state = 'open' AND owner_id IS NULL AND team_id IS NULL",
    Queue.UNSURE: "state = 'open' AND unsure",
    Queue.SECOND: "ask_until IS NOT NULL",
}
UNCLEAR = (  # each by its own index
    "(SELECT id FROM store_conversation WHERE unclear > 0 UNION SELECT id FROM store_conversation WHERE missing > 0"
    " UNION SELECT conversation_id FROM store_delivery WHERE state = 'queued' AND wants_yes)"
)
CAPPED = f"(SELECT count(*) FROM (SELECT 1 FROM {{}} LIMIT {COUNTED}) AS capped)"  # noqa: S608  no input in it
_FRAME = " UNION ALL ".join(
    [
        f"SELECT 'queue', '{queue}', '', {CAPPED.format(f'store_conversation WHERE {where}')}, 0"
        for queue, where in _COUNTS.items()
    ]
    + [
        f"SELECT 'queue', '{Queue.UNCLEAR}', '', " + CAPPED.format(f"{UNCLEAR} AS either") + ", 0",
        "SELECT 'house', name, timezone, target_minutes, CASE WHEN demo THEN 1 WHEN steps_away THEN 2 ELSE 0 END FROM store_organisation WHERE id = 1",
        "SELECT 'team', public_id, name,"  # noqa: S608
        + CAPPED.format("store_conversation AS c WHERE c.team_id = t.id AND c.state = 'open'")
        + ", (SELECT count(*) FROM store_member_teams WHERE team_id = t.id AND member_id = %(me)s) FROM store_team AS t",
        "SELECT 'view', public_id, name, CASE WHEN owner_id = %(me)s THEN 1 ELSE 0 END, 0 FROM store_savedsearch"
        " WHERE gone_at IS NULL AND (owner_id = %(me)s OR shared)",
        "SELECT 'hold', '', ''," + CAPPED.format("store_hold WHERE lifted_at IS NULL") + ", 0",
        "SELECT 'cut', '', '',"
        + CAPPED.format(
            "store_account WHERE enabled AND disconnected_at IS NULL AND (state = 'not_connected' OR expires_at < %(ends)s)"
        )
        + ", 0",
        "SELECT 'hand', '', ''," + CAPPED.format("store_delivery WHERE state = 'posting'") + ", 0",
        "SELECT 'hand', '', '',"
        + CAPPED.format(
            "store_delivery WHERE state = 'queued' AND by_hand AND NOT wants_yes AND not_before <= %(now)s"
        )
        + ", 0",
        "SELECT 'posts', '', '',"  # noqa: S608
        + CAPPED.format(
            "store_draft AS d WHERE d.kind = 'post' AND d.state = 'writing' AND d.author_id = %(me)s AND ("
            "EXISTS (SELECT 1 FROM store_secondpair WHERE draft_id = d.id AND state IN ('returned', 'late_returned')) OR "
            "EXISTS (SELECT 1 FROM store_delivery WHERE draft_id = d.id AND state IN ('refused', 'given_up')))"
        )
        + ", 0",
        "SELECT 'ring', '', '',"  # noqa: S608
        + CAPPED.format(
            "store_secondpair AS s WHERE s.state IN ('open', 'late_holding') AND (s.asked_of_id = %(me)s OR ("
            "s.asked_of_id IS NULL AND (%(eyes)s = 1 OR (%(owner)s = 1 AND s.reason = 'partner')) AND NOT EXISTS ("
            "SELECT 1 FROM store_draft AS d WHERE d.id = s.draft_id AND d.author_id = %(me)s))) AND NOT EXISTS ("
            "SELECT 1 FROM store_draft AS d JOIN store_conversation AS c ON c.id = d.conversation_id"
            " JOIN store_account AS a ON a.id = c.account_id"
            " WHERE d.id = s.draft_id AND a.disconnected_at IS NOT NULL)"
        )
        + ", 0",
        "SELECT 'ring', '', '',"
        + CAPPED.format("store_ring WHERE member_id = %(me)s AND state IN ('ringing', 'unheard')")
        + ", 0",
        "SELECT 'asked', '', '',"
        + CAPPED.format(
            "store_factask WHERE asked_of_id = %(me)s AND (state = 'open' OR (state = 'late' AND link_until > %(now)s))"
        )
        + ", 0",
        "SELECT 'changed', '', '',"
        + CAPPED.format(
            "store_factask WHERE asked_by_id = %(me)s AND seen_at IS NULL AND state IN ('answered', 'late')"
        )
        + ", 0",
        "SELECT 'changed', '', '',"
        + CAPPED.format(
            "store_secondpair AS s JOIN store_draft AS d ON d.id = s.draft_id WHERE s.state = 'released' AND s.changed"
            " AND s.author_saw_at IS NULL AND d.author_id = %(me)s"
        )
        + ", 0",
        "SELECT 'changed', '', '',"
        + CAPPED.format(
            "store_draft AS d JOIN store_secondpair AS s ON d.id = s.draft_id WHERE d.state = 'writing'"
            " AND d.kind IN ('reply', 'post') AND d.author_id = %(me)s AND s.state IN ('returned', 'late_returned')"
            " AND s.author_saw_at IS NULL"
        )
        + ", 0",
        "SELECT 'changed', '', '',"
        + CAPPED.format(
            "store_secondpair AS s JOIN store_draft AS d ON d.id = s.draft_id WHERE d.state = 'discarded'"
            " AND d.kind IN ('correction', 'edit') AND d.author_id = %(me)s"
            " AND s.state IN ('returned', 'late_returned') AND s.author_saw_at IS NULL"
        )
        + ", 0",
        "SELECT 'reviews', '', '',"
        + CAPPED.format(
            "store_review AS r JOIN store_delivery AS d ON d.id = r.delivery_id WHERE r.state = 'open'"
            " AND d.author_id <> %(me)s AND coalesce(d.accountable_id, 0) <> %(me)s"
        )
        + ", 0",
        "SELECT 'acts', '', ''," + CAPPED.format("store_act WHERE state = 'unclear'") + ", 0",
        "SELECT 'acts', '', '',"
        + CAPPED.format(
            "store_act WHERE state = 'done' AND ended_at IS NULL AND look = '' AND measure <> 'report'"
            " AND takes_back_id IS NULL AND by_id <> %(me)s AND at > %(lately)s AND (%(eyes)s = 1 OR %(owner)s = 1)"
        )
        + ", 0",
        "SELECT 'proposals', '', '',"
        + CAPPED.format(
            "store_proposal AS p JOIN store_mandate AS m ON m.id = p.mandate_id"
            " WHERE p.state = 'passed_on' AND m.granted_by_id = %(me)s"
        )
        + ", 0",
        "SELECT 'facts', CAST(expires_on AS text), '', count(*), 0 FROM store_fact"
        " WHERE retired_at IS NULL AND owner_id = %(me)s AND expires_on <= %(soon)s GROUP BY expires_on",
        "SELECT 'thanks', '', '',"
        + CAPPED.format("store_thanks WHERE member_id = %(me)s AND seen_at IS NULL")
        + ", 0",
        "SELECT 'slips', '', ''," + CAPPED.format("store_goodwill WHERE state = 'promised'") + ", 0",
        "SELECT 'offered', '', '',"
        + CAPPED.format("store_proposal WHERE state = 'with_person' AND member_id = %(me)s")
        + ", 0",
        "SELECT 'talk', '', ''," + CAPPED.format("store_talkpost WHERE state = 'waiting'") + ", 0",
        "SELECT 'talk', '', ''," + CAPPED.format("store_talkreport WHERE decision = ''") + ", 0",
        "SELECT 'talk', '', ''," + CAPPED.format("store_talkobjection WHERE decision = ''") + ", 0",
    ]
)


def _about(who: Who, now: datetime) -> dict[str, int | date]:
    return {
        "me": who.id,
        "eyes": int(who.second_pair),
        "owner": int(who.role == Role.OWNER),
        "now": now,
        "ends": now + ENDS_SOON,
        "lately": now - LOOK_WITHIN,
        "soon": now.date() + SOON + timedelta(days=1),  # which day the house has is known later
    }


def frame(who: Who, now: datetime) -> Frame:
    """Counts of all queues and teams, work in moderation, holds, and the organisation: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FRAME, _about(who, now))
        found = cursor.fetchall()
    house = next((r for r in found if r[0] == "house"), ("house", "", "Europe/Berlin", 60, 0))
    soon = now.astimezone(ZoneInfo(house[2])).date() + SOON
    teams = [TeamCount(r[1], r[2], r[3], bool(r[4])) for r in found if r[0] == "team"]
    views = [View(r[1], r[2], bool(r[3])) for r in found if r[0] == "view"]
    n: Counter[str] = Counter()
    for kind, _, _, count, _ in found:
        n[kind] += count
    return Frame(
        counts={r[1]: r[3] for r in found if r[0] == "queue"},
        teams=tuple(sorted(teams, key=lambda t: t.name.casefold())),
        views=tuple(sorted(views, key=lambda v: v.name.casefold())),
        moderation=n["talk"],
        holds=n["hold"],
        cut=n["cut"],
        hand=n["hand"],
        posts_back=n["posts"],
        acts=n["acts"],
        reviews=n["reviews"],
        proposals=n["proposals"],
        slips=n["slips"],
        offered=n["offered"],
        facts=min(sum(r[3] for r in found if r[0] == "facts" and r[1] <= soon.isoformat()), COUNTED),
        asked=n["asked"],
        rings=n["asked"] + n["ring"],
        thanks=n["thanks"],
        changed=n["changed"],
        organisation=house[1],
        timezone=house[2],
        target_minutes=house[3],
        demo=house[4] == 1,
        steps=house[4] == 0 and bool(house[1]),
    )
