"""What we remember. One module per stage of the journey; a foreign key points back along it, never forward."""

from zuruf.store.models.abuse import Act, Proof
from zuruf.store.models.account import Account
from zuruf.store.models.audit import AuditEntry, AuditSeal, Disclosure
from zuruf.store.models.bulk import Bulk, BulkItem
from zuruf.store.models.change import Change
from zuruf.store.models.chats import Chat, ChatCall
from zuruf.store.models.demo import DemoLife
from zuruf.store.models.desk import Note, Presence
from zuruf.store.models.duty import DutyChange, HandOver, Ring, Shift, Wall
from zuruf.store.models.fact_ask import FactAsk, FactReply
from zuruf.store.models.guideline import GuidelineVersion
from zuruf.store.models.incident import Incident
from zuruf.store.models.insight import CountedDay, DayFigure
from zuruf.store.models.intake import Contact, Conversation, GoneEarly, Message, RawArrival, Sighting
from zuruf.store.models.library import (
    EarlierAnswer,
    EarlierStem,
    Fact,
    LanguageModel,
    LibraryUse,
    MachineText,
    ReleaseLink,
    TextBlock,
    TextBlockVersion,
)
from zuruf.store.models.listening import Heard, ListeningSearch, ListeningStream
from zuruf.store.models.listening_gone import HeardGone
from zuruf.store.models.mandate import Absence, Goodwill, Mandate
from zuruf.store.models.many import ManyAddressee, ManyAnswer
from zuruf.store.models.organisation import Organisation
from zuruf.store.models.outbox import Delivery, Hold
from zuruf.store.models.people import Member, SignInLink, Team
from zuruf.store.models.push import Device, Push
from zuruf.store.models.reply import Attachment, Draft, HoldingText, SecondPair
from zuruf.store.models.responsibility import Responsibility
from zuruf.store.models.review import Agreement, Proposal, Review
from zuruf.store.models.search import SavedSearch, SearchDoc, SearchDue, SearchTerm
from zuruf.store.models.talk import TalkObjection, TalkPost, TalkReport
from zuruf.store.models.target import ServiceTarget
from zuruf.store.models.thanks import Thanks
from zuruf.store.models.triage import Example, MessageAssessment, Topic
from zuruf.store.models.trial import Trial, TrialNote
from zuruf.store.models.what_if import WhatIf, WhatIfAnswer

__all__ = [
    "Absence",
    "Account",
    "Act",
    "Agreement",
    "Attachment",
    "AuditEntry",
    "AuditSeal",
    "Bulk",
    "BulkItem",
    "Change",
    "Chat",
    "ChatCall",
    "Contact",
    "Conversation",
    "CountedDay",
    "DayFigure",
    "Delivery",
    "DemoLife",
    "Device",
    "Disclosure",
    "Draft",
    "DutyChange",
    "EarlierAnswer",
    "EarlierStem",
    "Example",
    "Fact",
    "FactAsk",
    "FactReply",
    "GoneEarly",
    "Goodwill",
    "GuidelineVersion",
    "HandOver",
    "Heard",
    "HeardGone",
    "Hold",
    "HoldingText",
    "Incident",
    "LanguageModel",
    "LibraryUse",
    "ListeningSearch",
    "ListeningStream",
    "MachineText",
    "Mandate",
    "ManyAddressee",
    "ManyAnswer",
    "Member",
    "Message",
    "MessageAssessment",
    "Note",
    "Organisation",
    "Presence",
    "Proof",
    "Proposal",
    "Push",
    "RawArrival",
    "ReleaseLink",
    "Responsibility",
    "Review",
    "Ring",
    "SavedSearch",
    "SearchDoc",
    "SearchDue",
    "SearchTerm",
    "SecondPair",
    "ServiceTarget",
    "Shift",
    "Sighting",
    "SignInLink",
    "TalkObjection",
    "TalkPost",
    "TalkReport",
    "Team",
    "TextBlock",
    "TextBlockVersion",
    "Thanks",
    "Topic",
    "Trial",
    "TrialNote",
    "Wall",
    "WhatIf",
    "WhatIfAnswer",
]
