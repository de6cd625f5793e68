"""What works of a Facebook Page, and which rights are missing. Source: docs/graph-api/reference/page (developers.facebook.com)."""

from collections.abc import Mapping

from zuruf.channels import _graph as g
from zuruf.channels import _json as js
from zuruf.channels._facebook_words import LIMITS, NO_FEED, NOT_CALLED
from zuruf.channels._graph import Graph
from zuruf.core.channel import Check, Refused

PAGE = "id,name,username,link,website,about,impressum,privacy_info_url"
LOOKS = (("feed", "id"), ("conversations", "id"), ("subscribed_apps", "id,subscribed_fields"))


def check(graph: Graph, page: str) -> Check:
    """Looks at the page, its posts, its messages, and whether it calls our app. Raises what looking at the page raises. Whether we may
    write is not to be seen without writing."""
    answer = graph.read(page, PAGE)
    told = answer.json()
    if js.text(told, "id") != page:
        raise answer.not_understood()
    problem, missing, reads = "", [], True
    for edge, fields in LOOKS:
        try:
            seen = graph.read(f"{page}/{edge}", fields, limit=1).json()
        except Refused as error:
            missing += [right] if (right := g.missing_right(error)) else []
            reads = reads and edge != "feed"
            problem = problem or (NO_FEED % {"rest": error} if edge == "feed" else str(error))
        else:
            if edge == "subscribed_apps" and not _subscribed(seen):
                problem = problem or NOT_CALLED
    profile = (js.text(told, k) for k in ("impressum", "privacy_info_url", "website", "about"))
    return Check(
        can_read=reads,
        can_publish=True,
        name=js.text(told, "name"),
        handle=js.text(told, "username") or js.text(told, "name"),
        remote_id=page,
        limits=(LIMITS,),
        problem=problem,
        missing=tuple(dict.fromkeys(missing)),
        profile=tuple(filter(None, profile)),
    )


def _subscribed(told: Mapping[str, object]) -> bool:
    """Whether the page calls our app about its feed."""
    lists = (app.get("subscribed_fields") for app in js.objects(told, "data"))
    return any("feed" in fields for fields in lists if isinstance(fields, list))
