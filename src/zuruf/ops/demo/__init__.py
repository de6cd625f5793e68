"""The invented company of the first start. It comes in by the very same road as everything else, at times of its own."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction

from zuruf.core.goodwill import Promise
from zuruf.core.hold import Covers
from zuruf.core.mandate import Risk
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Role, Who
from zuruf.flow import (
    accounts,
    desk,
    guideline,
    holding_set,
    holds,
    hours,
    incident,
    intake,
    mandate,
    organisation,
    outbox,
    outcome,
    people,
    post,
    post_off,
    reply,
    talk,
    teams,
    topics,
)
from zuruf.flow import demo as living
from zuruf.flow.talk_guard import open_form
from zuruf.ops.demo import away, library, plan, reviews, weeks
from zuruf.store.models import (
    Account,
    Conversation,
    Delivery,
    GuidelineVersion,
    Member,
    Message,
    Organisation,
)
from zuruf.store.queries import people as read

NOT_CONNECTED = "An invented account: nothing is read from it and nothing goes out."
OUT_AFTER = timedelta(seconds=25)  # when the worker would have published: after the recall window
TYPED_FOR = timedelta(seconds=90)
PLAN_AGO = 30  # minutes; what came in later lies with whoever is responsible for it


class NotEmpty(Exception):
    """There are messages already: the demo company does not move in with real people."""


def load(now: datetime) -> bool:
    """The company, its people and their conversations, as of *now*: all of it or, where it was ended on the way, nothing. False: it
    is there already. Raises NotEmpty."""
    with transaction.atomic():
        if Organisation.objects.filter(pk=1, demo=True).exists():
            return False
        if Message.objects.exists():
            raise NotEmpty
        _move_in(now)
    return True


def _move_in(now: datetime) -> None:
    company = _read("company.toml")
    began = now - timedelta(days=2)
    stage = Stage(_first(began))
    stage.set_up(company, began)
    topics.begin_with_starters(stage.first, now=began)
    weeks.play(stage.first, stage.bluesky, _read("weeks.toml"), now)
    told = _read("conversations.toml")["conversation"]
    steps = [Step(number, one, step) for number, one in enumerate(told) for step in one["steps"]]
    steps.sort(key=lambda s: -s.ago)
    for step in (s for s in steps if s.ago > PLAN_AGO):
        stage.play(step, now - timedelta(minutes=step.ago))
    away.enter(stage.first, stage.members, company, now - timedelta(minutes=PLAN_AGO))
    plan.appoint(
        stage.first, stage.members, stage.teams, company["responsible"], now - timedelta(minutes=PLAN_AGO)
    )
    for step in (s for s in steps if s.ago <= PLAN_AGO):
        stage.play(step, now - timedelta(minutes=step.ago))
    library.fill(stage.first, stage.members, _read("library.toml"), now)
    reviews.play(stage.first, stage.members, **_read("reviews.toml"), now=now)
    hours.save(stage.first, hours.Hours(**company["open"]), now=now)
    Account.objects.exclude(channel="talk").update(
        disconnected_at=began
    )  # nobody can answer there from now on
    Organisation.objects.filter(pk=1).update(demo=True)
    living.begin(now)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of conversations.toml, with the conversation that it belongs to."""

    number: int
    conversation: dict[str, Any]
    words: list[Any]

    @property
    def what(self) -> str:
        return str(self.words[0])

    @property
    def ago(self) -> float:
        """Minutes before now."""
        return float(self.words[1])


