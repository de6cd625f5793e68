"""What rules and the learned model say together: rules that are certain stand, and what deserves an answer says why."""

from dataclasses import replace

from zuruf.core.triage import Assessment, Finding, Reason, Subject
from zuruf.core.understanding import as_heard, deserves, leaned, together

PLAIN = Subject("Ein Text")


def rule(label: str, value: str, p: float, *words: str) -> Finding:
    return Finding(label, value, p, (Reason("x", words),))


def value(found: tuple[Finding, ...], label: str) -> str:
    return next((f.value for f in found if f.label == label), "")


def test_without_a_model_the_rules_stand_and_say_whether_it_deserves_an_answer() -> None:
    found = together([rule("intent", "question", 0.95), rule("sentiment", "neutral", 0.6)], {}, PLAIN)
    assert [f.label for f in found] == ["sentiment", "intent", "deserves_answer"]
    assert (found[-1].value, found[-1].reasons[0].code) == ("yes", "question")


def test_where_rules_find_no_intent_the_model_speaks_at_less_than_its_word() -> None:
    found = together([], {"intent": {"idea": 0.9, "chat": 0.1}}, PLAIN)
    (intent,) = (f for f in found if f.label == "intent")
    assert (intent.value, intent.probability, intent.reasons) == ("idea", 0.72, (Reason("learned"),))


def test_a_rule_that_is_certain_is_not_talked_over() -> None:
    found = together(
        [rule("intent", "complaint", 0.9, "kaputt")], {"intent": {"praise": 0.99, "complaint": 0.01}}, PLAIN
    )
    assert [f.value for f in found if f.label == "intent"] == ["complaint"]


def test_nobody_is_called_abusive_by_one_head_of_the_model_alone() -> None:
    said = {"intent": {"abuse": 0.95, "chat": 0.05}, "offensive": {"yes": 0.2, "no": 0.8}}
    (intent,) = (f for f in together([], said, PLAIN) if f.label == "intent")
    assert intent.probability < 0.6


def test_praise_in_a_bad_mood_and_an_idea_that_threatens_are_guesses() -> None:
    glad, idea = {"intent": {"praise": 0.98, "chat": 0.02}}, {"intent": {"idea": 0.98, "chat": 0.02}}
    cases = [
        (rule("sentiment", "negative", 0.9, "schon wieder"), glad, True),
        (rule("sentiment", "positive", 0.9, "super"), glad, False),
        (rule("sentiment", "negative", 0.9, "schon wieder"), idea, False),
        (rule("risk", "threat", 0.9, "Schläger"), idea, True),
        (rule("risk", "legal", 0.9, "Anwalt"), idea, False),
    ]
    for beside, said, guessed in cases:
        (intent,) = (f for f in together([beside], said, PLAIN) if f.label == "intent")
        assert (intent.probability < 0.6) == guessed, (beside, said)


def test_what_was_written_to_us_is_about_us_whatever_the_model_says() -> None:
    said = {"relevant": {"yes": 0.1, "no": 0.9}}
    assert value(together([], said, Subject("Hm", direct=True)), "relevant") == "yes"
    assert (
        value(together([], said, Subject("Die Werkhalle hat zu", ours=("Werkhalle",))), "relevant") == "yes"
    )
    assert value(together([], said, Subject("Werkhallentor", ours=("Werkhalle",))), "relevant") == "no"


def test_a_risk_deserves_an_answer_even_in_abuse_and_one_that_rings_even_in_what_looks_like_spam() -> None:
    strange = rule("relevant", "no", 0.85)
    for risk, kind, *beside in (
        ("legal", "abuse"), ("legal", "chat"), ("self_harm", "spam", strange), ("threat", "spam", strange)
    ):  # fmt: skip
        found = deserves([rule("intent", kind, 0.9), rule("risk", risk, 0.9), *beside], PLAIN)
        assert (found.value, found.reasons[0].code) == ("yes", f"risk:{risk}"), (risk, kind)
    assert deserves([rule("intent", "spam", 0.9), rule("risk", "legal", 0.9)], PLAIN).value == "no"


def test_spam_and_small_talk_deserve_none() -> None:
    for kind in ("spam", "chat"):
        assert deserves([rule("intent", kind, 0.9)], PLAIN).value == "no"


