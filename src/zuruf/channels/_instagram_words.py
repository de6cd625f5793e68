"""What the connect page says about an Instagram account. English source texts."""

from zuruf.channels import _graph_words as shared
from zuruf.core.capabilities import Field

NO_MEDIA = "The comments on the account's pictures cannot be read: %(rest)s"
ANOTHER = "This id and this name are not of the same account."
NOT_BELOW_OTHERS = "The comments on somebody else's picture cannot be looked through."
ONLY_OURS = "Only comments on your own pictures can be hidden or deleted."
LIMITS = "2,200 characters in public, 1,000 bytes in a private message"
SAYS = (*shared.SAYS, NO_MEDIA, ANOTHER, NOT_BELOW_OTHERS, ONLY_OURS, LIMITS)

FIELDS = (
    Field(
        "user",
        "Instagram account id",
        "A number: instagram_business_account of the page in the Graph API Explorer.",
    ),
    Field("handle", "Name of the account", "Without @."),
    *shared.PAGE_SECRETS,
    shared.BACK,
)
GUIDE = (
    "Make the account a professional one (business or creator), and join it to your Facebook Page. "
    "In the Instagram app, under Messages, allow connected tools to see messages.",
    "At developers.facebook.com make an app of the type Business, or take the one for your page, and join it to your company's business "
    "portfolio. One app for one account: an app calls one address only for Instagram.",
    "Add the use case “Manage messaging and content on Instagram”, in the form with Facebook Login.",
    "Ask for these rights (permissions): instagram_basic, instagram_manage_comments, instagram_manage_messages, pages_show_list, "
    "pages_manage_metadata, pages_read_engagement; and the feature Human Agent if you want to answer messages later than after 24 hours.",
    shared.REVIEW,
    "Make a long-lived access token of the page that the account is joined to: in the Graph API Explorer ask for "
    "me/accounts?fields=name,access_token,instagram_business_account with an extended user token. That brings the account's id too.",
    shared.COPY,
    "In the app open Webhooks, choose Instagram, and put in that address as callback URL and your verify token. Then subscribe to "
    "comments, live_comments, mentions and messages.",
    "In the app's Messenger settings, under Instagram, add the page and switch on its subscriptions; comments come only when the "
    "page is subscribed to the app.",
)
