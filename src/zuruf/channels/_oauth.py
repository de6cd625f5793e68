"""Access by OAuth 2.0: a token that ends and is renewed. Sources: RFC 6749 (5.1, 5.2 and 6), RFC 6750, RFC 9700 (2.2.2 and 4.14).

The secrets of an account: `access_token`, `expires_at` (ISO, UTC; missing: nobody knows) and, where the network gives one,
`refresh_token`; `scope` as the last renewal told it. Many networks take a token for renewal only once and give a new one with it, so that what a renewal brings is kept
before anybody uses it: `Link.renew` sees to that, and that one process asks at a time.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from zuruf.channels._http import Answer, Http
from zuruf.core.channel import ChannelError, Link, NotConnected, Refused, Secrets, TryLater

Ask = Callable[[Secrets], Secrets]

EARLY = timedelta(minutes=5)  # before the end: so that no clock and no long request comes too late
ENDED = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client"}
)  # RFC 6749, 5.2: only a person can mend it
LONGEST = timedelta(days=3650)
_NAME = re.compile(r"[a-z_]{3,40}")  # of an error

UNGIVEN = "The account has no access token; connect it again."
NOT_TAKEN = "The network does not take our access any more; connect the account again."
NO_RENEWAL = "The access has ended and cannot be renewed; connect the account again."
TAKEN_BACK = "The access was ended or taken back (%(code)s); connect the account again."
ONLY_HTTPS = "A token is only sent over https."
SAYS = (UNGIVEN, NOT_TAKEN, NO_RENEWAL, TAKEN_BACK, ONLY_HTTPS)
"""For `Capabilities.says` of whoever uses this."""


class Bearer:
    """Our token in front of every request. *ask* gets new secrets from the network for those that it is given: see `refresh`."""

    def __init__(self, http: Http, link: Link, ask: Ask) -> None:
        self._http, self._link, self._ask = http, link, ask
        self._secrets: Secrets = link.secrets
        self._anew = False

    def __repr__(self) -> str:
        return "<Bearer>"

    @property
    def expires_at(self) -> datetime | None:
        """When the access ends that lasts without renewal; None: not known, or it is renewed by itself."""
        return None if self._secrets.get("refresh_token") else moment(self._secrets)

    @property
    def scopes(self) -> frozenset[str] | None:
        """The rights that we have, as the last renewal said them; None before the first, or where the network does not say."""
        said = self._secrets.get("scope", "")
        return frozenset(said.replace(",", " ").split()) if said else None

    def head(self) -> dict[str, str]:
        """The header for a request; renewed before when the token is about to end. Raises NotConnected, TryLater, Refused."""
        ends = moment(self._secrets)
        near = ends is not None and ends - datetime.now(UTC) < EARLY
        missing = not self._secrets.get("access_token")  # connected with a token for renewal alone
        if (near or missing) and not self._anew and self._secrets.get("refresh_token"):
            return self.renewed()
        token = self._secrets.get("access_token", "").strip()
        if not token:
            raise NotConnected(UNGIVEN)
        return {"authorization": f"Bearer {token}"}

    def renewed(self) -> dict[str, str]:
        """The header with a new token, after the network said that the old one does not hold any more. Asks once only: who is told so
        about a new one too has lost the access. Raises NotConnected, TryLater, Refused."""
        if self._anew or not self._secrets.get("refresh_token"):
            raise NotConnected(NOT_TAKEN)
        self._secrets = self._link.renew(self._secrets, self._ask)
        self._http.hide(*(self._secrets.get(name, "") for name in ("access_token", "refresh_token")))
        self._anew = True
        return self.head()

    def asked(self, ask: Callable[[Mapping[str, str]], Answer]) -> Answer:
        """*ask* with our header; once more with a new one when the network said 401, which is a refusal for certain. *ask* lets 401
        through (`accept`); here it is judged."""
        answer = ask(self.head())
        if answer.status == 401 and self._secrets.get("refresh_token") and not self._anew:
            answer = ask(self.renewed())
        if answer.status == 401:
            raise self._http.refusal(answer)
        return answer


def refresh(http: Http, url: str, client_id: str, client_secret: str = "", *, by_header: bool = False) -> Ask:
    """What gets new secrets from the token endpoint at *url* (RFC 6749, 6). *by_header*: who we are is said by Basic authentication,
    else in the form; public clients have no secret. Of the answer are kept: the token, its end, and the next token for renewal
    where the network gives one, else the one that we have. One request. Raises NotConnected, TryLater, Refused."""
    client_id, client_secret = client_id.strip(), client_secret.strip()

    def ask(used: Secrets) -> Secrets:
        if not used.get("refresh_token"):
            raise NotConnected(NO_RENEWAL)
        if not http.trusts(url):
            raise Refused(ONLY_HTTPS)
        form = {"grant_type": "refresh_token", "refresh_token": used["refresh_token"].strip()}
        headers: dict[str, str] = {}
        if by_header and client_secret:
            headers = {"authorization": basic(client_id, client_secret)}
            http.hide(headers["authorization"].partition(" ")[2])
        else:
            form |= {"client_id": client_id} | ({"client_secret": client_secret} if client_secret else {})
        try:
            answer = http.post(url, form=form, headers=headers, accept=range(400, 500), writes=False)
        except Refused as error:  # of the token, not of the answer that waits for it
            raise TryLater(str(error)) from None
        if answer.status >= 400:
            raise _refusal(http, answer)
        return _kept(answer, http, used)

    return ask


def basic(client_id: str, client_secret: str) -> str:
    """The header of HTTP Basic authentication; both are form-encoded first (RFC 6749, 2.3.1)."""
    from base64 import b64encode
    from urllib.parse import quote_plus

    return "Basic " + b64encode(f"{quote_plus(client_id)}:{quote_plus(client_secret)}".encode()).decode()


def moment(secrets: Secrets) -> datetime | None:
    """When the access ends, from `expires_at`; None where that is missing or is no moment."""
    try:
        found = datetime.fromisoformat(secrets.get("expires_at", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _kept(answer: Answer, http: Http, used: Secrets) -> Secrets:
    """The secrets to go on with. A token without a kind is taken for a bearer's, as all networks mean it."""
    told = answer.json()
    fresh = {"access_token": answer.text("access_token")}
    http.hide(fresh["access_token"])
    if isinstance(next_one := told.get("refresh_token"), str) and next_one:
        http.hide(next_one)
        fresh["refresh_token"] = next_one
    if isinstance(scope := told.get("scope"), str) and scope:
        fresh["scope"] = scope
    lasts = told.get("expires_in")
    if isinstance(lasts, str) and lasts.isascii() and lasts.isdigit():
        lasts = int(lasts[:12])
    fresh["expires_at"] = ""
    if isinstance(lasts, int | float) and not isinstance(lasts, bool) and 0 < lasts < LONGEST.total_seconds():
        fresh["expires_at"] = (datetime.now(UTC) + timedelta(seconds=float(lasts))).isoformat()
    return {**used, **fresh}


def _refusal(http: Http, answer: Answer) -> ChannelError:
    """What a token endpoint's refusal means: never that the answer, for which the token was wanted, is refused. An error that has a name
    is mended by a person only: some networks call a token that has ended `invalid_request`. An answer that is none of RFC 6749's may
    pass, and nothing was lost by it."""
    try:
        code = answer.json().get("error")
    except ChannelError:
        code = None
    if code in ENDED:
        return NotConnected(TAKEN_BACK % {"code": code})
    if answer.status == 401:
        return NotConnected(str(http.refusal(answer)))
    if code in ("temporarily_unavailable", "server_error", "slow_down"):
        return TryLater(str(http.refusal(answer)))
    usual = http.refusal(answer)
    if isinstance(usual, Refused):
        if isinstance(code, str) and _NAME.fullmatch(code):
            return NotConnected(TAKEN_BACK % {"code": code})
        return TryLater(str(usual))
    return usual
