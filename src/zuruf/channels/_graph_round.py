"""One step of a round through a Facebook Page or an Instagram account: a page of posts, and with the first the newest of all else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zuruf.channels import _graph as g
from zuruf.channels._graph import Graph, listed
from zuruf.channels._graph_place import LOOK_BACK, Place
from zuruf.channels._http import Answer
from zuruf.core.channel import ChannelError, NotConnected, Refused
from zuruf.core.message import Batch, Incoming

FIRST_DAYS = 14
DEEP = 10  # further pages of comments that are read with one page of posts
Told = Mapping[str, object]
Parse = Callable[[Told], list[Incoming]]


@dataclass(frozen=True, slots=True)
class Below:
    """The first comments below one post, as they came with it. *ask*: the page of them after a cursor."""

    told: Told
    ask: Callable[[str], Answer]
    parse: Parse


def step(
    graph: Graph,
    cursor: Mapping[str, object] | None,
    now: datetime,
    posts: Callable[[str], Answer],
    parse: Callable[[Told], tuple[list[Incoming], Sequence[datetime]]],
    besides: Sequence[tuple[Callable[[], Answer], Parse]],
    back: str,
    below: Callable[[Told], Sequence[Below]],
) -> Batch:
    """Read the page of *posts* where *cursor* stands. *parse* gives its messages and the times of its posts. *besides* is read with
    the first page; that something of it cannot be read is told in `problem`. *back*: so many days the first round brings, else what
    stood there before would all wait on the desk. *below*: the posts' comments, read on where all are new. Raises what *posts* raises, and NotConnected."""
    place = Place.of(cursor).from_(now - timedelta(days=_days(back)))
    try:
        answer = posts(place.page)
    except Refused:
        if not place.page:
            raise  # else a cursor to the next page that does not last: the next look begins a new round
        return Batch(cursor=place.broken_off().cursor())
    told = listed(answer)
    (read, times), raw, problem = parse(told), [graph.kept(answer)], ""
    deeper, problem = _deeper(place, below(told))
    for some, page in deeper:
        read, raw = [*read, *some], [*raw, graph.kept(page)]
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


def _deeper(place: Place, below: Sequence[Below]) -> tuple[list[tuple[list[Incoming], Answer]], str]:
    """The further pages of comments that may be new, and what could not be read of them."""
    found: list[tuple[list[Incoming], Answer]] = []
    problem = ""
    for one in below:
        told, here = one.told, one.parse(one.told)
        while (page := g.after(told)) and place.all_new(here):
            if len(found) >= DEEP:
                return found, g.MANY_BELOW
            try:
                answer = one.ask(page)
            except Refused as error:  # the post may be gone by now
                problem = str(error)
                break
            told = listed(answer)
            here = one.parse(told)
            found.append((here, answer))
    return found, problem


def _days(said: str) -> int:
    said = said.strip()
    return min(int(said), 36_500) if said.isascii() and said.isdigit() and len(said) < 9 else FIRST_DAYS
