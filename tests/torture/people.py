"""Robot people at the desk: they click by HTTP, as signed in, and click again when the page did not answer."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

BROKEN = (OSError, http.client.HTTPException)


@dataclass
class Person:
    """One person's browser. `port`: where the web process listens; `session`: the cookie of her sign-in."""

    port: int
    session: str
    over: threading.Event
    token: str = ""
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def click(self, path: str, patience: float = 60.0, **form: str) -> tuple[int, dict[str, object], bool]:
        """POST *form* until there is an answer: (status, JSON or {}, whether an earlier try got none)."""
        until, again = time.monotonic() + patience, False
        while True:
            try:
                status, body = self._post(path, form)
                if status < 500:
                    return status, body, again
            except BROKEN:
                self._hang_up()
            again = True
            if self.over.is_set() or time.monotonic() > until:
                return 0, {}, again
            time.sleep(0.1)

    def _post(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        token = self.token or self._fetch_token()
        heads = {
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
            "x-csrftoken": token,
            "cookie": f"zuruf={self.session}; csrftoken={token}",
        }
        line = self._dial()
        line.request("POST", path, urlencode(form), heads)
        answer = line.getresponse()
        body = answer.read()
        told = json.loads(body) if answer.headers.get_content_type() == "application/json" else {}
        return answer.status, told

    def _fetch_token(self) -> str:
        line = self._dial()
        line.request("GET", "/outbox/", headers={"cookie": f"zuruf={self.session}"})
        answer = line.getresponse()
        answer.read()
        cookies = answer.headers.get_all("set-cookie") or []
        found = [c.partition(";")[0].partition("=")[2] for c in cookies if c.startswith("csrftoken=")]
        self.token = found[0] if answer.status == 200 and found else ""
        if not self.token:
            raise http.client.HTTPException(f"no page: {answer.status}")
        return self.token

    def _dial(self) -> http.client.HTTPConnection:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
