"""The organisation's topics: kept on their page, and found anew in what is still open when their words change."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from zuruf.core import topic as rules
from zuruf.core.desk import State
from zuruf.core.people import May, Who
from zuruf.core.topic import Words
from zuruf.core.triage import Assessment, Finding, Subject, as_kept, by_person
from zuruf.flow import due, placing, triage
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import turns
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, MessageAssessment, Topic
from zuruf.store.queries import topics

AT_ONCE = 50  # assessments per transaction
MOST = 60  # topics in use; more than anybody tells apart

STARTERS = (
    ("Lieferung", "Delivery", "Lieferung, *lieferung, geliefert, Lieferzeit, Versand, *versand, Paket, Sendung, Sendungsnummer, Zustellung, delivery, shipping, parcel, tracking number"),
    ("Rückgabe", "Returns", "Rückgabe, Retoure, Rücksendung, Umtausch, umtauschen, zurückschicken, Widerruf, return, refund, exchange"),
    ("Rechnung und Zahlung", "Invoice and payment", "Rechnung, *rechnung, Zahlung, *zahlung, Mahnung, abgebucht, Lastschrift, überwiesen, Überweisung, invoice, payment, charged"),
    ("Preise", "Prices", "Preis, *preis, Preise, Rabatt, *rabatt, Gutschein, teuer, Angebot, price, discount, voucher, expensive"),
    ("Reparatur und Garantie", "Repair and warranty", "Reparatur, reparieren, Garantie, *garantie, Gewährleistung, defekt, kaputt, Ersatzteil, Ersatzteile, Werkstatt, repair, warranty, spare part, broken"),
    ("Öffnungszeiten", "Opening hours", "Öffnungszeit, Öffnungszeiten, geöffnet, geschlossen, Sprechzeiten, opening hours, closed today"),
    ("Stellen und Ausbildung", "Jobs", "Bewerbung, bewerben, Stelle frei, Stellenanzeige, Ausbildung, Ausbildungsplatz, Praktikum, job application, vacancy, internship, apprenticeship"),
    ("Konto und Anmeldung", "Account and sign-in", "Kundenkonto, anmelden, einloggen, Login, Passwort, Registrierung, App, account, password, sign in, log in"),
)  # fmt: skip
"""What most houses are written to about: a list to begin with, to be changed."""


def save(who: Who, slug: str, name: dict[str, str], written: str, *, now: datetime | None = None) -> str:
    """A new topic (*slug* "") or a changed one; its slug. *written*: words and phrases, one a line or parted by commas.

    Declined: "not_allowed" · "no_name" · "no_words" · "too_many" · "gone".
    """
    now = now or clock()
    _may(who)
    name = {language: " ".join(text.split())[:60] for language, text in name.items() if text.strip()}
    words = list(rules.words(written))
    if not name or not words:
        raise Declined("no_words" if name else "no_name")
    with transaction.atomic():
        if slug:
            changed = Topic.objects.filter(slug=slug, retired_at=None)
            if not changed.update(name=name, words=words, changed_at=now):
                raise Declined("gone")
        else:
            turns.counted("topic")
            slug = _begin(name, words, now)
        record("topic.saved", "topic", slug, now=now, who=who, data={"words": len(words)})
    return slug


def begin_with_starters(who: Who, *, now: datetime | None = None) -> int:
    """The list to begin with, where there is no topic yet; how many were made. Declined("not_allowed")."""
    now = now or clock()
    _may(who)
    with transaction.atomic():
        turns.counted("topic")
        if Topic.objects.exists():
            return 0
        for german, english, written in STARTERS:
            _begin({"de": german, "en": english}, list(rules.words(written)), now)
        record("topic.begun", "topic", "", now=now, who=who, data={"topics": len(STARTERS)})
    return len(STARTERS)


def retire(who: Who, slug: str, *, back: bool = False, now: datetime | None = None) -> None:
    """It is not looked for any more (*back*: again). Mandates and guidelines that name it reach nothing under it meanwhile.
    Declined: "not_allowed" · "gone"."""
    now = now or clock()
    _may(who)
    with transaction.atomic():
        rows = Topic.objects.filter(slug=slug, retired_at__isnull=not back)
        if not rows.update(retired_at=None if back else now, changed_at=now):
            raise Declined("gone")
        record("topic.restored" if back else "topic.retired", "topic", slug, now=now, who=who)


def tried(slug: str, written: str, text: str) -> tuple[Finding, ...]:
    """What would be found in *text* with these words under *slug* and all others as they are. Nothing is kept."""
    known: Words = (
        *((s, said) for s, said in topics.words() if s != slug),
        (slug or "this", rules.words(written)),
    )
    (found,) = triage.assess_by([triage.on_topics(known)], [Subject(text)])
    return found.findings


def judge_anew(*, now: datetime | None = None, most: int = 2000) -> int:
    """What is open and was judged before the words of a topic last changed is looked at again, for topics alone; how many
    messages. What a person said about one stays."""
    now = now or clock()
    since = topics.changed_at()
    done = last = 0
    while since is not None and done < most:
        rows = list(_older(since).filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        if not rows:
            break
        # On to the next, even where all of these were edited meanwhile: their turn comes with the next round.
        last = rows[-1].pk
        done += _put(rows, since, max(now, since))
    return done


def _older(since: datetime) -> QuerySet[MessageAssessment]:
    """What is open, still has its words, and was judged before *since*."""
    rows = MessageAssessment.objects.filter(
        message__conversation__state=State.OPEN,
        message__gone_at=None,
        message__emptied_at=None,
        made_at__lt=since,
    )
    return rows.select_related("message__conversation__account")


def _subject(row: MessageAssessment) -> Subject:
    return triage.stored(row.message, row.message.conversation.account.channel)


def _put(rows: Sequence[MessageAssessment], since: datetime, now: datetime) -> int:
    """Judges a batch without holding anybody up, and writes it down in one transaction; of how many. What somebody corrects meanwhile
    stays: who writes findings holds the conversation, and reads only then."""
    subjects = {row.pk: _subject(row) for row in rows}
    judged = dict(zip(subjects, triage.on_topics_alone([*subjects.values()]), strict=True))
    with transaction.atomic():
        whose = _older(since).filter(pk__in=judged).values_list("message__conversation", flat=True)
        held = Conversation.objects.select_for_update().filter(pk__in=list(whose))
        list(held.order_by("pk").values_list("pk"))
        fresh = [r for r in _older(since).filter(pk__in=judged) if _subject(r) == subjects[r.pk]]
        _write([(row, judged[row.pk]) for row in fresh], now)
    return len(fresh)


def _write(judged: Sequence[tuple[MessageAssessment, Assessment]], now: datetime) -> None:
    touched: dict[str, int] = {}
    for row, anew in judged:
        before = [f for f in row.findings if f.get("label") == "topic"]
        if not any(map(by_person, before)):
            after = [as_kept(f) for f in anew.findings]
            row.findings = [f for f in row.findings if f.get("label") != "topic"] + after
            if [f.get("value") for f in before] != [f["value"] for f in after]:
                touched[row.message.conversation.public_id] = row.message.conversation_id
        row.judges = [j for j in row.judges if not str(j).startswith("topic@")] + list(anew.judges)
        row.made_at = now
    MessageAssessment.objects.bulk_update([row for row, _ in judged], ["findings", "judges", "made_at"])
    if touched:
        announce("conversation", touched, now)
        placing.place(touched.values(), now)
        due.again(*touched.values())


def _begin(name: dict[str, str], words: list[str], now: datetime) -> str:
    taken = list(Topic.objects.values_list("slug", flat=True))
    if Topic.objects.filter(retired_at=None).count() >= MOST:
        raise Declined("too_many", limit=MOST)
    slug = rules.slug(name.get("de") or next(iter(name.values())), taken)
    last = Topic.objects.aggregate(at=Max("position"))["at"]
    Topic.objects.create(
        slug=slug,
        name=name,
        words=words,
        position=0 if last is None else last + 1,
        created_at=now,
        changed_at=now,
    )
    return slug


def _may(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
