"""Who of the invented people is responsible for what. The plan came in late: what was there before lies with nobody yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zuruf.core.people import Who
from zuruf.flow import responsibility
from zuruf.store.models import Topic


def appoint(
    first: Who,
    people: Mapping[str, Who],
    teams: Mapping[str, str],
    told: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    """*told*: `responsible` tables (topic by its German name, "" for everything; owner, deputy, team)."""
    slugs = {topic.name.get("de"): topic.slug for topic in Topic.objects.filter(retired_at=None)}
    for one in told:
        responsibility.appoint(
            first,
            topic=slugs[one["topic"]] if one["topic"] else "",
            owner=people[one["owner"]].public_id,
            deputy=people[one["deputy"]].public_id,
            team=teams[one["team"]],
            now=now,
        )
