"""The verdict: strictest guideline wins, every stated test must hold."""

from zuruf.core.guideline import Facts, Found, Guideline, Then, Verdict, When, Word, judge

TEXT = "Wir zahlen auf DE89"


def _guideline(verdict: Verdict, **when: object) -> Guideline:
    then = Then(verdict, {"de": "{hit}"})
    return Guideline("g", {"de": "t"}, {"de": "w"}, When(**when), then, ())  # type: ignore[arg-type]


def _facts() -> Facts:
    words = (Word("Wir", "wir", 0, 3), Word("zahlen", "zahl", 4, 10))
    return Facts(TEXT, words, (Found("iban", "DE89", 15, 19),), channel="talk", public=True)


def test_without_a_hit_it_goes() -> None:
    assert judge(_facts(), [_guideline(Verdict.STOP, contains=("phone",))]).verdict is Verdict.GO


def test_the_strictest_hit_decides_and_names_its_words() -> None:
    found = judge(
        _facts(), [_guideline(Verdict.LOOK, words=(("zahl",),)), _guideline(Verdict.STOP, contains=("iban",))]
    )
    assert found.verdict is Verdict.STOP
    assert found.hits[0].words == ("DE89",)
    assert [h.guideline.then.verdict for h in found.hits] == [Verdict.STOP, Verdict.LOOK]


def test_every_stated_test_must_hold() -> None:
    assert judge(_facts(), [_guideline(Verdict.STOP, contains=("iban",), public=False)]).verdict is Verdict.GO
