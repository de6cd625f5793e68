"""Google's interfaces: the token in front, and what their errors mean. Sources: OAuth 2.0 for web server applications
(developers.google.com/identity/protocols/oauth2/web-server), the standard error responses of Google's APIs (`error.code`, `message`,
`status`, `errors[].reason`, `details[].reason`).

An access token lasts an hour. The token for renewal stays the same and has no end, but for one of a project whose consent screen is in
the state "Testing" (7 days), one that nobody used for 6 months, and one that its owner took back.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta

from zuruf.channels import _oauth as oauth
from zuruf.channels._http import Answer, Http
from zuruf.channels._json import objects, text
from zuruf.channels._oauth import ONLY_HTTPS, Bearer, refresh
from zuruf.core.capabilities import Field
from zuruf.core.channel import ChannelError, Check, Link, NotConnected, Refused, TryLater

TOKENS = "https://oauth2.googleapis.com/token"
JUDGED = frozenset({400, 403, 404})

NOT_ENABLED = "The interface is not switched on in the Google Cloud project of this client. Switch it on there, under APIs and services."
NO_SCOPE = "The access does not cover what is needed: %(scope)s. Sign in again and allow it."
USED_UP = "The project's quota for today is used up; it begins anew at midnight Pacific time."
SAYS = (*oauth.SAYS, NOT_ENABLED, NO_SCOPE, USED_UP)

SIGN_IN = (
    "Under OAuth consent screen fill in your organisation with its privacy notice, and publish it: in the state “Testing” the access ends "
    "after 7 days.",
    "Under Credentials make an OAuth client of the kind “Web application” with the redirect address "
    "https://developers.google.com/oauthplayground. It shows the client ID and the client secret.",
)
"""Steps of a guide: what makes the secrets in `FIELDS`."""
FIELDS = (
    Field("client_id", "Client ID", "Ends in .apps.googleusercontent.com."),
    Field("client_secret", "Client secret", "Stands beside the client ID.", secret=True, kind="password"),
    Field(
        "refresh_token",
        "Refresh token",
        "From the OAuth Playground, as the guide says.",
        secret=True,
        kind="password",
    ),
)


class Google:
    """Requests for one account at the interface at *base*. *scope*: the right that the requests need. *means*: reasons of this interface
    alone → the sentence of a refusal. *resets*: how long until a used-up quota begins anew."""

    def __init__(
        self, http: Http, link: Link, base: str, scope: str, means: Mapping[str, str] | None = None
    ) -> None:
        self.http, self._means = http, means or {}
        gateway = link.settings.get("gateway", "").rstrip("/")  # where requests do not go to Google directly
        self._gateway, self._base = gateway, gateway or base
        tokens = f"{gateway}/token" if gateway else TOKENS
        client, secret = link.settings.get("client_id", ""), link.secrets.get("client_secret", "")
        self.bearer = Bearer(http, link, refresh(http, tokens, client, secret))
        self.resets: timedelta | None = None
        self.no_scope = NO_SCOPE % {"scope": scope}

    def __repr__(self) -> str:
        return "<Google>"

    def get(
        self,
        path: str,
        params: Mapping[str, object] | None = None,
        accept: Collection[int] = (),
        base: str = "",
    ) -> Answer:
        """One GET; statuses in *accept* are handed back. *base*: of another interface of Google's, with the same sign-in."""
        self._safe()
        known, start = {*JUDGED, *accept, 401}, self._gateway or base or self._base
        return self._judged(
            self.bearer.asked(
                lambda head: self.http.read(f"{start}{path}", params=params, headers=head, accept=known)
            ),
            accept,
        )

    def send(
        self,
        method: str,
        path: str,
        json: Mapping[str, object] | None = None,
        accept: Collection[int] = (),
    ) -> Answer:
        """One request that writes."""
        self._safe()
        known = {*JUDGED, *accept, 401}
        return self._judged(
            self.bearer.asked(
                lambda head: self.http.post(
                    f"{self._base}{path}",
                    json=json,
                    data=None if json is not None else b"",
                    headers=head,
                    accept=known,
                    method=method,
                )
            ),
            accept,
        )

    def without_scope(self, error: NotConnected, scope: str) -> Check:
        """What a check says when only the right is missing. Raises *error* when it is something else."""
        if str(error) != self.no_scope:
            raise error
        return Check(can_read=False, can_publish=False, missing=(scope,), problem=str(error))

    def _safe(self) -> None:
        if not self.http.trusts(self._base):
            raise Refused(ONLY_HTTPS)

    def _judged(self, answer: Answer, accept: Collection[int]) -> Answer:
        if answer.status < 300:
            return answer
        usual, reasons = self.http.refusal(answer), said(answer)
        if reasons & {"quotaExceeded", "dailyLimitExceeded"}:
            raise TryLater(USED_UP, self.resets)
        if reasons & {"rateLimitExceeded", "userRateLimitExceeded"}:
            raise TryLater(str(usual))
        if reasons & {"accessNotConfigured", "SERVICE_DISABLED"}:
            raise Refused(NOT_ENABLED)
        if reasons & {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}:
            raise NotConnected(self.no_scope)
        if answer.status in accept:
            return answer
        raise next((Refused(words) for reason, words in self._means.items() if reason in reasons), usual)


def said(answer: Answer) -> set[str]:
    """The reasons that an error names; none where the answer is not Google's."""
    try:
        told = answer.json()
    except ChannelError:
        return set()
    lists = objects(told, "error", "errors") + objects(told, "error", "details")
    return {text(one, "reason") for one in lists} - {""}
