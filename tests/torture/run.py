"""One run: one database, its processes, four networks, robots; and the count at the end, taken at the networks."""

import json
import os
import queue
import random
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.books import INSTALLED, KINDS, Books
from tests.servers.loopback import forward, loopback
from tests.servers.pds import Pds, Person
from tests.servers.ports import free_port
from tests.torture import plain
from tests.torture.faults import Proxy
from tests.torture.people import Person as Robot

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Plan:
    """`replies` for each network; at least `kills`. `rate`: requests with a fault, of a hundred.
    `claim`, `settles`: seconds, None leaves the product's own; `deadline`: seconds that the product waits for an answer."""

    replies: int = 2000
    kills: int = 300
    workers: int = 3
    accounts: int = 4  # of each network
    writers: int = 4
    rate: float = 4.0
    seed: int = 1
    recall_seconds: int = 1
    claim: float | None = None
    deadline: float = 20.0
    remembers: float = 3600.0
    settles: float = 120.0
    drain: float = 600.0  # seconds after which what is not settled counts as lost

    @property
    def latest(self) -> float:
        """Seconds after which a request that is here never arrives. The product sends it again, or lets it be recalled, once `settles` is over
        behind its deadline; half of that is for what stood still before the request was here, which nobody here sees."""
        return self.deadline + self.settles / 2

    @property
    def patience(self) -> float:
        """How long a robot waits before it looks whether an unclear one is there: a late one has arrived by then."""
        return 0.3 * self.deadline


class Talk:
    """A child process that is asked by lines of JSON."""

    def __init__(self, module: str, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module], cwd=ROOT, env=environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        self._log, self._lock = log, threading.Lock()

    def ask(self, line: str) -> Any:
        with self._lock:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            return self.hear()

    def hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"a process of the run ended: {self._log.read_text()[-2000:]}"
        return json.loads(line)

    def do(self, what: str, **more: object) -> Any:
        return self.ask(json.dumps({"do": what, **more}))

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Network:
    """One network of a run: its proxy, and the accounts that answer on it. `told`: text → conversation."""

    name: str
    proxy: Proxy
    people: list[Person] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    kills: int = 0
    unclear: set[str] = field(default_factory=set)
    resolved: int = 0


