"""What the connect page says about a Facebook Page. English source texts."""

from zuruf.channels import _graph_words as shared
from zuruf.core.capabilities import Field

NO_FEED = "The posts and comments of the page cannot be read: %(rest)s"
NOT_CALLED = "The page does not call this app about its comments yet; see the last steps. Until then it is asked every few minutes."
LIMITS = "8,000 characters in public, 2,000 in a private message"
SAYS = (*shared.SAYS, NO_FEED, NOT_CALLED, LIMITS)

FIELDS = (
    Field("page", "Page id", "A number. On the page: About, Page transparency."),
    *shared.PAGE_SECRETS,
    shared.BACK,
)
GUIDE = (
    "At developers.facebook.com make an app of the type Business, and join it to your company's business portfolio. "
    "One app for one page: an app calls one address only.",
    "Add the use cases “Manage everything on your Page” and “Engage with customers on Messenger”.",
    "Ask for these rights (permissions): pages_show_list, pages_manage_metadata, pages_read_engagement, pages_read_user_content, "
    "pages_manage_engagement, pages_messaging; and the feature Human Agent if you want to answer messages later than after 24 hours.",
    shared.REVIEW,
    "Make a long-lived page access token: in the Graph API Explorer choose the app and the page, take a user token, extend it in the "
    "Access Token Tool, then ask for me/accounts; or better, take a token of a system user in the business settings, which does not end.",
    shared.COPY,
    "In the app open Webhooks, choose Page, and put in that address as callback URL and your verify token. Then subscribe to feed, "
    "mention, messages, message_echoes and message_edits.",
    "In the app's Messenger settings add the page and give it the same subscriptions. Then look again here: the check says whether the page calls us.",
)
