"""Words for looking at answers afterwards: why one was drawn, what was found, what the plan promises, what was declined."""

from collections.abc import Callable

from django.utils import formats
from django.utils.translation import gettext as _

from zuruf.core.evidence import FEW, Permit, Standing
from zuruf.core.review import Because, Result
from zuruf.flow.errors import Declined
from zuruf.store.queries.evidence import Mine


def because(code: Because, share: float) -> str:
    """Why this answer was drawn, in a sentence."""
    percent = round(share * 100)
    sentences: dict[Because, Callable[[], str]] = {
        Because.LOOK: lambda: _("A guideline wants that somebody looks at it."),
        Because.CLOCK: lambda: _("It went out because nobody looked in time."),
        Because.CLEARING: lambda: _("All answers are looked at until enough in a row were fine."),
        Because.RISKY: lambda: (
            _("The question is risky: %(n)s in 100 of these are looked at.") % {"n": percent}
        ),
        Because.FRESH: lambda: (
            _("A guideline for it is new: %(n)s in 100 of these are looked at.") % {"n": percent}
        ),
        Because.SAMPLE: lambda: _("Drawn by chance: %(n)s in 100 answers are looked at.") % {"n": percent},
    }
    return sentences[code]()


def brief(code: Because) -> str:
    """The same in a word or two, for the list."""
    return {
        Because.LOOK: _("guideline"),
        Because.CLOCK: _("nobody looked"),
        Because.CLEARING: _("all for now"),
        Because.RISKY: _("risky"),
        Because.FRESH: _("new guideline"),
        Because.SAMPLE: _("by chance"),
    }[code]


def result(code: str) -> str:
    return {
        Result.FINE: _("fine"),
        Result.LESSON: _("a lesson"),
        Result.CORRECT: _("put right in public"),
    }[Result(code)]


def permit(code: str) -> tuple[str, str]:
    """What an agreement permits: its name, and what follows."""
    return {
        Permit.SMALL_GROUPS: (
            _("Figures about fewer than five people"),
            _(
                "The price of waiting and the figures of reviews show every line, however few stand behind it."
            ),
        ),
        Permit.PERSONS: (
            _("Each person's own record"),
            _("Owners see of each person how many answers were looked at and how many were fine."),
        ),
    }[Permit(code)]


def agreement_state(code: str) -> str:
    return {
        "waits": _("waits for a second owner"),
        "holds": _("holds"),
        "ahead": _("not yet"),
        "over": _("over"),
        "ended": _("ended"),
    }[code]


def stands(m: Mine, clear_after: int, share: int) -> str:
    """How the sampling plan stands for her under a mandate."""
    if m.record.sampling:
        return _("%(n)s in 100 of your answers are looked at now; after one that is not fine all again.") % {
            "n": share
        }
    return _("All of your answers are looked at. %(run)s of %(i)s in a row were fine so far.") % {
        "run": m.record.run,
        "i": clear_after,
    }


def concludes(m: Mine, widen: int, narrow: int) -> str:
    """What follows from her results under a mandate."""
    if not m.evidence.reviews:
        return _("Nobody has looked at one of these answers yet.")
    if m.reviews < FEW:
        return _("Too few to judge: %(n)s of %(least)s. Below are examples instead.") % {
            "n": m.reviews,
            "least": FEW,
        }
    return {
        Standing.WIDEN: _("Enough were fine that the mandate may grow."),
        Standing.NARROW: _("Too many were not fine: a smaller mandate is proposed."),
        Standing.BETWEEN: _("It stays as it is: it grows once at least %(widen)s %% are surely fine, and is questioned when surely fewer than %(narrow)s %% are.")
        % {"widen": widen, "narrow": narrow},
        Standing.TOO_FEW: _("Too few of them were looked at afterwards when they were last judged."),
    }[m.proposed.standing]  # fmt: skip


def reach(m: Mine) -> str:
    """How many results it takes that the mandate may grow; "" when it may already, or hardly ever will."""
    look, poor = m.reach
    if not look or m.proposed.standing is Standing.WIDEN:
        return ""
    told = {"look": look, "poor": poor, "n": m.evidence.reviews, "bad": m.evidence.reviews - m.evidence.fine}
    if not poor:
        return _("It may grow after %(look)s results if all of them are fine. So far there are %(n)s.") % told
    return (
        _(
            "It may grow after %(look)s results if at most %(poor)s of them are not fine. So far %(bad)s of %(n)s are not."
        )
        % told
    )


def percent(share: float, digits: int = 0) -> str:
    """ "97 %" as the reader writes it, without the sign."""
    return str(formats.number_format(round(share * 100, digits), digits))


def declined(why: Declined) -> str:
    """What was declined, and what to do now."""
    said = _sentences().get(why.code)
    return said % why.data if said else _("That was not done. Nothing was changed.")


def _sentences() -> dict[str, str]:
    return {
        "may_not": _("Looking at answers is for people at the desk."),
        "unknown_review": _("This answer is not among those to look at."),
        "own_review": _("You wrote it, released it or answer for it. Somebody else looks at it."),
        "review_done": _("Somebody has looked at it meanwhile."),
        "review_taken": _("Somebody else looks at that answer at the moment. Here is another."),
        "review_kept": _("That can be undone for ten minutes, by whoever looked."),
        "lesson_empty": _("Say in a sentence what is to be learned."),
        "lesson_long": _("That is too long: at most %(most)s characters."),
        "lesson_names": _(
            "The lesson names whoever wrote the answer. Say it without the name, or do not share it."
        ),
        "unknown_against": _("The lesson cannot be filed there. Choose from the list."),
        "not_allowed": _("Only an owner may do this. Nothing was changed."),
        "review_plan": _(
            "These shares do not fit: risky and new things are looked at at least as often as others."
        ),
        "review_lines": _("The upper line lies above the lower one, both between 50 and 99."),
        "unknown_proposal": _("This proposal does not exist, or is not yours."),
        "already_decided": _("This has been decided already."),
        "proposal_over": _("What was found since does not ask for it any more. Nothing was changed."),
        "not_grantor": _("%(by)s granted the mandate and decides."),
        "proposal_why": _("Say why. The person reads it."),
        "unknown_agreement": _("This agreement does not exist."),
        "second_needed": _("Another owner has to confirm it: not the one who recorded it."),
        "agreement_title": _("Give the agreement its name."),
        "agreement_permits": _("Choose what it permits."),
        "agreement_term": _("It cannot end before it begins."),
        "mandate_over": _("The mandate ended meanwhile. Nothing was changed."),
        "mandate_same": _("The mandate says that already. Nothing was changed."),
    }
