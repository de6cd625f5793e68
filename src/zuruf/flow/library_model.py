"""The language model that may help with writing: where it is, and whether it may be asked. Off until an owner switches it on."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings as conf
from django.db import transaction

from zuruf.channels.language_model import LanguageModel as Outside
from zuruf.core import library_prompt as prompt
from zuruf.core.channel import ChannelError
from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import keys
from zuruf.store.models import LanguageModel


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an owner sets. `key`: None leaves the stored one, "" takes it away. `private`: may it also read what was written to us in
    private? `incoming`: may it translate what was written to us for a reader?"""

    on: bool
    url: str
    model: str
    key: str | None = None
    private: bool = False
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class ModelView:
    """As it stands; nobody is ever shown the key. `host` is named where words go to it."""

    on: bool = False
    url: str = ""
    model: str = ""
    private: bool = False
    incoming: bool = False
    has_key: bool = False
    changed_at: datetime | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def current() -> ModelView:
    """One statement."""
    row = LanguageModel.objects.filter(pk=1).first()
    if row is None:
        return ModelView()
    return ModelView(row.on, row.url, row.model, row.private, row.incoming, bool(row.secrets), row.changed_at)


def save(who: Who, chosen: Chosen, *, now: datetime | None = None) -> None:
    """Keep it. The key goes with its address: another host gets none until somebody gives one. Declined: "not_allowed",
    "model_url", "model_name"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    url, model = chosen.url.strip().rstrip("/"), " ".join(chosen.model.split())[:120]
    url = url.removesuffix("/chat/completions")
    if (url and not _fine(url)) or (chosen.on and not url):
        raise Declined("model_url")
    if chosen.on and not model:
        raise Declined("model_name")
    secret = None if chosen.key is None else (keys.encrypt(_keys(), chosen.key) if chosen.key else "")
    with transaction.atomic():
        row, _new = LanguageModel.objects.select_for_update().get_or_create(pk=1)
        if secret is None:
            secret = row.secrets if urlsplit(row.url).netloc == urlsplit(url).netloc else ""
        told = {
            "on": chosen.on,
            "url": url,
            "model": model,
            "private": chosen.private,
            "incoming": chosen.incoming,
        }
        told["secrets"] = secret
        changed = sorted(name for name, value in told.items() if getattr(row, name) != value)
        LanguageModel.objects.filter(pk=1).update(**told, changed_at=now)
        record("model.set", "model", "1", now=now, who=who, data={"fields": changed, "on": chosen.on})


def try_it(who: Who, *, now: datetime | None = None) -> str:
    """Asks for one sentence; what it said. Declined: "not_allowed", "model_url", "model_failed" (said)."""
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    wish = prompt.Wish(prompt.Task.TRANSLATION, who.language or "de", text="Good morning, how can we help?")
    return ask(prompt.messages(wish))


def ask(messages: list[dict[str, str]]) -> str:
    """The model's words. Outside any transaction. Declined: "model_url" (none is set), "model_failed" (said)."""
    row = LanguageModel.objects.filter(pk=1).first()
    if row is None or not row.url:
        raise Declined("model_url")
    try:
        key = keys.decrypt(_keys(), row.secrets) if row.secrets else ""
        answer = Outside(row.url, row.model, key, conf.ALLOW_PRIVATE).ask(messages)
    except keys.KeyMissing:
        raise Declined("model_key") from None
    except ChannelError as error:
        raise Declined("model_failed", said=str(error)) from None
    if not (said := prompt.said(answer)):
        raise Declined("model_empty")
    return said


def rotate() -> int:
    """Put the stored key under the newest key of this machine; how many (0 or 1)."""
    row = LanguageModel.objects.exclude(secrets="").filter(pk=1).first()
    if row is None:
        return 0
    try:
        again = keys.encrypt(_keys(), keys.decrypt(_keys(), row.secrets))
    except keys.KeyMissing:
        return 0  # its page says so when it is asked
    return LanguageModel.objects.filter(pk=1, secrets=row.secrets).update(secrets=again)


def _fine(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc  # a name or a word in it would stand in plain
            and not (parts.query or parts.fragment)
            and len(url) <= 500
        )
    except ValueError:
        return False


def _keys() -> Path:
    return Path(conf.DATA) / "keys"
