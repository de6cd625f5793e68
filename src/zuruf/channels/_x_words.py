"""What people read about X: what to do there, what to fill in, what may be wrong. English source text for gettext."""

from zuruf.channels import _base
from zuruf.channels import _oauth as oauth
from zuruf.channels import _x_calls as calls
from zuruf.channels import _x_terms as money
from zuruf.channels import _x_wire as wire
from zuruf.core.capabilities import Field

COST = "X bills by use: reading a post costs 0.5 US cents and its author 1, an answer 1, a post 1.5, one with a link up to 20."
NOWHERE = "This message names no post on X that could be answered."
NOT_OURS = "This is not a post of this account."
TOO_MANY = "More than 800 mentions came in since the last look; the oldest of them were not read."
UNSIGNED = wire.UNSIGNED
LIMITS = ("280 weighted characters", "100 posts in 15 minutes, 10,000 a day for the app")
SAYS = (
    *LIMITS,
    *_base.SAYS,
    *oauth.SAYS,
    *wire.SAYS,
    *money.SAYS,
    calls.NOT_UNDERSTOOD,
    NOWHERE,
    NOT_OURS,
    TOO_MANY,
)

FIELDS = (
    Field("client_id", "Client ID", "In the app: Keys and tokens, OAuth 2.0."),
    Field(
        "client_secret",
        "Client secret",
        "Beside the client ID; empty for an app without one.",
        secret=True,
        kind="password",
        required=False,
    ),
    Field(
        "access_token",
        "Access token",
        "Of the account that answers, made by OAuth 2.0.",
        secret=True,
        kind="password",
    ),
    Field(
        "refresh_token",
        "Refresh token",
        "Comes with the access token, if offline.access is among the rights. Without it the access ends after two hours.",
        secret=True,
        kind="password",
        required=False,
    ),
    Field(
        "consumer_secret",
        "API key secret",
        "Only if X shall call us: proves that a call comes from X.",
        secret=True,
        kind="password",
        required=False,
    ),
    Field(
        "access",
        "Kind of access",
        "self-serve or enterprise. With self-serve one may answer only who mentioned or quoted the account.",
        required=False,
        default=money.SELF_SERVE,
    ),
)
GUIDE_URL = "https://console.x.com"
GUIDE = (
    "In X's developer console make a project with an app, and buy credits: X bills each post that is read and each answer. "
    "A limit on what may be spent can be set there.",
    "In the app open User authentication settings: Read and write, type Web App, and any address of yours as callback.",
    "Let the account that shall answer sign in to the app by OAuth 2.0 (PKCE), with the rights tweet.read, tweet.write, users.read and "
    "offline.access; tweet.moderate.write if you want to hide answers. X's command line tool xurl does that and shows both tokens.",
    "Fill in the form here and connect. Do not use the same tokens elsewhere: X takes each refresh token only once.",
    "For messages within seconds: the account's page shows our address for calls. Register it as a webhook (POST /2/webhooks), then subscribe "
    "to post.mention.create, post.reply.create, post.quote.create, post.create and post.delete (POST /2/activity/subscriptions).",
)
