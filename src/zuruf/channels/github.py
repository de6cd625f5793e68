"""GitHub: what people write in the issues of one repository, and under its pull requests, comes in; answers go out as comments.

From docs.github.com/rest (issues, issues/comments, webhooks; version 2022-11-28), read in 2026; 65,536 characters is what its errors say
("body is too long"). Never tried live. Followed: issues, pull requests, their comments, edits of comments, and with calls also edits
of issues and deletions. Not followed: reviews on lines of code, discussions (GraphQL alone), reactions.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from zuruf.channels._base import SAYS, Base, batch, characters, may_be, must_be_signed
from zuruf.channels._http import Answer, Http
from zuruf.channels._json import moment, parsed, text, value
from zuruf.core.capabilities import Capabilities, Field, Group, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Unknown
from zuruf.core.message import Author, Batch, Gone, Incoming

GITHUB, LONGEST, PAGE = "https://api.github.com", 65_536, 100
EARLY = timedelta(minutes=5)
NO_NAME = "Needed: a repository as in owner/name, and a server with https."
NO_CALL = "This is no call of GitHub."
OTHER = "This token belongs to another account than the one that is named."
length = characters(LONGEST)


class GitHub(Base):
    name = "github"
    can = Capabilities(
        group=Group.FORUM,
        title="GitHub",
        lead="Issues of one repository and comments on them come in; your answers go out as comments.",
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        withdraw=True,
        edit=True,
        length=length,
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
            Field("server", "Server", kind="url", default=GITHUB),
        ),
    )  # fmt: skip

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        names = {name: link.settings.get(name, "").strip() for name in ("repository", "login", "server")}
        self._repository, self._login = names["repository"].lower(), names["login"].lower()
        self._server = (names["server"] or GITHUB).rstrip("/")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self._repository) or not http.trusts(self._server):
            raise Refused(NO_NAME)
        self._here = f"{self._server}/repos/{self._repository}"

    def check(self) -> Check:
        repository, me = self._get(self._here).json(), self._get(f"{self._server}/user").json()
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
            rows = [([text(row, "updated_at"), text(row, "id")], row) for row in answer.rows()]
            last = max((mark[0] for mark, _ in rows), default="")
            if rows and not last:
                raise answer.not_understood()
            if fresh := [row for mark, row in rows if mark not in had]:
                known[kind] = [mark for mark, _ in rows if mark[0] == last]
                found += [m for row in fresh if (m := self._message(row))]
                raw += answer.raw
                more = more or bool(had and len(rows) >= PAGE)
        return Batch(tuple(found), cursor=known if raw else None, raw=raw, more=more)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        must_be_signed(self._link.secrets.get("hook", ""), body, headers.get("x-hub-signature-256", ""))

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
        url = f"{self._here}/issues/comments/{receipt.ref.get('id', '')}"
        answer = self._http.post(url, method="DELETE", headers=self._heads, accept={404, 410})
        if answer.status not in (204, 404, 410):
            raise answer.not_understood()

    def find(self, reply: Outgoing) -> Receipt | None:
        since = (reply.created_at - EARLY).strftime("%Y-%m-%dT%H:%M:%SZ")
        there = f"{self._here}/issues/{reply.parent.get('number', '')}/comments"
        rows = self._get(there, since=since, per_page=PAGE).rows()
        mine = ((_receipt(row), text(row, "body")) for row in rows if self._ours(row))
        return next((r for r, said in mine if may_be(reply, r.remote_id, None, said, EARLY)), None)

    @property
    def _heads(self) -> dict[str, str]:
        token = self._link.secrets.get("token", "")
        return {"authorization": f"Bearer {token}", "x-github-api-version": "2022-11-28"}

    def _get(self, url: str, **params: object) -> Answer:
        return self._http.read(url, params=params, headers=self._heads)

    def _out(self, method: str, path: str, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        url, told = f"{self._here}/{path}", {"body": reply.text}
        answer = self._http.post(url, json=told, method=method, headers=self._heads)
        if not text(row := answer.json(), "id"):
            raise answer.not_understood()
        return _receipt(row)

    def _ours(self, row: Mapping[str, Any]) -> bool:
        return text(row, "user", "login").lower() == self._login != ""

    def _message(self, row: Mapping[str, Any], edited: bool = False) -> Incoming | None:
        at, changed, comment = (
            moment(row.get("created_at")),
            moment(row.get("updated_at")),
            "issue_url" in row,
        )
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