class Run:
    """A database under torture. `active` is set while things go wrong; `wrong`: what no law allows, in words."""

    def __init__(self, plan: Plan, database: str, url: str, folder: Path, pds: Pds | None) -> None:
        self.plan, self.database, self.folder, self.pds = plan, database, folder, pds
        self.dice = random.Random(plan.seed)
        self.port = free_port()
        self.over, self.calm = threading.Event(), threading.Event()
        self.jobs: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.sent: set[str] = set()  # texts that the page confirmed
        self.recalled: set[str] = set()  # texts whose recall the product confirmed
        self.given_up: set[str] = set()
        self.holds: list[tuple[float, float, str, set[str]]] = []  # from, until, account, what was on its way
        self.account_of: dict[str, str] = {}  # by text
        self.kills = {"worker": 0, "web": 0}
        self.wrong: list[str] = []
        self.books = Books(plan.remembers)
        self.networks: dict[str, Network] = {}
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ZURUF_")},
            "ZURUF_DATA": str(folder), "DATABASE_URL": url, "PORT": str(self.port), "ZURUF_LOG": "ERROR",
            "ZURUF_ALLOW_PRIVATE": "127.0.0.1,localhost", "DJANGO_SETTINGS_MODULE": "zuruf.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(INSTALLED), os.environ.get("PYTHONPATH")))),
            "MODEL_REMEMBERS": str(plan.remembers), "MODEL_SETTLES": str(plan.settles),
            "TORTURE_DEADLINE": str(plan.deadline), "TORTURE_CLAIM": str(plan.claim or ""),
        }  # fmt: skip

    def __call__(self, calm: threading.Event | None = None) -> list[dict[str, object]]:
        """Torture it; one line for each network. *calm* is set when the active part is over."""
        from tests.torture import robots

        with ExitStack() as stack:
            self.open(stack)
            try:
                robots.torture(self)
            finally:
                self.calm.set()
                if calm is not None:
                    calm.set()
            robots.drain(self)
            self.over.set()
            return self._count()

    def open(self, stack: ExitStack) -> None:
        """Networks, database, and a stable of processes of which none runs yet."""
        self._connect(stack)
        self.clerk = Talk("tests.torture.clerk", self.environment, self.folder / "log")
        stack.callback(self.clerk.end)
        self._prepare()
        self.stable = Talk("tests.torture.processes", self.environment, self.folder / "log")
        stack.callback(self.stable.end)
        self.stable.hear()

    @property
    def pace(self) -> float:
        """How much is done between two kills."""
        return 2 * self.plan.replies * len(self.networks) / (1.1 * self.plan.kills)

    def progress(self) -> int:
        """Replies sent and requests that reached a network, so far."""
        return len(self.sent) + sum(len(n.proxy.arrivals) for n in self.networks.values())

    def _connect(self, stack: ExitStack) -> None:
        """A proxy before each network."""
        scripts = {"model": self.books.script}
        if (server := self.pds) is not None:
            scripts["bluesky"] = lambda request: forward(request, server.url)
        for n, kind in enumerate((*KINDS, *(["bluesky"] if self.pds else []))):
            script = scripts.get(kind, self.books.script)
            plan = self.plan
            proxy = Proxy(script, plan.rate, plan.deadline, plan.latest, plan.seed + n)
            self.networks[kind] = Network(kind, proxy)
            proxy.url = stack.enter_context(loopback(proxy.script)).url

    def _prepare(self) -> None:
        """Accounts and their conversations, in turn, so that all networks are busy until the end."""
        wanted: list[tuple[Network, dict[str, object]]] = []
        for network in self.networks.values():
            wanted += [(network, one) for one in self._accounts(network)]
        asked = [one for _, one in wanted]
        made = self.clerk.do(
            "prepare", people=self.plan.writers + 2, recall_seconds=self.plan.recall_seconds, networks=asked
        )
        *self.writers, self.holder, self.settler = [Robot(self.port, s, self.over) for s in made["sessions"]]
        self.accounts = [one["account"] for one in made["accounts"]]
        jobs: list[tuple[str, str]] = []
        for (network, _), one in zip(wanted, made["accounts"], strict=True):
            for conversation in one["conversations"]:
                text = (
                    f"Danke für Ihre Nachricht, wir kümmern uns darum. ({network.name} {len(network.texts)})"
                )
                network.texts.append(text)
                self.account_of[text] = one["account"]
                jobs.append((conversation, text))
        self.dice.shuffle(jobs)
        for job in jobs:
            self.jobs.put(job)

    def _accounts(self, network: Network) -> list[dict[str, object]]:
        many = [len(range(n, self.plan.replies, self.plan.accounts)) for n in range(self.plan.accounts)]
        url = network.proxy.url
        if network.name != "bluesky" or self.pds is None:
            return [
                {
                    "kind": network.name,
                    "settings": {"server": url},
                    "refs": [{"id": f"{n}-{k}"} for k in range(m)],
                }
                for n, m in enumerate(many)
            ]
        asker = self.pds.person("asker")
        asked = self.pds.write(asker, "Wann kommt mein Ersatzteil?")
        network.people = [self.pds.person("werk") for _ in many]
        links = [self.pds.link(person, url) for person in network.people]
        return [
            {
                "kind": "bluesky",
                "settings": dict(link.settings),
                "secrets": dict(link.secrets),
                "refs": [asked] * m,
            }
            for link, m in zip(links, many, strict=True)
        ]

    def _count(self) -> list[dict[str, object]]:
        ended: dict[str, list[str]] = self.clerk.do("ended")
        taken_back = set(ended.get("withdrawn", ())) | set(ended.get("refused", ())) | self.given_up
        return [self._line(network, taken_back) for network in self.networks.values()]

    def _line(self, network: Network, taken_back: set[str]) -> dict[str, object]:
        there = Counter(self._there(network))
        mine = set(network.texts)
        doubled = {t for t, n in there.items() if n > 1}
        lost = {t for t in mine & self.sent if t not in there} - self.recalled - taken_back
        lost |= mine - self.sent
        late = {t for t in self.recalled & mine if t in there}
        in_hold = [t for at, t in network.proxy.arrivals if self._during_a_hold(at, t)]
        for what, texts in (
            ("doubled", doubled),
            ("lost", lost),
            ("after recall", late),
            ("in a hold", in_hold),
        ):
            self.wrong += [f"{self.database} {what}: {text}" for text in texts]
        return {
            "network": network.name, "database": self.database, "replies": len(network.texts),
            "kills": sum(self.kills.values()), "faults": network.proxy.faults, "published": len(mine & set(there)),
            "doubled": len(doubled), "lost": len(lost), "sent_after_recall": len(late),
            "unclear": len(network.unclear), "resolved": network.resolved,
        }  # fmt: skip

    def there(self, network: Network, text: str) -> str:
        """The address of what a person finds on the network, "" when it is not there."""
        if network.name != "bluesky":
            found = [p for p in self.books.of(network.name) if plain(p.text) == text]
            return f"{network.proxy.url}/{network.name}/posts/{found[0].remote_id}" if found else ""
        assert self.pds is not None
        records = [r for person in network.people for r in all_records(self.pds, person)]
        uris = [r["uri"] for r in records if plain(r["value"]["text"]) == text]
        return "https://bsky.app/profile/{}/post/{}".format(*uris[0][5:].split("/")[::2]) if uris else ""

    def _there(self, network: Network) -> list[str]:
        """Every text that the network has, as often as it has it; also what was withdrawn later, where it tells."""
        if network.name != "bluesky":
            return [plain(post.text) for post in self.books.of(network.name)]
        assert self.pds is not None
        return [plain(r["value"]["text"]) for person in network.people for r in all_records(self.pds, person)]

    def _during_a_hold(self, at: float, text: str) -> bool:
        mine = ("", self.account_of[text])
        return any(
            begun < at < lifted and account in mine and text not in flying
            for begun, lifted, account, flying in self.holds
        )


def all_records(pds: Pds, person: Person) -> list[dict[str, Any]]:
    """Every post in the repository, page by page."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        more = f"&cursor={cursor}" if cursor else ""
        page = pds.call(
            f"com.atproto.repo.listRecords?repo={person.did}&collection=app.bsky.feed.post&limit=100{more}"
        )
        found += page["records"]
        cursor = page.get("cursor", "")
        if not cursor or not page["records"]:
            return found
