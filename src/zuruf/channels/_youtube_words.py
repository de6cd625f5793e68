"""What YouTube's channel says to people, and which of YouTube's reasons it says it for."""

from zuruf.channels import _base
from zuruf.channels import _google as google

COST = "Nothing, within a day's quota: an answer takes 50 units of 10,000, a look up to 7."
GUIDE = (
    "In the Google Cloud console make a project, and switch on “YouTube Data API v3” under APIs and services, Library.",
    *google.SIGN_IN,
    "In the OAuth Playground, at that address, choose “Use your own OAuth credentials” behind the cog and paste both. Allow the scope "
    "https://www.googleapis.com/auth/youtube.force-ssl, signed in as your channel, and exchange the code for tokens.",
    "Copy the refresh token. In YouTube, put your imprint and your privacy notice into the channel's description.",
)
NO_CHANNEL = "This sign-in has no YouTube channel. Sign in again and choose the channel, not the person."
CLOSED = "Comments on this video are switched off, or closed for answers."
HELD = (
    "This comment was held for review when it came in, so the public did not see it. Your answer approves it."
)
NO_HELD = "Held comments cannot be read with this sign-in; the others are."
DELETED = "The comment that is answered is not there any more."
TOO_LONG_THERE = "YouTube finds this answer too long."
NO_REF = "What is answered has no comment; it may be from before this account was connected."
NOT_OURS = "This comment cannot be changed or taken back with this sign-in."
TOO_MANY = "There are too many answers below this comment to look for ours among them."

HIDES = "It is held for review; nobody but you and its author sees it."
REJECTS = "It is rejected and gone for everybody, and so are the answers below it."
BANS = "The comment is rejected, and so is whatever this author writes under your videos from now on. YouTube Studio lifts that."
BUDGET = "%(units)s units a day: %(answers)s answers beside reading"

SAYS = (
    *_base.SAYS,
    BUDGET,
    HIDES,
    REJECTS,
    BANS,
    NO_CHANNEL,
    CLOSED,
    HELD,
    NO_HELD,
    DELETED,
    TOO_LONG_THERE,
    NO_REF,
    NOT_OURS,
    TOO_MANY,
)
MEANS = {
    "commentsDisabled": CLOSED,
    "commentNotFound": DELETED,
    "parentCommentNotFound": DELETED,
    "parentCommentIsPrivate": DELETED,
    "commentTextTooLong": TOO_LONG_THERE,
    "commentTextRequired": _base.EMPTY,
    "ineligibleAccount": NO_CHANNEL,
}
