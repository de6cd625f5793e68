"""What an account on X wrote itself: one of our answers found again, and what was answered in X's own app."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from zuruf.channels import _json as js
from zuruf.channels import _x_posts as posts
from zuruf.channels._base import TOO_MUCH
from zuruf.channels._http import Answer
from zuruf.channels._x_place import Place, rank
from zuruf.channels._x_posts import Us
from zuruf.channels._x_wire import Wire
from zuruf.core.channel import ChannelError, Outgoing, Refused
from zuruf.core.message import Incoming

PAGE, ELSEWHERE = 100, 20
LOOKS = 5  # pages
EARLY = timedelta(minutes=2)  # by which our clock and theirs may differ


def find(wire: Wire, us: Us, reply: Outgoing) -> str:
    """The number of a post since the answer was queued, below the same post with the same text; "" where there is none. Raises
    Refused where too much was posted since: it only gets more, and each look costs what its posts cost."""
    to, token = reply.parent.get("id", ""), ""
    asked = {"max_results": PAGE, "start_time": written(reply.created_at - EARLY), **posts.FIELDS}
    for _ in range(LOOKS):
        told = _page(wire, us, asked | ({"pagination_token": token} if token else {})).json()
        for post in js.objects(told, "data"):
            below, number = posts.referred(post).get("replied_to", ""), js.text(post, "id")
            if (
                below == to
                and number not in reply.taken
                and posts.same(post, reply.text)
                and posts.is_id(number)
            ):
                return number
        token = js.text(told, "meta", "next_token")
        if not token:
            return ""
    raise Refused(TOO_MUCH)


def elsewhere(wire: Wire, us: Us, place: Place) -> tuple[list[Incoming], str]:
    """Our newest answers, wherever we wrote them, and the number of the newest; those that *place* knows already are left out. None
    when that cannot be found out this time: it is not worth losing mentions for."""
    asked = {"max_results": ELSEWHERE, **posts.FIELDS} | ({"since_id": place.own} if place.own else {})
    try:
        told = _page(wire, us, asked).json()
    except ChannelError:
        return [], place.own
    found = [m for m in posts.read(told, us) if m.ours and m.parent and rank(m.ref["id"]) > rank(place.own)]
    newest = max((place.own, *(js.text(one, "id") for one in js.objects(told, "data"))), key=rank)
    return found, newest


def _page(wire: Wire, us: Us, asked: Mapping[str, object]) -> Answer:
    return listed(wire.read(f"users/{us.id}/tweets", {"exclude": "retweets", **asked}))


def listed(answer: Answer) -> Answer:
    """*answer*, if it is a list of posts: X leaves the list out where it is empty. Raises TryLater."""
    told = answer.json()
    if "data" not in told and js.text(told, "meta", "result_count") != "0":
        raise answer.not_understood()
    if not isinstance(told.get("data", []), list):
        raise answer.not_understood()
    return answer


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
