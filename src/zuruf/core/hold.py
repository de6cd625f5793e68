"""A hold: what it covers and on what it lies. In a storm announcements stop and answers flow."""

from enum import StrEnum


class Covers(StrEnum):
    POSTS = "posts"  # what we say unasked
    ALL = "all"  # and answers: edits, corrections and holding replies count as answers


class Scope(StrEnum):
    """What a hold lies on. A team's are the replies in its conversations and, where a conversation has no team, those
    that its people wrote."""

    EVERYTHING = "everything"
    ACCOUNT = "account"
    TEAM = "team"
    INCIDENT = "incident"