@dataclass
class Stage:
    """Who is there while the demo is played, and which conversation is which."""

    first: Who
    members: dict[str, Who] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    bluesky: int = 0
    secrets: dict[int, str] = field(default_factory=dict)  # of the talk page's authors
    known: dict[int, str] = field(default_factory=dict)  # number → the conversation's public id
    held: str = ""  # the hold that lies there now
    threads: dict[int, str] = field(default_factory=dict)  # number → on the talk page, where we began it

    def set_up(self, company: dict[str, Any], at: datetime) -> None:
        told = {
            k: v
            for k, v in company.items()
            if k not in ("teams", "member", "mandate", "deputy", "absence", "responsible", "without", "open")
        }
        organisation.save(self.first, organisation.Settings(**told), now=at)
        accounts.ensure_talk(at)
        self.bluesky = _shown_only("bluesky", "bluesky", "radwerk-lindenau.invalid", at)
        _shown_only("feed", "feed:demo", "Presseschau Fahrrad (Demo)", at)
        for name in company["teams"]:
            self.teams[name] = teams.create(self.first, name, now=at)
        for one in company["member"]:
            one["teams"] = [self.teams[name] for name in one["teams"]]
            one["role"] = Role(one["role"])
            public_id = people.invite(self.first, **one, now=at)
            self.members[one["name"]] = _who(Member.objects.get(public_id=public_id))
        guideline.seed(at)
        self._grant(company["mandate"], company["language"], at)
        holding_set.seed(at)
        slugs = GuidelineVersion.objects.values_list("slug", flat=True)
        guideline.choose(self.first, frozenset(slugs) - frozenset(company["without"]), now=at)

    def _grant(self, told: list[dict[str, Any]], language: str, at: datetime) -> None:
        mandate.begin(self.first, language, now=at)
        for one in told:
            risk, team = Risk(one.get("highest_risk", "everyday")), self.teams.get(one.get("team", ""), "")
            member = self.members[one["member"]].public_id if "member" in one else ""
            said = {**one, "highest_risk": risk, "team": team, "member": member}
            mandate.grant(self.first, mandate.Grant(**said), now=at)

    def play(self, step: Step, at: datetime) -> None:
        if step.what == "them":
            self._them(step, str(step.words[2]), at)
            return
        who, about = self.members[step.words[2]], self.known.get(step.number, "")
        match step.what:
            case "take":
                desk.take(who, about, now=at)
            case "done":
                desk.close(who, about, now=at)
            case "team":
                desk.give(who, about, team=self.teams[step.words[3]], now=at)
            case "note":
                desk.note(who, about, step.words[3], now=at)
            case "incident":
                incident.begin_with(who, about, str(step.words[3]), now=at)
            case "hold":
                self.held = holds.hold(who, reason=str(step.words[3]), covers=Covers.POSTS, now=at)
            case "lift":
                holds.lift(who, self.held, now=at)
            case "post":
                self._post(step.number, who, str(step.words[3]), at)
            case "reply" | "ask" | "unclear" | "later":
                self._reply(step, who, about, str(step.words[3]), at)
            case _:
                raise ValueError(f"the demo does not know how to {step.what!r}")

    def _them(self, step: Step, text: str, at: datetime) -> None:
        name = step.conversation["from"]
        if step.conversation.get("on") == "bluesky":
            self._from_bluesky(step.number, name, text, at)
            return
        words = talk.Words(form=open_form(now=at - TYPED_FOR), text=text, name=name)
        secret, ours = self.secrets.get(step.number, ""), self.threads.get(step.number, "")
        posted = talk.post(words, base=settings.URL, secret=secret, thread="" if secret else ours, now=at)
        self.secrets[step.number] = posted.secret
        if not secret and not ours:
            self.known[step.number] = _newest()

    def _post(self, number: int, who: Who, text: str, at: datetime) -> None:
        """What we say ourselves, on our own page."""
        page = accounts.ensure_talk(at).public_id
        (sent,) = post_off.send(who, post.begin(who, now=at), text, [page], now=at)
        while outbox.work("demo", now=at + OUT_AFTER):
            pass
        row = Delivery.objects.select_related("conversation").get(public_id=sent.delivery)
        self.known[number], self.threads[number] = row.conversation.public_id, row.public_id

    def _from_bluesky(self, number: int, name: str, text: str, at: datetime) -> None:
        uri = f"at://did:example:demo{number}/app.bsky.feed.post/demo{number}"
        author = Author(remote_id=f"did:example:demo{number}", handle=f"demo{number}.invalid", name=name)
        one = Incoming(
            remote_id=uri, author=author, text=text, at=at, ref={"uri": uri, "cid": f"demo{number}"}
        )
        intake.receive(self.bluesky, Batch((one,)), now=at)
        self.known[number] = _newest()

    def _reply(self, step: Step, who: Who, about: str, text: str, at: datetime) -> None:
        seen = Conversation.objects.get(public_id=about).answer_seq
        tomorrow = f"{at + timedelta(days=1):%Y-%m-%d}T09:00"
        hour = tomorrow if step.what == "later" else ""
        promise = Promise(int(step.words[4]), str(step.words[5])) if len(step.words) > 4 else None
        reply.send(who, about, text, seen_answer_seq=seen, at=hour, promise=promise, now=at)
        if step.what == "unclear":
            _leave_unclear(about, at)
        elif step.what == "reply":
            while outbox.work("demo", now=at + OUT_AFTER):
                pass


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("zuruf.ops.demo").joinpath(name).read_text("utf-8"))


def _first(at: datetime) -> Who:
    owner = Member.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    if owner is None:
        people.first_link(at)
        owner = Member.objects.get(role=Role.OWNER)
    return _who(owner)


def _who(member: Member) -> Who:
    found = read.who(member.pk)
    if found is None:
        raise LookupError(f"member {member.public_id} is not active")
    return found


def _shown_only(channel: str, realm: str, name: str, at: datetime) -> int:
    """An account that shows how one looks that is not connected. Nothing is ever asked of the network. It is disconnected
    when the play is over: until then its people could still answer."""
    told = {
        "name": name,
        "handle": name,
        "enabled": False,
        "state": "not_connected",
        "state_why": NOT_CONNECTED,
    }
    made = Account.objects.create(
        channel=channel,
        realm=realm,
        remote_id="demo",
        state_since=at,
        created_at=at,
        **told,
    )
    return made.pk


def _newest() -> str:
    return Conversation.objects.order_by("-pk").values_list("public_id", flat=True)[0]


def _leave_unclear(about: str, at: datetime) -> None:
    """As the worker leaves a reply when the network broke off in the middle and cannot be asked any more."""
    row = Delivery.objects.select_related("conversation", "draft", "account").get(
        conversation__public_id=about
    )
    tried = at + OUT_AFTER
    with transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(
            state=DeliveryState.UNCLEAR,
            attempts=1,
            first_attempt_at=tried,
            doubt_at=tried,
            doubts=1,
            why="radwerk-lindenau.invalid broke off before the answer was complete.",
        )
        outcome.count_unclear(row, +1)
        outcome.tell(row, "unclear", tried, None)
