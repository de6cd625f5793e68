"""The fields in which a guideline is edited, grouped as people read them; and which side of the page was changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from zuruf.core.guideline import DELICATE, Verdict
from zuruf.core.guideline_facts import KINDS
from zuruf.core.guideline_fields import EXAMPLE, from_fields, to_fields
from zuruf.core.guideline_file import ROLES, Unreadable, parsed
from zuruf.core.guideline_write import write
from zuruf.core.phrases import LANGUAGES
from zuruf.web import guideline_words as words
from zuruf.web.numbers import whole

Choices = Sequence[tuple[str, str]]
Make = Callable[..., "Field"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind`: text | area | lines | choice | checks. `value` is the text, `values` the chosen of checks."""

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    value: str = ""
    choices: Choices = ()
    rows: int = 2

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.value.splitlines())

    @property
    def ident(self) -> str:
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading. `open`: something in it is filled in."""

    title: str
    fields: tuple[Field, ...]
    help: str = ""
    folds: bool = False
    number: int = -1
    more: tuple[Field, ...] = field(default=())

    @property
    def open(self) -> bool:
        return any(f.value for f in self.fields)

    @property
    def more_open(self) -> bool:
        return any(f.value for f in self.more)


@dataclass(frozen=True, slots=True)
class Given:
    """What the page sent: the text that is meant. `both`: fields and text were both changed, and nobody said which counts."""

    toml: str
    both: bool = False


def given(post: QueryDict) -> Given:
    """The text that is meant by fields and text together: the side that was changed since `toml_was`."""
    toml, was = _text(post, "toml"), _text(post, "toml_was")
    if "then.verdict" not in post:
        return Given(toml)
    fields = {
        name: "\n".join(post.getlist(name))
        for name in post
        if "." in name or name in ("id", "source", "owner", "about")
    }
    made = from_fields(fields)
    try:
        fields_changed = made != from_fields(to_fields(parsed(was)))
    except (Unreadable, AttributeError, TypeError):
        fields_changed = True
    by_fields = write(made, was)
    if post.get("do") == "take_fields":
        return Given(by_fields)
    toml_changed = toml.strip() != was.strip()
    if toml_changed and fields_changed and post.get("do") != "take_toml":
        return Given(toml, both=True)
    return Given(toml if toml_changed or not fields_changed else by_fields)


def fields_of(toml: str, *, one_more: bool = False) -> dict[str, str] | None:
    """The fields of a text; None when it cannot be read. *one_more*: with an empty example at the end."""
    try:
        fields = to_fields(parsed(toml))
    except (Unreadable, AttributeError, TypeError):
        return None
    if one_more:
        fields |= {f"example.{len(numbers(fields))}.{key}": "" for key in EXAMPLE}
    return fields


def numbers(fields: Mapping[str, str]) -> list[int]:
    """The numbers of its examples."""
    named = (name.split(".")[1] for name in fields if name.startswith("example."))
    return sorted({n for one in named if (n := whole(one, -1)) >= 0})


def groups(fields: Mapping[str, str]) -> list[Group]:
    """All fields with their values, as the page shows them."""

    def f(
        name: str, label: str, kind: str = "text", help: str = "", choices: Choices = (), rows: int = 2
    ) -> Field:
        return Field(name, label, kind, help, fields.get(name, ""), choices, rows)

    return [
        *(make(f) for make in (_called, _says, _asked, _around, _then)),
        *(_example(n, f) for n in numbers(fields)),
    ]


def _pair(f: Make, name: str, label: str, kind: str = "text", rows: int = 2) -> tuple[Field, ...]:
    named = {"de": _("German"), "en": _("English")}
    return tuple(f(f"{name}.{k}", f"{label} ({named[k]})", kind, rows=rows) for k in LANGUAGES)


def _called(f: Make) -> Group:
    return Group(_("What it is called"), (
        *_pair(f, "title", _("Title")), *_pair(f, "why", _("Why"), "area"),
        f("owner", _("Who answers for it")), f("source", _("Where it stands"), help=_("Such as: social media guideline, section 4")),
        f("id", _("Short name"), help=_("Small letters, digits and hyphens. It stays.")),
    ))  # fmt: skip


def _says(f: Make) -> Group:
    kinds = tuple((k, words.kind(k)) for k in KINDS)
    return Group(_("When: what the answer says"), (
        *_pair(f, "when.words", _("Words and phrases"), "lines", 4),
        f("when.contains", _("It contains"), "checks", choices=kinds),
        f("when.except_for", _("Except for"), "lines", _("Our own numbers and addresses, one per line.")),
        f("when.links", _("Links"), "choice", choices=(("", _("not tested")), ("yes", _("any but those below")))),
        f("when.links_outside", _("Hosts that may be linked"), "lines", _("One per line, with all below them.")),
        f("when.longer_than", _("Longer than (characters)")), f("when.shorter_than", _("Shorter than (characters)")),
        f("when.attachments_without_alt", _("A picture that nobody described"), "choice", choices=_yes_no()),
    ), _("Every line that is filled in has to hold. In a list, any one. Words are found in all their forms."))  # fmt: skip


def _asked(f: Make) -> Group:
    finding = _(
        "What triage found in their message, one per line. A message of which it found nothing is never hit."
    )
    return Group(_("When: what they wrote"), (
        *_pair(f, "when.asked_words", _("Words in their message"), "lines", 3),
        f("when.asked_urgent", _("Urgent"), "choice", choices=_yes_no()),
        f("when.asked_question", _("A question"), "choice", choices=_yes_no()),
        f("when.topic", _("Topic"), "lines", finding), f("when.intent", _("Intent"), "lines", finding),
        f("when.sentiment", _("Sentiment"), "lines", finding), f("when.risk", _("Risk"), "lines", finding),
    ), folds=True)  # fmt: skip


def _around(f: Make) -> Group:
    return Group(_("When: where, who and at what hour"), (
        f("when.public", _("Public"), "choice", choices=_yes_no(_("only public answers"), _("only private answers"))),
        f("when.channel", _("Channels"), "lines", _("One per line: talk, bluesky …")),
        f("when.language", _("Language of the conversation"), "checks", choices=_languages()),
        f("when.crisis", _("It belongs to an open incident"), "choice", choices=_yes_no()),
        f("when.hours", _("Between these hours"), help=_("Such as 08:00-18:00, in the organisation's zone.")),
        f("when.outside_hours", _("Outside these hours"), help=_("Such as 08:00-18:00, in the organisation's zone.")),
        f("when.author_role", _("Written by"), "checks", choices=tuple((r, words.role(r)) for r in ROLES)),
    ), folds=True)  # fmt: skip


def _then(f: Make) -> Group:
    return Group(_("Then"), (
        f("then.verdict", _("What happens"), "choice", choices=_verdicts()),
        *_pair(f, "then.say", _("What its author reads"), "area"),
        f("then.minutes", _("Minutes for the second pair of eyes"), help=_("15 unless you say otherwise.")),
        f("then.real_minutes", _("The minutes count"), "choice", choices=(
            ("", _("as usual: while we are open")), ("no", _("while we are open")), ("yes", _("round the clock: it may be a matter of life")),
        )),
        f("then.asks", _("Who looks at it"), "choice", choices=(
            ("", _("whoever is best: by mandate, presence and load")), ("incident_lead", _("during an incident its lead, else whoever is best")),
        )),
        f("then.late", _("If nobody answers in time"), "choice", choices=(
            ("", _("as usual: a holding reply")), ("holding", _("a holding reply")), ("release", _("the answer goes out as it is")),
        )),
        *_pair(f, "then.holding", _("Its own holding reply"), "area"),
        f("about", _("It is about"), "checks", _("Such a draft never goes out just because nobody looked at it in time."),
          tuple((a, words.about(a)) for a in DELICATE)),
    ), _("“{hit}” stands for the words that were found. Minutes, who looks at it, the time-out and the holding reply only go with a second pair of eyes."))  # fmt: skip


def _example(n: int, f: Make) -> Group:
    at = f"example.{n}"
    return Group(
        _("Example %(n)s") % {"n": n + 1},
        (
            f(f"{at}.text", _("The answer"), "area"),
            f(f"{at}.verdict", _("What this guideline makes of it"), "choice", "", _verdicts(go=True)),
        ),
        number=n,
        more=(
            f(f"{at}.asked", _("They wrote"), "area"),
            f(f"{at}.public", _("Public"), "choice", "", _yes_no()),
            f(f"{at}.urgent", _("Urgent"), "choice", "", _yes_no()),
            f(f"{at}.question", _("A question"), "choice", "", _yes_no()),
            f(f"{at}.channel", _("Channel")),
            f(f"{at}.language", _("Language of the conversation"), "choice", "", (("", "–"), *_languages())),
            *(f(f"{at}.{k}", label) for k, label in (
                ("topic", _("Topic")), ("intent", _("Intent")), ("sentiment", _("Sentiment")), ("risk", _("Risk")),
                ("hour", _("Hour")), ("attachments_without_alt", _("Pictures that nobody described")),
            )),
            f(f"{at}.author_role", _("Written by"), "choice", "", (("", "–"), *((r, words.role(r)) for r in ROLES))),
            f(f"{at}.crisis", _("It belongs to an open incident"), "choice", "", _yes_no()),
            f(f"{at}.known", _("People who may be named"), "lines"),
            f(f"{at}.competitors", _("As if these were competitors"), "lines"),
            f(f"{at}.customer_numbers", _("As if customer numbers looked like this"), "lines"),
        ),
    )  # fmt: skip


def _yes_no(yes: str = "", no: str = "") -> Choices:
    return (("", _("not tested")), ("yes", yes or _("yes")), ("no", no or _("no")))


def _languages() -> Choices:
    return (("de", _("German")), ("en", _("English")))


def _verdicts(go: bool = False) -> Choices:
    return tuple((str(v), words.verdict(v)) for v in Verdict if go or v is not Verdict.GO)


def _text(post: QueryDict, name: str) -> str:
    return str(post.get(name, "")).replace("\r\n", "\n")
