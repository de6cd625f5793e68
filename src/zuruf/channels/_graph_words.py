"""What people read about channels over Meta's Graph API, whichever it is. English source texts."""

from zuruf.channels import _base
from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _graph_terms as terms
from zuruf.core.capabilities import Field

GUIDE_URL = "https://developers.facebook.com/apps/"
NO_ID = "The id must be a number."
SAYS = (*_base.SAYS, *g.SAYS, *terms.SAYS, *messages.SAYS, NO_ID)
"""Of a channel with comments and private messages."""

APP_SECRETS = (
    Field(
        "app_secret",
        "App secret",
        "In the app: App settings, Basic. Proves that calls come from Meta.",
        secret=True,
        kind="password",
    ),
    Field(
        "verify_token",
        "Verify token",
        "Made here. Write the same one beside the callback URL at Meta; it is not shown again.",
        secret=True,
        kind="made",
    ),
)
PAGE_SECRETS = (
    Field(
        "access_token",
        "Page access token",
        "A long-lived one, with the rights named in the steps.",
        secret=True,
        kind="password",
    ),
    *APP_SECRETS,
)
BACK = Field(
    "back",
    "The first look goes back (days)",
    "What is older stays where it is; it would all wait on the desk.",
    required=False,
    default="14",
)

# Steps of the guides that are the same everywhere.
REVIEW = (
    "Send the app to App Review and verify the company (Business verification). Until Meta has granted Advanced Access you read and "
    "answer only people who have a role in the app."
)
COPY = "Copy our address for calls (webhook) and the verify token, both below; fill in the form and connect."
