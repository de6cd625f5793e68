"""Around a conversation: who else has it open, to whom it can be handed, and what of the house its page shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zuruf.core.desk import FRESH
from zuruf.core.guideline_facts import House
from zuruf.core.people import OURS, Who
from zuruf.core.pressing import read
from zuruf.core.target import Target
from zuruf.store import changes
from zuruf.store.changes import Position
from zuruf.store.models import Presence
from zuruf.store.queries import guideline_facts
from zuruf.store.queries.mandate import Rules

Told = tuple[str, ...]  # a row of the statement below, without its kind


@dataclass(frozen=True, slots=True)
class There:
    """Somebody else who has the conversation open."""

    public_id: str
    name: str
    initials: str
    writing: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """To whom a conversation can be handed: (public id, name)."""

    members: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...] = ()  # the open ones
    everybody: tuple[
        tuple[str, str], ...
    ] = ()  # of ours, also those who do not answer here: whom one can ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a verdict rests on besides the conversation. `told`: what guidelines know of the house."""

    rules: Rules
    told: guideline_facts.Around = guideline_facts.Around()
    guidelines: tuple[tuple[str, int], ...] = ()  # (digest, version) of those that are switched on


@dataclass(frozen=True, slots=True, kw_only=True)
class Around(Ground):
    """`position`: where the page stands, for its stream. `names`: of people by public id and pseudonym, of teams and open incidents
    by public id. `topics`: slugs of those in use. `plan`: is anybody responsible for anything? `holds`: is any on? `guard`: the name
    of whoever is rung when life is at risk, "" for whoever is on duty. `help_line`: the house's own for its people, "" for none."""

    position: Position
    there: tuple[There, ...]
    hands: Hands
    names: Mapping[str, str]
    topics: tuple[str, ...]
    plan: bool
    holds: bool
    house: Mapping[str, Any] | None  # hours and target as flow.calendar reads them
    targets: tuple[Target, ...]
    places: Mapping[int, str]  # where those of ours work who say so
    guard: str = ""
    help_line: str = ""


def others(who: Who, public_id: str, now: datetime) -> tuple[There, ...]:
    """Who else has it open, seen within the last 40 s; those who write first. One statement."""
    found = (
        Presence.objects.filter(conversation__public_id=public_id, seen_at__gt=now - FRESH)
        .exclude(member_id=who.id)
        .order_by("-writing", "id")
        .values_list("member__public_id", "member__name", "member__initials", "writing")
    )
    return tuple(There(*row) for row in found)


def around(who: Who, public_id: str, now: datetime) -> Around:
    """What a conversation's page shows of the house besides the conversation with this public id. One statement, which is to be
    the page's first: what changes after it is told by the stream."""
    fresh = connection.ops.adapt_datetimefield_value(now - FRESH)
    found = _found(
        _AROUND.replace("{position}", changes.last_as_sql()),
        {"me": who.id, "conversation": public_id, "fresh": fresh},
    )
    people = sorted(found.get("member", ()), key=lambda m: m[2])
    named = [(one, name) for kind in ("team", "incident") for one, name, *_ in found.get(kind, ())]
    return Around(
        position=changes.last_read(found["at"][0][0]),
        there=tuple(There(t[0], t[1], t[2], bool(t[3])) for t in sorted(found.get("there", ()), key=_first)),
        hands=_hands(who, found, people),
        names={key: m[2] for m in people for key in m[:2]} | dict(named),
        topics=tuple(t[0] for t in sorted(found.get("topic", ()), key=lambda t: (int(t[1]), int(t[2])))),
        plan="plan" in found,
        holds="hold" in found,
        **_settings(found.get("house", []), {m[0]: m[2] for m in people if m[4]}, crisis="incident" in found),
        guidelines=_guidelines(found),
        targets=tuple(
            Target(int(t[0]), int(t[1]), *t[2:7])
            for t in sorted(found.get("target", ()), key=lambda t: int(t[7]))
        ),
        places={int(m[6]): m[5] for m in people if m[4] and m[5]},
    )


def ground() -> Ground:
    """What every verdict needs of the house. One statement."""
    found = _found(_GROUND, {})
    house = _settings(found.get("house", []), {}, crisis="incident" in found)
    return Ground(
        rules=house["rules"],
        told=house.get("told", guideline_facts.Around()),
        guidelines=_guidelines(found),
    )


