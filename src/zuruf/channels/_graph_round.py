"""One step of a round through a Facebook Page or an Instagram account: a page of posts, and with the first the newest of all else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from zuruf.channels import _graph as g
from zuruf.channels._graph import Graph
from zuruf.channels._graph_place import LOOK_BACK, Place
from zuruf.channels._http import Answer
from zuruf.core.channel import ChannelError, NotConnected
from zuruf.core.message import Batch, Incoming

FIRST_DAYS = 14
Told = Mapping[str, object]
Parse = Callable[[Told], list[Incoming]]


def step(
    graph: Graph,
    cursor: Mapping[str, object] | None,
    now: datetime,
    posts: Callable[[str], Answer],
    parse: Callable[[Told], tuple[list[Incoming], Sequence[datetime]]],
    besides: Sequence[tuple[Callable[[], Answer], Parse]],
    back: str,
) -> Batch:
    """Read the page of *posts* where *cursor* stands. *parse* gives its messages and the times of its posts. *besides* is read with
    the first page; that something of it cannot be read is told in `problem`. *back*: so many days the first round brings, else what
    stood there before would all wait on the desk. Raises what *posts* raises, and NotConnected."""
    place = Place.of(cursor).from_(now - timedelta(days=_days(back)))
    answer = posts(place.page)
    told = listed(answer)
    (read, times), raw, problem = parse(told), [graph.kept(answer)], ""
    for ask, understand in () if place.page else besides:
        try:
            more = ask()
            read, raw = read + understand(listed(more)), [*raw, graph.kept(more)]
        except NotConnected:
            raise
        except ChannelError as error:
            problem = problem or str(error)
    over = bool(times) and max(times) < now - LOOK_BACK
    after, fresh = place.after(read, "" if over else g.after(told)), place.fresh(read, now)
    return Batch(
        tuple(fresh),
        cursor=None if after == place else after.cursor(),
        raw="\n".join(raw) if fresh else "",
        more=bool(after.page),
        problem=problem,
    )


def _days(said: str) -> int:
    said = said.strip()
    return min(int(said), 36_500) if said.isascii() and said.isdigit() and len(said) < 9 else FIRST_DAYS


def listed(answer: Answer) -> dict[str, object]:
    """An answer that is a list. Raises what `not_understood` says."""
    told = answer.json()
    if not isinstance(told.get("data"), list):
        raise answer.not_understood()
    return told


def done(answer: Answer) -> None:
    """Raises what `not_understood` says unless the network says that it is done."""
    if answer.json().get("success") is not True:
        raise answer.not_understood()
