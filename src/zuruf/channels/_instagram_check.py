"""What works of an Instagram account, and which rights are missing. Source: docs/instagram-platform/instagram-graph-api/reference/
ig-user (developers.facebook.com)."""

from zuruf.channels import _graph as g
from zuruf.channels import _json as js
from zuruf.channels._graph import Graph
from zuruf.channels._instagram_reading import Us
from zuruf.channels._instagram_words import ANOTHER, LIMITS, NO_MEDIA
from zuruf.core.channel import Check, Refused


def check(graph: Graph, account: str, us: Us, page: str) -> Check:
    """Looks at the account, its pictures and its messages. Raises what looking at the account raises, and Refused where its id and its
    name are not of the same one. Whether we may write is not to be seen without writing."""
    told = graph.read(account, "id,username,name,biography,website").json()
    if js.text(told, "id") != us.ident or js.text(told, "username").lower() != us.handle:
        raise Refused(ANOTHER)
    problem, missing, reads = "", [], True
    for path, platform in ((f"{account}/media", ""), (f"{page}/conversations", "instagram")):
        try:
            graph.read(path, "id", limit=1, platform=platform).json()
        except Refused as error:
            missing += [right] if (right := g.missing_right(error)) else []
            reads = reads and bool(platform)
            problem = problem or (str(error) if platform else NO_MEDIA % {"rest": error})
    return Check(
        can_read=reads,
        can_publish=True,
        name=js.text(told, "name") or us.handle,
        handle=us.handle,
        remote_id=us.ident,
        limits=(LIMITS,),
        problem=problem,
        missing=tuple(dict.fromkeys(missing)),
        profile=tuple(filter(None, (js.text(told, "biography"), js.text(told, "website")))),
    )
