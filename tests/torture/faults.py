"""The proxy between the product and a network: cuts, delays, swallows answers, says that it is busy."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.loopback import Reply, Request
from tests.torture import plain

# How often each happens, of all faults. What takes as long as a deadline is rare, or the run would be waiting.
KINDS = {
    "cut_before": 5,  # the connection is closed, and nothing arrived
    "cut_after": 5,  # it arrived, and the connection is closed
    "half": 4,  # it arrived, and the answer ends in its middle
    "broken": 3,  # it arrived, and the answer is 502
    "busy": 3,  # 503, nothing arrived
    "delay": 6,  # it arrives later, and so does the answer
    "swallow": 1,  # it arrived, and there is no answer
    "late": 1,  # it arrives when nobody waits for an answer any more
}


@dataclass
class Proxy:
    """Passes requests on to *network*; of each hundred about *rate* have a fault while it is `on`.

    `arrivals`: (when, text) of all that was handed in to be published. *deadline*: seconds that the product waits. *latest*:
    seconds after which a request that was held up, by a fault or because this machine stood still, never arrives: the product
    reckons with none that is later. `under_way`: texts that are here, and have not arrived or been lost.
    """

    network: Callable[[Request], Reply]
    rate: float
    deadline: float
    latest: float
    seed: int
    url: str = ""  # where it listens
    faults: int = 0
    on: bool = False
    arrivals: list[tuple[float, str]] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def script(self, request: Request) -> Reply:
        came = time.monotonic()
        if (text := _published(request)) is not None:
            self.arrivals.append((came, text))
        with self._lock:
            self.under_way[text or ""] += 1
            fault = ""
            if self.on and self._dice.random() * 100 < self.rate:
                fault = self._dice.choices(list(KINDS), list(KINDS.values()))[0]
                self.faults += 1
            pause = self._dice.uniform(0.2, 0.8)
        try:
            answer = self._handed_on(fault, pause, request, came + self.latest)
        finally:
            with self._lock:
                self.under_way[text or ""] -= 1
        return self._told(fault, answer)

    def _handed_on(self, fault: str, pause: float, request: Request, until: float) -> Reply:
        match fault:
            case "cut_before":
                return Reply(how="close")
            case "busy":
                return Reply(503, b"{}", {"retry-after": "1", "content-type": "application/json"})
            case "delay":
                time.sleep(pause)
            case "late":
                time.sleep(self.deadline + 2 * pause)
        return self.network(request) if time.monotonic() < until else Reply(how="close")

    def _told(self, fault: str, answer: Reply) -> Reply:
        match fault:
            case "cut_after" | "late":
                return Reply(how="close")
            case "half":
                return Reply(answer.status, answer.body, answer.headers, how="cut")
            case "broken":
                return Reply(502, b"{}", {"content-type": "application/json"})
            case "swallow":
                time.sleep(self.deadline + 1)
                return Reply(how="close")
        return answer


def _published(request: Request) -> str | None:
    """The text that this request publishes; None when it does something else."""
    if request.method != "POST":
        return None
    if request.path.endswith("/posts"):
        return plain(str(json.loads(request.body)["text"]))
    if request.path.endswith("com.atproto.repo.putRecord"):
        return plain(str(json.loads(request.body)["record"].get("text", "")))
    return None
