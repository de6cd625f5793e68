"""What goes on during a run: people write, recall, hold, withdraw and settle; something kills processes."""

import random
import threading
import time
from collections.abc import Callable

from tests.torture.people import Person
from tests.torture.run import Network, Run


def torture(run: Run) -> None:
    """The active part: until all is sent and the kills are made."""
    people = [threading.Thread(target=_writes, args=(run, p), daemon=True) for p in run.writers]
    others = [threading.Thread(target=_guarded, args=(run, f), daemon=True) for f in (_clicks, _settles)]
    for network in run.networks.values():
        network.proxy.on = True
    killer = threading.Thread(target=_guarded, args=(run, _kills), daemon=True)
    for thread in (*people, *others, killer):
        thread.start()
    for thread in (*people, killer):
        thread.join()
    for network in run.networks.values():
        network.proxy.on = False


def drain(run: Run) -> None:
    """Nothing goes wrong any more: until everything has come to its end, with the robot that settles."""
    until = time.monotonic() + run.plan.drain
    while time.monotonic() < until:
        seen = run.clerk.do("look")
        if not seen["left"]:
            return
        if left := run.clerk.do("holds"):
            _lift(run, run.holder, left)
        time.sleep(0.5)
    run.wrong.append(f"{run.database}: {seen['left']} replies did not come to an end: {seen['states']}")


def _guarded(run: Run, act: Callable[[Run], None]) -> None:
    try:
        act(run)
    except Exception as error:
        if not run.over.is_set():
            run.wrong.append(f"{run.database}: {act.__name__} stopped: {error!r}")


def _writes(run: Run, person: Person) -> None:
    """Answers one question after the other. A click without an answer is repeated, as people do."""
    while not run.jobs.empty():
        conversation, text = run.jobs.get()
        status, told, again = person.click(f"/c/{conversation}/reply", text=text, seen="0")
        if (status == 200 and "go" in told) or (again and status == 409 and told.get("code") == "answered"):
            run.sent.add(text)
        else:
            run.wrong.append(f"{run.database}: the page did not send {text!r}: {status} {told}")


def _kills(run: Run) -> None:
    """One process after the other, at random moments, each started again at once. What has been done since the last one
    sets the pace, so that a slow machine comes as far as a fast one."""
    names = ["worker"] * run.plan.workers + ["web"]
    pids = [run.stable.ask(f"start {name}")["pid"] for name in names]
    dice = random.Random(run.plan.seed + 7)
    while sum(run.kills.values()) < run.plan.kills or not run.jobs.empty():
        _wait_for(run, dice.uniform(0, 2 * run.pace))
        time.sleep(dice.uniform(0, 0.1))
        n = dice.randrange(len(names))
        said = run.stable.ask(f"kill {pids[n]}")["ended"]
        if said != "killed":
            run.wrong.append(f"{run.database}: a {names[n]} {said}")
        run.kills[names[n]] += 1
        pids[n] = run.stable.ask(f"start {names[n]}")["pid"]


def _wait_for(run: Run, steps: float) -> None:
    """Until so many replies were sent or handed over; when nothing is left to do, not for long."""
    begun, since = time.monotonic(), run.progress()
    while run.progress() - since < steps:
        if time.monotonic() - begun > (10 if not run.jobs.empty() else 0.5):
            return
        time.sleep(0.01)


def _clicks(run: Run) -> None:
    """Somebody recalls, withdraws and holds, until it is calm."""
    dice = random.Random(run.plan.seed + 11)
    while not run.calm.wait(dice.uniform(0, 0.6)):
        seen = run.clerk.do("look")
        act = dice.choices(("recall", "withdraw", "hold"), (8, 3, 2))[0]
        if act == "hold":
            _hold(run, dice)
        elif act == "recall" and seen["queued"]:
            _recall(run, dice.choice(seen["queued"]))
        elif act == "withdraw" and seen["published"]:
            run.holder.click(f"/outbox/{dice.choice(seen['published'])}/withdraw/", why="Torture.")


def _recall(run: Run, one: str) -> None:
    status, _, _ = run.holder.click(f"/outbox/{one}/recall/")
    now = run.clerk.do("state", one=one)
    if status and now["state"] == "recalled":
        run.recalled.add(now["text"])


def _hold(run: Run, dice: random.Random) -> None:
    """All or one account, for a moment. What was on its way when the page answered may still arrive."""
    account = "" if dice.random() < 0.5 else dice.choice(run.accounts)
    on = f"account:{account}" if account else ""
    run.holder.click("/outbox/hold/", on=on, covers="all", reason="Torture.")
    flying = set(run.clerk.do("in_flight"))
    placed = run.clerk.do("holds")
    begun = time.monotonic()
    time.sleep(dice.uniform(0.1, 0.8))
    run.holds += [(begun, time.monotonic(), one["account"], flying) for one in placed]
    _lift(run, run.holder, placed)


def _lift(run: Run, person: Person, placed: list[dict[str, str]]) -> None:
    for one in placed:
        person.click(f"/outbox/hold/{one['id']}/lift/")


def _settles(run: Run) -> None:
    """Whoever sees to what nobody knows: she waits a little, looks at the network, and says what she sees."""
    since: dict[str, float] = {}
    while not run.over.wait(0.3):
        seen = run.clerk.do("look")
        if seen["wants_yes"]:
            run.settler.click("/outbox/yes/", seen=" ".join(seen["wants_yes"]))
        for one, text in seen["unclear"].items():
            network = next(n for n in run.networks.values() if f"({n.name} " in text)
            network.unclear.add(one)
            waited = time.monotonic() - since.setdefault(one, time.monotonic())
            if waited > run.plan.patience and not network.proxy.under_way[text]:
                _settle(run, network, one, text)
                since.pop(one)


def _settle(run: Run, network: Network, one: str, text: str) -> None:
    there = run.there(network, text)
    said = "there" if there else random.choice(("again", "again", "again", "give_up"))
    if said == "give_up":
        run.given_up.add(text)
    run.settler.click(f"/outbox/{one}/settle/", decision=said, link=there)
    network.resolved += run.clerk.do("state", one=one)["state"] != "unclear"
