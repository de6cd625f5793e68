"""What a run of What if? tries, in words, and what made the difference on an answer."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zuruf.core.mandate import Gap
from zuruf.store.queries.what_if import Run
from zuruf.web import mandate_words

Line = tuple[str, str, str]
"""(address, "" where it has no page; name; what would become of it)."""


def title(run: Run) -> str:
    """Its name."""
    lines = what(run)
    mandates = [c for c in run.changes if "mandate" in c]
    if mandates and len(mandates) == 1:
        return _of_one(mandates[0], lines[0][1])
    if not lines or any("in_force" in c for c in run.changes):
        return (
            _("What if mandates were in force?") if _in_force(run) else _("What if guidelines alone decided?")
        )
    if len(lines) == 1:
        return _("What if “%(slug)s” were like this?") % {"slug": lines[0][1]}
    return _("What if %(n)s guidelines were otherwise?") % {"n": len(lines)}


def what(run: Run) -> list[Line]:
    """All that it changes."""
    return [line for change in run.changes if (line := _line(change)) is not None]


def decided(by: str) -> str:
    """What made the difference on one answer: the mandate that reaches, why none does, or the guideline."""
    kind, colon, name = by.partition(":")
    if not colon:
        return by
    if kind == "mandate":
        return _("mandate “%(name)s”") % {"name": name}
    return _lacks(name)


def _lacks(codes: str) -> str:
    gaps = [code for code in codes.split(",") if code in set(Gap)]
    if not gaps or Gap.NONE in gaps:
        return _("no mandate")
    return _("no mandate reaches: %(gaps)s") % {"gaps": ", ".join(map(mandate_words.gap, gaps))}


def _of_one(change: Mapping[str, Any], name: str) -> str:
    if change["grant"] is None:
        return _("What if mandate “%(name)s” ended?") % {"name": name}
    if not change["mandate"]:
        return _("What if mandate “%(name)s” were granted?") % {"name": name}
    return _("What if mandate “%(name)s” were like this?") % {"name": name}


def _line(change: Mapping[str, Any]) -> Line | None:
    if "in_force" in change:
        return None
    if "mandate" not in change:
        return reverse("guideline", args=[change["slug"]]), str(change["slug"]), _becomes(change)
    told, public_id = change["grant"], str(change["mandate"])
    url = reverse("mandate", args=[public_id]) if public_id else ""
    name = str(change.get("name") or (told or {}).get("name", "") or public_id)
    return url, name, _("ended") if told is None else _("as in the form")


def _becomes(change: Mapping[str, Any]) -> str:
    if not change["toml"]:
        return _("switched off")
    return _("on, version %(n)s") % {"n": change["version"]} if change["version"] else _("as edited")


def _in_force(run: Run) -> bool:
    return any(c.get("in_force") for c in run.changes)
