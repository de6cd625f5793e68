"""The words for what a look at an account found: what works, which rights are missing, limits, and what stands on its profile."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zuruf.core.channel import Check
from zuruf.core.profile import Named, linked
from zuruf.web.account_words import limits, problem_html


@dataclass(frozen=True, slots=True)
class Line:
    """Whether something is there, as a mark and in words."""

    fine: bool
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`missing`: rights, as the network calls them. `limits` and `measures`: what this instance allows. `profile`: None where the
    channel has none, () where it has one that cannot be read."""

    works: tuple[Line, ...]
    problem: str
    missing: tuple[str, ...]
    limits: tuple[str, ...]
    measures: tuple[tuple[str, str], ...]
    expires_at: datetime | None
    profile: tuple[Line, ...] | None

    @property
    def linked(self) -> bool:
        return bool(self.profile) and all(line.fine for line in self.profile or ())


def checked(found: Check | Mapping[str, Any], public: bool) -> Checked:
    """In words. *found*: a look, or what was kept of one. *public*: the channel has a public profile."""
    told: Mapping[str, Any] = asdict(found) if isinstance(found, Check) else found
    shown = told.get("profile")
    return Checked(
        works=(
            Line(True, _("can read")) if told.get("can_read") else Line(False, _("cannot read")),
            Line(True, _("can publish")) if told.get("can_publish") else Line(False, _("cannot publish")),
        ),
        problem=problem_html(str(told.get("problem", ""))),
        missing=tuple(map(str, told.get("missing") or ())),
        limits=tuple(limits(dict(told))),
        measures=tuple(_measures(told.get("measures") or {}, bool(told.get("limits")))),
        expires_at=_moment(told.get("expires_at")),
        profile=_profile(shown) if shown is not None else () if public else None,
    )


def _profile(shown: Any) -> tuple[Line, ...]:
    found = linked(map(str, shown))
    words = {
        "imprint": {
            Named.LINKED: _("An imprint is named, with an address"),
            Named.WITHOUT_ADDRESS: _("An imprint is named, but no address leads to it"),
            Named.MISSING: _("No imprint is to be found"),
        },
        "privacy": {
            Named.LINKED: _("A privacy notice is named, with an address"),
            Named.WITHOUT_ADDRESS: _("A privacy notice is named, but no address leads to it"),
            Named.MISSING: _("No privacy notice is to be found"),
        },
    }
    standing = {"imprint": found.imprint, "privacy": found.privacy}
    return tuple(Line(how is Named.LINKED, words[what][how]) for what, how in standing.items())


def _measures(found: Mapping[str, Any], said: bool) -> list[tuple[str, str]]:
    """Those numbers of an instance that say something to people; what else a channel measures is for itself. *said*: the longest
    text stands among the limits."""
    names = {"characters": _("Longest text"), "link": _("A link counts as"), "media": _("Files at most")}
    wanted = [
        name for name in names if isinstance(found.get(name), int) and not (said and name == "characters")
    ]
    return [(names[name], number_format(found[name], force_grouping=True)) for name in wanted]


def _moment(kept: Any) -> datetime | None:
    if isinstance(kept, datetime):
        return kept
    try:
        return datetime.fromisoformat(kept) if isinstance(kept, str) and kept else None
    except ValueError:
        return None
