"""What we remember. One module per stage of the journey; a foreign key points back along it, never forward."""

from zuruf.store.models.account import Account
from zuruf.store.models.audit import AuditEntry, AuditSeal, Disclosure
from zuruf.store.models.change import Change
from zuruf.store.models.desk import Note, Presence
from zuruf.store.models.guideline import GuidelineVersion
from zuruf.store.models.incident import Incident
from zuruf.store.models.intake import Contact, Conversation, GoneEarly, Message, RawArrival, Sighting
from zuruf.store.models.organisation import Organisation
from zuruf.store.models.outbox import Delivery, Hold
from zuruf.store.models.people import Member, SignInLink, Team
from zuruf.store.models.reply import Attachment, Draft, SecondPair
from zuruf.store.models.talk import TalkObjection, TalkPost, TalkReport
from zuruf.store.models.triage import MessageAssessment
from zuruf.store.models.what_if import WhatIf, WhatIfAnswer

__all__ = [
    "Account",
    "Attachment",
    "AuditEntry",
    "AuditSeal",
    "Change",
    "Contact",
    "Conversation",
    "Delivery",
    "Disclosure",
    "Draft",
    "GoneEarly",
    "GuidelineVersion",
    "Hold",
    "Incident",
    "Member",
    "Message",
    "MessageAssessment",
    "Note",
    "Organisation",
    "Presence",
    "RawArrival",
    "SecondPair",
    "Sighting",
    "SignInLink",
    "TalkObjection",
    "TalkPost",
    "TalkReport",
    "Team",
    "WhatIf",
    "WhatIfAnswer",
]
