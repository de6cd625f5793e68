"""Asking YouTube, with every request paid from the day's quota."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from zuruf.channels import _youtube_quota as quota
from zuruf.channels import _youtube_words as words
from zuruf.channels._google import Google
from zuruf.channels._http import Answer, Http
from zuruf.channels._json import objects, text
from zuruf.core.channel import Budget, Link, Refused

BASE = "https://youtube.googleapis.com/youtube/v3"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
PAGE = 100


class Wire:
    """Requests for one channel."""

    def __init__(self, http: Http, link: Link) -> None:
        self.google = Google(http, link, BASE, SCOPE, words.MEANS)
        self._project = link.settings.get("client_id", "")
        units = re.sub(r"[,. ]", "", link.settings.get("quota", ""))
        self.units = int(units) if re.fullmatch(r"[1-9]\d{0,8}", units) else quota.UNITS
        self.budget: Budget | None = None

    def __repr__(self) -> str:
        return "<Wire>"

    def read(self, path: str, **params: object) -> Answer:
        """One list. Raises what `_google` says."""
        self._spend(quota.LIST)
        return self.google.get(path, params)

    def write(
        self,
        method: str,
        params: Mapping[str, object],
        json: Mapping[str, object] | None = None,
        path: str = "/comments",
        accept: Collection[int] = (),
    ) -> Answer:
        """One request that writes."""
        self._spend(quota.WRITE)
        return self.google.send(method, f"{path}?{urlencode(params)}", json, accept)

    def _spend(self, units: int) -> None:
        now = datetime.now(UTC)
        quota.LEDGER.spend(self._project, units, now)
        self.budget = quota.LEDGER.budget(self._project, self.units, now)
        self.google.resets = quota.until_reset(now)

    def mine(self) -> dict[str, Any]:
        """The channel that signed in. Raises Refused where there is none."""
        answer = self.read("/channels", part="snippet", mine="true")
        found = [one for one in items(answer) if text(one, "id")]
        if not found:
            raise Refused(words.NO_CHANNEL)
        return found[0]

    def replies(self, thread: str, page: str = "") -> tuple[list[dict[str, Any]], str]:
        """A hundred answers below a comment, and the token of the next page."""
        more = {"pageToken": page} if page else {}
        answer = self.read(
            "/comments", part="snippet", parentId=thread, maxResults=PAGE, textFormat="plainText", **more
        )
        return items(answer), text(answer.json(), "nextPageToken")

    def comment(self, own: str) -> dict[str, Any] | None:
        """One comment by its id; None when there is none."""
        found = items(self.read("/comments", part="snippet", id=own, textFormat="plainText"))
        return next((one for one in found if text(one, "id") == own), None)


def items(answer: Answer) -> list[dict[str, Any]]:
    """What a list gave. YouTube leaves `items` out or empty where there is nothing, but never says less than its kind."""
    told = answer.json()
    if not isinstance(told.get("items", []), list) or not (told.keys() & {"kind", "items"}):
        raise answer.not_understood()
    return objects(told, "items")
