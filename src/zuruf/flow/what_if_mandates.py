"""What decides now, guidelines and mandates together, and what would decide after a change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from zuruf.core.guideline import Guideline
from zuruf.core.mandate import Mandate, Matter, Risk
from zuruf.core.what_if_mandates import Granted, Regime, Writer
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant
from zuruf.store.models import Account, Member, Team
from zuruf.store.queries import mandate as reading
from zuruf.store.queries import what_if as queries
from zuruf.store.queries.what_if import PastAnswer

SAID = ("name", "member", "team", "role", "accounts", "topics", "intents", "highest_risk", "posts", "waives")
DAYS = ("starts_at", "ends_at")
FORM = ("own_name", "why", *DAYS)
"""Decides nothing here; kept so that the form can be opened again as it stood."""
CENTS = ("goodwill_each", "goodwill_month")


@dataclass(frozen=True, slots=True)
class MandateChange:
    """What would become of one mandate. `mandate`: its public id, "" for a new one. `what` None: it would end."""

    mandate: str
    what: Grant | None = None

    def stored(self) -> dict[str, object]:
        """As a run keeps it."""
        return {"mandate": self.mandate, "grant": _told(self.what) if self.what else None}


def switched(on: bool) -> dict[str, object]:
    """As a run keeps it: mandates in force, or not."""
    return {"in_force": on}


def regime(guidelines: Sequence[Guideline]) -> Regime:
    """What decides now. Two statements."""
    granted = tuple(Granted(m, member, team, role) for m, member, team, role in reading.granted())
    return Regime(tuple(guidelines), granted, reading.rules().in_force)


def changed(now: Regime, guidelines: Sequence[Guideline], changes: Iterable[Mapping[str, Any]]) -> Regime:
    """What would decide with these guidelines and these changes of mandates. Declined: "unknown_mandate",
    "unknown_accounts", "mandate_holder" (nobody would hold it)."""
    after = replace(now, guidelines=tuple(guidelines))
    for change in changes:
        if "in_force" in change:
            after = replace(after, in_force=bool(change["in_force"]))
        elif "mandate" in change:
            after = replace(after, granted=_granted(after.granted, change["mandate"], change["grant"]))
    return after


def stamp_of(of: Regime) -> str:
    """What of it could change between two looks; "" where no mandates are granted or in force."""
    return (
        repr((of.in_force, sorted(map(repr, of.granted)))) if of.in_force and of.granted else str(of.in_force)
    )


class Writers:
    """Reads who is in which team once, then who wrote any number of answers and what they promised."""

    def __init__(self) -> None:
        self._teams = reading.teams()

    def of(self, answers: Sequence[PastAnswer]) -> dict[int, tuple[Writer, Matter]]:
        """By the answer's key. What lies in the answer's own words is left to whoever judges it. One statement."""
        cents = queries.goodwill([a.draft for a in answers]) if answers else {}
        return {a.pk: (self._writer(a), _matter(a, cents.get(a.draft, 0))) for a in answers}

    def _writer(self, a: PastAnswer) -> Writer:
        return Writer(a.author, a.role, self._teams.get(a.author, frozenset()))


def _matter(a: PastAnswer, cents: int) -> Matter:
    def found(label: str) -> tuple[str, ...]:
        return tuple(str(f.get("value")) for f in a.findings if f.get("label") == label and f.get("value"))

    return Matter(a.account, found("topic"), found("intent"), goodwill=cents)


def _granted(
    before: Sequence[Granted], public_id: str, told: Mapping[str, Any] | None
) -> tuple[Granted, ...]:
    was = next((g for g in before if g.mandate.public_id == public_id), None) if public_id else None
    if public_id and was is None:
        raise Declined("unknown_mandate")
    others = tuple(g for g in before if g is not was)
    if told is None:
        return others
    said = _mandate(told, was.mandate if was else None)
    if was:
        return (*others, replace(was, mandate=said))
    member, team = _key(Member, told["member"]), _key(Team, told["team"])
    if member is None and team is None and not told["role"]:
        raise Declined("mandate_holder")
    return (*others, Granted(said, member, team, told["role"]))


def _key(of: type[Member] | type[Team], public_id: str) -> int | None:
    return (
        of._default_manager.filter(public_id=public_id).values_list("pk", flat=True).first()
        if public_id
        else None
    )


def _mandate(told: Mapping[str, Any], was: Mandate | None) -> Mandate:
    accounts = frozenset(Account.objects.filter(public_id__in=told["accounts"]).values_list("pk", flat=True))
    if len(accounts) != len(set(told["accounts"])):
        raise Declined("unknown_accounts")
    return Mandate(
        was.id if was else 0,
        was.public_id if was else "",
        told["name"],
        accounts,
        frozenset(told["topics"]),
        frozenset(told["intents"]),
        Risk(told["highest_risk"]),
        int(told["goodwill_each"]),
        int(told["goodwill_month"]),
        posts=bool(told["posts"]),
        waives=frozenset(told["waives"]),
    )


def _told(what: Grant) -> dict[str, Any]:
    kept = asdict(what)
    kept |= {name: kept[name].isoformat() if kept[name] else "" for name in DAYS}
    names = SAID + CENTS + FORM
    return {name: list(kept[name]) if isinstance(kept[name], tuple) else kept[name] for name in names}
