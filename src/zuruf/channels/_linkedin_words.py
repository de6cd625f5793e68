"""What people read about LinkedIn: what to do there, what to fill in, what may be wrong. English source text for gettext."""

from zuruf.channels import _base
from zuruf.channels import _linkedin_reading as reading
from zuruf.channels import _linkedin_wire as wire
from zuruf.channels import _oauth as oauth
from zuruf.core.capabilities import Field

NOWHERE = "This message names no comment or post on LinkedIn that could be answered."
NOT_OURS = "This is not a comment of this page."
NO_PAGE = "The number of the organisation's page is missing."
TOO_MANY = "More than 2,000 entries came in since the last look; the oldest of them were not read."
UNREAD = "Some comments could not be read one by one; see the page itself."
TOO_MANY_BELOW = "There are too many answers below this comment to look for ours among them."
LIMITS = ("1,250 characters", "100 requests a day for each member in the development tier")
SAYS = (
    LIMITS[1],
    *_base.SAYS,
    *oauth.SAYS,
    *wire.SAYS,
    reading.NOT_UNDERSTOOD,
    NOWHERE,
    NOT_OURS,
    NO_PAGE,
    TOO_MANY,
    UNREAD,
    TOO_MANY_BELOW,
)

FIELDS = (
    Field("organization", "Page number", "As in linkedin.com/company/12345/admin."),
    Field("client_id", "Client ID", "In the app: Auth."),
    Field(
        "client_secret",
        "Client secret",
        "Beside the client ID. Renews the access and proves that calls come from LinkedIn.",
        secret=True,
        kind="password",
    ),
    Field("access_token", "Access token", "Of an administrator of the page.", secret=True, kind="password"),
    Field(
        "refresh_token",
        "Refresh token",
        "LinkedIn gives it to approved apps only. Without it the access ends after 60 days.",
        secret=True,
        kind="password",
        required=False,
    ),
)
GUIDE_URL = "https://www.linkedin.com/developers/apps"
GUIDE = (
    "Make an app for your company's page in LinkedIn's developer portal, and let an administrator of the page verify it.",
    "Ask for the product Community Management API. LinkedIn looks at what you want it for; the development tier is enough to begin with.",
    "When it is granted, let an administrator of the page sign in to the app (in the portal: Auth, OAuth 2.0 tools) with the rights "
    "rw_organization_admin, r_organization_social and w_organization_social, or those of the same names that end in _feed.",
    "Fill in the form here and connect.",
    "For messages within minutes, if LinkedIn granted webhooks: the account's page shows our address for calls. Register it in the app under "
    "Webhooks, and subscribe to ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS.",
    "LinkedIn's terms: what people wrote is kept here for 48 hours at most, shown to your own people only, and never exported.",
)
