"""What the connect page says about a Facebook Page. English source texts."""

from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.core.capabilities import Field

GUIDE_URL = "https://developers.facebook.com/apps/"
NO_FEED = "The posts and comments of the page cannot be read: %(rest)s"
NOT_CALLED = "The page does not call this app about its comments yet; see the last steps. Until then it is asked every few minutes."
NO_ID = "The id must be a number."
NOT_OFFERED = "The network does not offer that."
LIMITS = "8,000 characters in public, 2,000 in a private message"
SAYS = (*g.SAYS, *messages.SAYS, NO_FEED, NOT_CALLED, NO_ID, NOT_OFFERED, LIMITS)

SECRETS = (
    Field(
        "access_token",
        "Page access token",
        "A long-lived one, with the rights named in the steps.",
        secret=True,
        kind="password",
    ),
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
BACK = Field(
    "back",
    "The first look goes back (days)",
    "What is older stays where it is; it would all wait on the desk.",
    required=False,
    default="14",
)
FIELDS = (
    Field("page", "Page id", "A number. On the page: About, Page transparency."),
    *SECRETS,
    BACK,
)
GUIDE = (
    "At developers.facebook.com make an app of the type Business, and join it to your company's business portfolio. "
    "One app for one page: an app calls one address only.",
    "Add the use cases “Manage everything on your Page” and “Engage with customers on Messenger”.",
    "Ask for these rights (permissions): pages_show_list, pages_manage_metadata, pages_read_engagement, pages_read_user_content, "
    "pages_manage_engagement, pages_messaging; and the feature Human Agent if you want to answer messages later than after 24 hours.",
    "Send the app to App Review and verify the company (Business verification). Until Meta has granted Advanced Access you read and "
    "answer only people who have a role in the app.",
    "Make a long-lived page access token: in the Graph API Explorer choose the app and the page, take a user token, extend it in the "
    "Access Token Tool, then ask for me/accounts; or better, take a token of a system user in the business settings, which does not end.",
    "Copy our address for calls (webhook) and the verify token, both below; fill in the form and connect.",
    "In the app open Webhooks, choose Page, and put in that address as callback URL and your verify token. Then subscribe to feed, "
    "mention, messages, message_echoes and message_edits.",
    "In the app's Messenger settings add the page and give it the same subscriptions. Then look again here: the check says whether the page calls us.",
)