def _found(sql: str, given: dict[str, Any]) -> dict[str, list[Told]]:
    """The rows of the statement, by their kind."""
    found: dict[str, list[Told]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        for kind, *row in cursor.fetchall():
            found.setdefault(kind, []).append(tuple(row))
    return found


def _guidelines(found: Mapping[str, list[Told]]) -> tuple[tuple[str, int], ...]:
    return tuple((g[0], int(g[1])) for g in sorted(found.get("guideline", ()), key=lambda g: g[2]))


def _hands(who: Who, found: Mapping[str, list[Told]], people: list[Told]) -> Hands:
    active = [m for m in people if m[4] and m[0] != who.public_id]
    teams, incidents = (
        tuple(sorted(((one, name) for one, name, *_ in found.get(kind, ())), key=lambda t: t[1]))
        for kind in ("team", "incident")
    )
    return Hands(
        tuple((m[0], m[2]) for m in active if m[3] in OURS),
        teams,
        incidents,
        tuple((m[0], m[2]) for m in active),
    )


def _settings(rows: list[Told], active: Mapping[str, str], *, crisis: bool) -> dict[str, Any]:
    """*active*: name of each person (public id) who is here."""
    for (
        zone,
        language,
        hours,
        place,
        closed,
        minutes,
        mandates,
        ask_minutes,
        trial,
        judging,
        line,
        *told,
    ) in rows:
        house = {
            "timezone": zone,
            "language": language,
            "hours": json.loads(hours),
            "place": place,
            "closed": json.loads(closed),
            "target_minutes": int(minutes),
        }
        guard = active.get(read(json.loads(judging)).guard, "")
        rules = Rules(bool(mandates), int(ask_minutes), bool(trial))
        name, ours, numbers, competitors = told[0], *(tuple(json.loads(t)) for t in told[1:4])
        said = guideline_facts.Around(House(numbers, competitors), zone, (name, *ours), crisis)
        return {"house": house, "rules": rules, "guard": guard, "help_line": line, "told": said}
    return {"house": None, "rules": Rules()}


def _first(there: Told) -> tuple[bool, int]:
    """Those who write before the others."""
    return (not there[3], int(there[4]))


_PARTS = {
    "at": ("{position}",),
    "member": ("public_id", "alias", "name", "role", "CASE WHEN is_active THEN '1' ELSE '' END", "place", "CAST(id AS text)",
               "FROM store_member"),
    "team": ("public_id", "name", "FROM store_team"),
    "incident": ("public_id", "name", "FROM store_incident WHERE closed_at IS NULL"),
    "topic": ("slug", "CAST(position AS text)", "CAST(id AS text)", "FROM store_topic WHERE retired_at IS NULL"),
    "plan": ("FROM (SELECT 1 FROM store_responsibility WHERE ended_at IS NULL LIMIT 1) AS any_of_them",),
    "hold": ("FROM (SELECT 1 FROM store_hold WHERE lifted_at IS NULL LIMIT 1) AS any_of_them",),
    "house": ("timezone", "language", "CAST(hours AS text)", "place", "CAST(closed AS text)", "CAST(target_minutes AS text)",
              "CASE WHEN mandates THEN '1' ELSE '' END", "CAST(ask_minutes AS text)",
              "CASE WHEN EXISTS (SELECT 1 FROM store_trial WHERE ended_at IS NULL) THEN '1' ELSE '' END",
              "CAST(judging AS text)", "help_line", "name", "CAST(our_names AS text)", "CAST(customer_numbers AS text)",
              "CAST(competitors AS text)", "FROM store_organisation WHERE id = 1"),
    "guideline": ("digest", "CAST(version AS text)", "slug", "FROM store_guidelineversion WHERE state = 'active'"),
    "target": ("CAST(t.first_minutes AS text)", "CAST(t.next_minutes AS text)", "coalesce(a.public_id, '')", "t.topic", "t.risk",
               "t.language", "t.public_id", "CAST(t.id AS text)",
               "FROM store_servicetarget AS t LEFT JOIN store_account AS a ON a.id = t.account_id WHERE t.ended_at IS NULL"),
    "there": ("m.public_id", "m.name", "m.initials", "CASE WHEN p.writing THEN '1' ELSE '' END", "CAST(p.id AS text)",
              "FROM store_presence AS p JOIN store_member AS m ON m.id = p.member_id"
              " JOIN store_conversation AS c ON c.id = p.conversation_id"
              " WHERE c.public_id = %(conversation)s AND p.seen_at > %(fresh)s AND p.member_id <> %(me)s"),
}  # fmt: skip
_WIDE = 15  # columns beside the kind, all of them text


def _select(kind: str, *told: str) -> str:
    columns, source = (told[:-1], told[-1]) if told[-1].startswith("FROM") else (told, "")
    wide = ", ".join([f"'{kind}'", *columns, *["''"] * (_WIDE - len(columns))])
    return f"SELECT {wide} {source}"


_AROUND = " UNION ALL ".join(_select(kind, *told) for kind, told in _PARTS.items())
_GROUND = " UNION ALL ".join(_select(kind, *_PARTS[kind]) for kind in ("house", "guideline", "incident"))
