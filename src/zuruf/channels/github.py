"""GitHub: what people write in the issues of one repository, and under its pull requests, comes in; answers go out as comments.

From docs.github.com/rest (issues, issues/comments, webhooks; version 2022-11-28), read in 2026; 65,536 characters is what its errors say
("body is too long"). Never tried live. Followed: issues, pull requests, their comments, edits of comments, and with calls also edits
of issues and deletions. Not followed: reviews on lines of code, discussions (GraphQL alone), reactions.
"""

import re
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from zuruf.channels._base import SAYS, batch, characters
from zuruf.channels._http import Http
from zuruf.channels._json import moment, parsed, text, value
from zuruf.channels._rest import Found, Rest, first, looked_through, unseen
from zuruf.core.capabilities import Capabilities, Field, Group, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Unknown
from zuruf.core.message import Author, Batch, Gone, Incoming

LONGEST, PAGE = 65_536, 100
EARLY = timedelta(minutes=5)
NO_NAME = "Needed: a repository as in owner/name, and a server with https."
NO_CALL = "This is no call of GitHub."
OTHER = "This token belongs to another account than the one that is named."


class GitHub(Rest):
    name, home = "github", "https://api.github.com"
    heads = {"x-github-api-version": "2022-11-28"}
    signed_with = ("hook", "x-hub-signature-256")
    can = Capabilities(
        group=Group.FORUM,
        title="GitHub",
        lead="Issues of one repository and comments on them come in; your answers go out as comments.",
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        parents=True,
        withdraw=True,
        edit=True,
        length=characters(LONGEST),
        repeat=Repeat.TRACEABLE,
        shows=Shows.AT_ONCE,
        calls=True,
        tried_against=TriedAgainst.SPECIFICATION,
        guide=(
            "Sign in to GitHub as the account that is to answer.",
            "Open Settings, Developer settings, Fine-grained tokens, and make one for this repository alone with Issues and Pull requests: read and write.",
            "In the repository open Settings, Webhooks, Add webhook: our address, content type application/json, the secret from below, and the events Issues and Issue comments.",
        ),
        guide_url="https://github.com/settings/personal-access-tokens/new",
        says=(NO_NAME, NO_CALL, OTHER, *SAYS),
        fields=(
            Field("repository", "Repository", "Owner and name, as in yourhouse/yourproduct."),
            Field("login", "Your user name there"),
            Field("token", "Access token", secret=True, kind="password"),
            Field("hook", "Secret for its calls", "Put the same into the webhook.", secret=True, kind="made", required=False),
            Field("server", "Server", kind="url", default=home),
        ),
    )  # fmt: skip

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._repository, self._login = (self._setting(name).lower() for name in ("repository", "login"))
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self._repository):
            raise Refused(NO_NAME)
        self._here = f"repos/{self._repository}"

    def check(self) -> Check:
        repository, me = self._get(self._here).json(), self._get("user").json()
        mine = text(me, "login").lower() == self._login
        return Check(
            can_read=True,
            can_publish=mine and value(repository, "archived") is not True,
            name=text(repository, "full_name"),
            handle=text(me, "login"),
            remote_id=self._repository,
            limits=(f"{LONGEST:,} characters",),
            problem="" if mine else OTHER,
            missing=tuple(r for r in ("pull", "triage") if value(repository, "permissions", r) is False),
            profile=tuple(filter(None, (text(me, "blog"), text(me, "bio")))),
        )

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """Issues, then comments, the oldest change first; the first look brings the newest hundred of each. Two requests. The cursor
        has (time, id) of all that changed last, as many may change in one second."""
        known, found, raw, more = dict(cursor or {}), [], "", False
        for kind in ("issues", "issues/comments"):
            had: Any = known.get(kind) or []
            order = {"since": had[0][0], "direction": "asc"} if had else {"direction": "desc"}
            answer = self._get(f"{self._here}/{kind}", sort="updated", state="all", per_page=PAGE, **order)
            fresh, marks = unseen(answer, had, "updated_at")
            if fresh:
                known[kind] = marks
                found += [m for row in fresh if (m := self._message(row))]
                raw += answer.raw
                more = more or bool(had and len(answer.rows()) >= PAGE)
        return Batch(tuple(found), cursor=known if raw else None, raw=raw, more=more)

    def unpack(self, body: bytes) -> Batch:
        told = parsed(body)
        row, action = value(told, "comment") or value(told, "issue"), text(told, "action")
        if text(told, "zen"):  # with a word of wisdom it greets a new webhook
            return Batch()
        if not isinstance(row, dict):
            raise Unknown(NO_CALL)
        made = self._message(row, edited=action == "edited")
        return batch([Gone(made.remote_id) if made and action == "deleted" else made])

    def publish(self, reply: Outgoing) -> Receipt:
        return self._out("POST", f"issues/{reply.parent.get('number', '')}/comments", reply)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        return self._out("PATCH", f"issues/comments/{receipt.ref.get('id', '')}", reply)

    def withdraw(self, receipt: Receipt) -> None:
        """GitHub says 404 for 403 of a private repository, so as not to tell that there is one (its page on troubleshooting)."""
        there = f"{self._here}/issues/comments"
        self._delete(f"{there}/{receipt.ref.get('id', '')}", there)

    def find(self, reply: Outgoing) -> Receipt | None:
        since = (reply.created_at - EARLY).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        there = f"{self._here}/issues/{reply.parent.get('number', '')}/comments"
        rows = looked_through(
            lambda page: self._get(there, since=since, per_page=PAGE, page=page), PAGE, "created_at"
        )
        return first(reply, (_found(row) for row in rows if self._ours(row)), EARLY)

    def _out(self, method: str, path: str, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        return _receipt(self._write(method, f"{self._here}/{path}", {"body": reply.text}))

    def _ours(self, row: Mapping[str, Any]) -> bool:
        return text(row, "user", "login").lower() == self._login != ""

    def _message(self, row: Mapping[str, Any], edited: bool = False) -> Incoming | None:
        at, changed = moment(row.get("created_at")), moment(row.get("updated_at"))
        comment = "issue_url" in row
        number = text(row, "issue_url").rpartition("/")[2] if comment else text(row, "number")
        if not (text(row, "id") and number.isdigit()):
            return None
        issue = f"issue/{self._repository}/{number}"
        edited = edited or (comment and changed != at)  # of an issue any comment moves that time
        return Incoming(
            f"comment/{text(row, 'id')}" if comment else issue,
            Author(text(row, "user", "id"), text(row, "user", "login"), url=text(row, "user", "html_url")),
            text(row, "body"),
            at,
            parent=issue if comment else "",
            root=issue if comment else "",
            title=text(row, "title"),
            permalink=text(row, "html_url"),
            edited_at=changed if edited else None,
            ours=self._ours(row),
            auto=text(row, "user", "type") == "Bot",
            ref={"number": number},
        )


def _receipt(row: Mapping[str, Any]) -> Receipt:
    return Receipt(f"comment/{text(row, 'id')}", text(row, "html_url"), {"id": text(row, "id")})


def _found(row: Mapping[str, Any]) -> Found:
    return _receipt(row), moment(row["created_at"]), text(row, "body")
