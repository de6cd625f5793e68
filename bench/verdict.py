"""How long a keystroke waits for its verdict, with 100 guidelines switched on: the pure check, and the whole request.

The pure check goes from a text never seen before to the judgement (words, stems, things found, all guidelines). The
request goes over loopback to a web process as `zuruf web` runs it: session, CSRF, draft saved durably, verdict, JSON.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from bench import Figure, house
from zuruf.classifiers import facts
from zuruf.core.guideline import Facts, Guideline, judge
from zuruf.core.people import Who
from zuruf.flow import guideline
from zuruf.store.models import (
    Account,
    Contact,
    Conversation,
    GuidelineVersion,
    Member,
    Message,
)

GUIDELINES, PURE, REQUESTS = 100, 400, 300
ASKED = (
    "In der Zeitung steht, der Rahmen könne brechen. Stimmt das? Ich fahre damit jeden Tag meine Tochter hin."
)
TEXT = (
    "Guten Tag, danke für die Nachfrage. Betroffen war eine Charge aus dem Frühjahr, die nie verkauft wurde. Wir melden "
    "uns bis morgen Mittag mit dem Prüfbericht und sehen uns Ihr Rad gern in der Werkstatt an, kostenlos. [JK]"
)
OTHERS = (
    "Vorstand",
    "Standort",
    "Lieferkette",
    "Übernahme",
    "Tarif",
    "Spende",
    "Verein",
    "Jubiläum",
    "Messe",
    "Muster",
)


def run() -> Iterator[Figure]:
    """Both figures; medians, the 95th percentile in `data`."""
    call_command("migrate", verbosity=0)
    who, conversation = _house()
    active = guideline.active()
    kept = f"{len(active)} guidelines on (those shipped and invented ones like them), a reply of {len(TEXT)} characters"
    pure = _pure(active)
    yield Figure("verdict_pure_ms", statistics.median(pure), "ms", _data(kept, pure), aim="under 2 ms")
    http = _http(who, conversation)
    yield Figure("verdict_http_ms", statistics.median(http), "ms", _data(kept, http), aim="under 50 ms")


def _data(kept: str, took: list[float]) -> str:
    worst = statistics.quantiles(took, n=20)[-1]
    return f"median of {len(took)} keystrokes, each a new text; {kept}; 95th percentile {worst:.2f} ms"


def _pure(active: tuple[Guideline, ...]) -> list[float]:
    asked, _found = facts.find(ASKED)
    took = []
    for n in range(PURE):
        text = f"{TEXT[: n % len(TEXT) + 1]} {n}"
        start = time.perf_counter()
        words, found = facts.find(text)
        judge(Facts(text, words, found, "talk", True, "de", asked, False, True), active)
        took.append((time.perf_counter() - start) * 1000)
    return took


def _http(who: Who, conversation: str) -> list[float]:
    folder = Path(os.environ["ZURUF_DATA"])
    sock = folder / "verdict.log"
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "zuruf.asgi:application", "--port", str(port)]
    env = {**os.environ, "PORT": str(port), "ZURUF_URL": f"http://127.0.0.1:{port}"}
    with sock.open("wb") as log:
        web = subprocess.Popen([*command, "--log-level", "warning"], env=env, stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
                return _keystrokes(client, who, conversation)
        finally:
            web.terminate()
            web.wait(10)


def _keystrokes(client: httpx.Client, who: Who, conversation: str) -> list[float]:
    client.cookies.set(settings.SESSION_COOKIE_NAME, _session(who))
    token = _token(client)
    took = []
    for n in range(REQUESTS + 20):
        body = urlencode({"text": TEXT[: n % len(TEXT) + 1], "csrfmiddlewaretoken": token})
        start = time.perf_counter()
        answer = client.post(
            f"/c/{conversation}/verdict",
            content=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        took.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, answer.text[:300]
        assert answer.json()["state"] in ("empty", "go", "look", "ask", "stop")
    return took[20:]


def _token(client: httpx.Client) -> str:
    """The CSRF token of a page; waits until the web process answers."""
    for _ in range(200):
        try:
            client.get("/guidelines/").raise_for_status()
            return client.cookies["csrftoken"]
        except httpx.ConnectError:
            time.sleep(0.1)
    raise SystemExit("the web process did not start; its words are in verdict.log")


def _session(who: Who) -> str:
    member = Member.objects.get(pk=who.id)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _house() -> tuple[Who, str]:
    now = datetime.now(UTC)
    who = house.begin(now)
    _fill_up(who, now)
    house.switch_all_on(who, now)
    account = Account.objects.create(
        channel="talk", realm="talk", name="Frag uns", state="ok", created_at=now
    )
    contact = Contact.objects.create(realm="talk", remote_id="g", name="M. (Gast)")
    made = Conversation.objects.create(
        account=account, realm="talk", root_id="m", contact=contact, waiting_since=now, last_at=now,
        language="de", created_at=now,
    )  # fmt: skip
    Message.objects.create(
        conversation=made,
        realm="talk",
        remote_id="m",
        contact=contact,
        text=ASKED,
        received_at=now,
        order_at=now,
    )
    return who, made.public_id


def _fill_up(who: Who, now: datetime) -> None:
    """Invented guidelines in the likeness of one that is shipped, until there are GUIDELINES."""
    pattern = next(toml for toml in guideline.shipped() if 'id = "competitors"' in toml)
    for n in range(GUIDELINES - GuidelineVersion.objects.count()):
        word = OTHERS[n % len(OTHERS)]
        toml = pattern.replace('id = "competitors"', f'id = "invented-{n}"').replace(
            "Konkurrenz", f"{word}{n}"
        )
        toml = toml.replace("die " + f"{word}{n} prüfen", f"die {word}{n} prüfen")
        guideline.save(who, toml, "bench", now=now)


def _free_port() -> int:
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