def test_the_model_adds_risks_that_no_rule_found_and_takes_none_away() -> None:
    said = {"risk.threat": {"yes": 0.8, "no": 0.2}, "risk.legal": {"yes": 0.1, "no": 0.9}}
    found = together([rule("risk", "legal", 0.9, "Anwalt"), rule("risk", "press", 0.55)], said, PLAIN)
    risks = [(f.value, f.reasons[0].code) for f in found if f.label == "risk"]
    assert risks == [("threat", "learned"), ("legal", "x"), ("press", "x")]  # the gravest first
    assert value(together([], {"risk.threat": {"yes": 0.49, "no": 0.51}}, PLAIN), "risk") == ""


def test_in_a_language_that_it_was_not_taught_the_model_says_nothing_but_risks_and_a_person_looks() -> None:
    french = [rule("language", "fr", 0.99)]
    said = {
        "intent": {"chat": 1.0},
        "relevant": {"yes": 0.0, "no": 1.0},
        "risk.threat": {"yes": 0.9, "no": 0.1},
    }
    text = Subject("Mon compteur d'eau est cassé depuis trois jours")

    harmless = {**said, "risk.threat": {"yes": 0.1, "no": 0.9}}
    found = together(french, harmless, text)
    assert {f.label for f in found} == {"language", "deserves_answer"}
    assert (found[-1].value, found[-1].probability) == ("yes", 0.5)
    assert value(together(french, said, text), "risk") == "threat"
    # of a word or two nobody knows the language
    assert value(together(french, harmless, Subject("Peinlich.")), "deserves_answer") == "no"
    assert value(together([rule("language", "zh", 0.95)], said, Subject("我的水表坏了")), "intent") == ""


def test_the_houses_own_model_leans_on_rules_by_the_mass_that_it_was_given() -> None:
    rules = rule("urgent", "no", 0.9)
    assert leaned(rules, None) is rules
    assert leaned(rules, {"yes": 0.15, "no": 0.01}).value == "no"  # few examples
    heard = leaned(rules, {"yes": 0.6, "no": 0.05})
    assert (heard.value, heard.reasons) == ("yes", (Reason("house"),))
    assert 0.5 < heard.probability < 0.7
    found = together([rules], {"urgent": {"yes": 0.6, "no": 0.05}, "deserves_answer": {"yes": 0.8}}, PLAIN)
    assert (value(found, "urgent"), value(found, "deserves_answer")) == ("yes", "yes")


def test_what_a_person_said_of_one_like_it_stands_once_and_is_not_reckoned_again() -> None:
    like = {
        label: (Finding(label, v, 0.9, (Reason("taught"),)),)
        for label, v in (("relevant", "no"), ("deserves_answer", "no"), ("language", "de"))
    }
    found = together(
        [rule("intent", "question", 0.95), rule("language", "nl", 0.95)],
        {"intent": {"question": 0.9, "chat": 0.1}, "toxic": {}, "offensive": {"yes": 0.1, "no": 0.9}},
        Subject("Chönd ihr mir säge wänn ihr am Samstig offe händ?", direct=True),
        like,
    )
    assert {label: [f.value for f in found if f.label == label] for label in like} == {
        "relevant": ["no"],
        "deserves_answer": ["no"],
        "language": ["de"],
    }
    assert value(found, "toxic") == "no", "in the language that a person named the model is asked"


def test_that_it_is_about_us_is_said_as_it_is_known_and_never_as_written_to_us_where_nobody_did() -> None:
    asks, about = [rule("intent", "question", 0.9)], {"relevant": {"yes": 0.9, "no": 0.1}}

    def why(s: Subject) -> list[str]:
        return [r.code for r in together(asks, about, s)[-1].reasons]

    ours = Subject("Hat die Werkhalle zu?", direct=True)
    assert why(ours) == ["question", "direct"]
    assert why(replace(ours, direct=False, ours=("Werkhalle",))) == ["question", "named"]
    assert why(replace(ours, direct=False)) == ["question", "about_us"]
    taken = as_heard(Assessment(together(asks, about, ours), ()))
    assert [r.code for f in taken.findings for r in f.reasons if r.code in ("direct", "heard")] == [
        "heard"
    ] * 2
    kept = [f for f in taken.findings if f.label != "deserves_answer"]
    assert [r.code for r in deserves(kept, ours).reasons] == ["question", "heard"]
