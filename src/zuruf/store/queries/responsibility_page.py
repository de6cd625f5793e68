"""Reading who answers what as a page shows it: topics down, accounts across, and where nobody is responsible."""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.people import OURS
from zuruf.core.responsibility import Found, Rule, Way
from zuruf.store.models import Account, Member, Responsibility, Team, Topic
from zuruf.store.queries.responsibility import Plan, live, plan

OTHER = "*"  # a language that no rule names


@dataclass(frozen=True, slots=True)
class Held:
    """Who has it here in one language ("" = any other). `own`: a rule names exactly this; else it follows from a wider one."""

    language: str
    found: Found
    owner: str  # name of whoever answers now, "" for nobody
    initials: str
    own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic on an account: first what holds in general, then languages in which somebody else has it."""

    account: str  # public id, "" = any other
    held: Held
    otherwise: tuple[Held, ...]

    @property
    def gap(self) -> bool:
        return self.held.found.way in (Way.NOBODY, Way.AWAY)


@dataclass(frozen=True, slots=True)
class Line:
    """One topic ("" = any other) over all accounts."""

    topic: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as a list shows it; names. `unfit`: its owner cannot answer any more; `away`: she is away now."""

    public_id: str
    topic: str
    account: str  # name
    language: str
    owner: str
    deputy: str
    team: str
    unfit: bool
    away: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form can choose from: (value, name)."""

    topics: tuple[tuple[str, dict[str, str]], ...]
    accounts: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`accounts` across: (public id, name), the last "" = any other. `gaps`: how many cells nobody has."""

    accounts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    rules: tuple[RuleView, ...]
    choices: Choices
    gaps: int


def page(now: datetime) -> Page:
    """All of it. Seven statements."""
    can = choices()
    here = plan(now)
    initials = dict(Member.objects.values_list("pk", "initials"))
    accounts = (*can.accounts, ("", ""))
    languages = sorted({r.language for r in here.rules if r.language})
    lines = tuple(
        Line(topic, tuple(_cell(here, topic, pk, languages, initials) for pk, _ in accounts))
        for topic in (*(slug for slug, _ in can.topics), "")
    )
    gaps = sum(cell.gap for line in lines for cell in line.cells)
    return Page(accounts, lines, _rules(here), can, gaps)


def choices() -> Choices:
    """Topics in use, accounts that are connected, who can answer, and teams. Four statements."""
    topics = Topic.objects.filter(retired_at=None).order_by("position", "id").values_list("slug", "name")
    accounts = Account.objects.filter(disconnected_at=None).order_by("pk").values_list("public_id", "name")
    members = Member.objects.filter(is_active=True, role__in=OURS).order_by("name", "pk")
    teams = Team.objects.order_by("name").values_list("public_id", "name")
    return Choices(
        tuple(topics), tuple(accounts), tuple((m.public_id, m.name or m.email) for m in members), tuple(teams)
    )


def one(public_id: str) -> Responsibility | None:
    """A rule; None when there is none or it was ended."""
    return live().filter(public_id=public_id).select_related("owner", "deputy", "account", "team").first()


def _cell(here: Plan, topic: str, account: str, languages: list[str], initials: dict[int, str]) -> Cell:
    def held(language: str) -> Held:
        found = here.found((topic,) if topic else (), account or OTHER, language or OTHER)
        owner = here.names[found.owner][1] if found.owner else here.teams[found.team][1] if found.team else ""
        own = found.rule is not None and found.rule.asks == (topic, account, language)
        return Held(language, found, owner, initials.get(found.owner or 0, ""), own)

    first = held("")
    others = tuple(h for language in languages if (h := held(language)).found.rule != first.found.rule)
    return Cell(account, first, others)


def _rules(here: Plan) -> tuple[RuleView, ...]:
    rows = live().select_related("owner", "deputy", "account", "team")
    views = [
        RuleView(
            r.public_id,
            r.topic,
            r.account.name if r.account else "",
            r.language,
            r.owner.name or r.owner.email,
            (r.deputy.name or r.deputy.email) if r.deputy else "",
            r.team.name if r.team else "",
            r.owner_id not in here.names,
            r.owner_id in here.names and r.owner_id not in here.here,
        )
        for r in rows
    ]
    return tuple(sorted(views, key=lambda v: (v.topic == "", v.topic, v.account, v.language)))


__all__ = ["Cell", "Choices", "Held", "Line", "Page", "Rule", "RuleView", "choices", "one", "page"]
