"""Names of people in a reply. Conservative: what is not plainly a name of somebody else is left alone.

A name is found (a) after a title or a role: "Herr Weber", "Dr. Weber", "Ms Hill", "unsere Kollegin Petra"; (b) as a known
first name with a surname: "Petra Weber". Not found: a surname alone, a single first name in running text, initials, names
in small letters, first names that are everyday words. Who is greeted ("Hallo Petra,") and who signs ("Viele Grüße, Jana
Kern") is not somebody else. Whether a name may stand there is judged in core (`Facts.known`).
"""

from collections.abc import Iterator, Sequence

import regex

from zuruf.classifiers.cues import any_of, folded
from zuruf.core.guideline_facts import Found
from zuruf.core.phrases import Word

_NAME = r"\p{Lu}[\p{Ll}’'-]+(?:-\p{Lu}\p{Ll}+)?"
_TITLE = r"(?:(?:Dr|Prof|Dipl|Ing|Mr|Mrs|Ms|Fr|Hr)\.|Mr|Mrs|Ms|Miss|Sir|Dame|Doktor|Professor(?:in)?)"
_AFTER_TITLE = regex.compile(
    rf"\b(?:(?:Herrn?|Frau|{_TITLE})\s)+(?:(?:von|van|de|zu)\s(?:der\s)?)?(?P<name>{_NAME}(?:\s(?:(?:von|van|de|zu)\s(?:der\s)?)?{_NAME}){{0,2}})"
)
_AFTER_ROLE = regex.compile(
    r"\b(?i:(?:unsere?[rmns]?|meine?[rmns]?|ihre?[rmns]?|our|my|your)\s(?:kolleg(?:e|en|in)|mitarbeiter(?:in)?|chef(?:in)?|nachbar[ns]?|nachbarin"
    r"|techniker(?:in)?|fahrer(?:in)?|auszubildende[rn]?|azubi|colleague|manager|neighbou?r|driver|technician|trainee))\s"
    rf"(?P<name>{_NAME}(?:\s{_NAME}){{0,2}})"
)
_FIRST = """
Alexander Alexandra Alina Andrea Andreas Angela Anja Anke Anna Anne Annette Antje Axel Barbara Bärbel Bastian Beate Benedikt
Benjamin Bernd Bettina Birgit Björn Brigitte Britta Carla Carolin Carsten Charlotte Christa Christian Christiane Christina
Christine Christoph Claudia Cornelia Dagmar Daniel Daniela David Dennis Detlef Dieter Dirk Dominik Doris Edith Elena Elisabeth
Elke Emma Erika Erwin Eva Fabian Fatma Felix Florian Franziska Frieda Friedrich Gabriele Georg Gerhard Gisela Gudrun Günter
Günther Hannah Hannes Hans Harald Heidi Heike Heinrich Heinz Helene Helga Helmut Henning Herbert Hermann Holger Horst Ines
Ingo Ingrid Inga Irene Iris Isabel Jacqueline Jan Jana Jens Jessica Joachim Johanna Johannes Jonas Jörg Josef Judith Julia
Julian Jürgen Jutta Kai Karin Karl Katharina Kathrin Katja Kerstin Kevin Klara Klaus Kristina Lars Laura Lea Lena Leon Lisa
Lothar Luca Lukas Luisa Manfred Manuela Marcel Marco Marcus Maria Marie Marina Mario Marion Markus Marlene Martin Martina
Matthias Maximilian Mehmet Melanie Michael Michaela Miriam Mohamed Monika Moritz Mustafa Nadine Natalie Nicole Niklas Nina
Norbert Olaf Oliver Pascal Patricia Patrick Paul Paula Peter Petra Philipp Pia Rainer Ralf Ramona Regina Reinhard Renate René
Robert Roland Rolf Rüdiger Sabine Sabrina Sandra Sara Sarah Sascha Sebastian Silke Silvia Simon Simone Sofia Sonja Sophie
Stefan Stefanie Steffen Stephan Susanne Svenja Sven Swetlana Tanja Tatjana Theresa Thomas Thorsten Tim Tobias Torsten Udo Ulrich
Ulrike Ursula Ute Uwe Valentin Vanessa Vera Verena Viktoria Volker Walter Werner Wilhelm Wolfgang Yusuf
Alice Amy Andrew Anthony Catherine Charles Chloe Deborah Diane Donald Edward Elizabeth Emily Eric Gary George Hannah Heather Henry Ian
Jack Jacob James Jason Jennifer Jeremy Joanne John Jonathan Joseph Joshua Karen Kate Katherine Keith Kenneth Kimberly Linda Margaret Matthew
Megan Nancy Nicholas Olivia Pamela Philip Rachel Rebecca Richard Roger Ronald Ruth Samantha Scott Sharon Stephanie Stephen Steven
Susan Timothy William
"""
_FULL = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@-])(?P<name>(?:\L<first>)(?:\s{_NAME}){{1,2}})", first=_FIRST.split()
)
_GREETS = regex.compile(
    r"^\W*(?i:hallo|hi|hey|guten\s(?:tag|morgen|abend)|moin|servus|grüezi|grüß\sgott|liebe[rs]?|sehr\sgeehrte[rs]?|dear|hello|good\s(?:morning|afternoon|evening))"
    rf"[\s,]+(?:(?:liebe[rs]?|Herrn?|Frau|{_TITLE})\s)*(?P<name>{_NAME}(?:\s{_NAME}){{0,2}})"
)
_SIGNS = regex.compile(
    rf"(?i:grüße|grüßen|gruß|grüssen|regards|wishes|cheers|ihre?|deine?|yours)\W+(?:(?:aus|von)\s\p{{L}}+\W+)?(?P<name>{_NAME}(?:\s{_NAME}){{0,2}})[\s\p{{P}}]*(?:\[[^\]]*\])?\s*(?:$|\n\n)"
)
_NO_NAME = frozenset(
    ["Damen", "Herren", "Sie", "Ihr", "Ihre", "Ihnen", "Team", "Kundin", "Kunde", "Kundinnen", "Kunden", "Und", "Oder", "Bitte", "Danke", "Mutter", "Tochter", "Schwester", "Holle", "Doktor", "Professor"]
)  # fmt: skip
_FIRSTS = frozenset(_FIRST.split())
_TITLES = (
    "Herr", "Frau", "Fr.", "Hr.", "Dr.", "Prof", "Dipl.", "Ing.", "Mr", "Ms", "Miss", "Sir", "Dame", "Doktor",
)  # fmt: skip
_TITLED = regex.compile(rf"\b(?:Herrn?|Frau|{_TITLE})\s\p{{Lu}}")
_ROLES = (
    "kolleg", "mitarbeiter", "chef", "nachbar", "techniker", "fahrer", "azubi", "auszubild", "colleague", "manager",
    "neighbo", "driver", "technician", "trainee",
)  # fmt: skip


def people(text: str, words: Sequence[Word]) -> Iterator[Found]:
    """Names of people who are neither greeted nor sign, in the order they are found. *words* are those of *text*."""
    patterns = []
    if any_of(_TITLES, text) and _TITLED.search(text):
        patterns.append(_AFTER_TITLE)
    if any_of(_ROLES, folded(text)):
        patterns.append(_AFTER_ROLE)
    if not _FIRSTS.isdisjoint([w.text for w in words]):
        patterns.append(_FULL)
    if not patterns:
        return
    spoken_to = [m.span("name") for m in (_GREETS.search(text), _SIGNS.search(text)) if m]
    greeted = {word for start, end in spoken_to for word in text[start:end].split()}
    for pattern in patterns:
        for m in pattern.finditer(text):
            start, end = m.span("name")
            parts = m["name"].split()
            while parts and parts[-1] in _NO_NAME:
                end = start + text[start:end].rindex(parts.pop())
            name = text[start:end].rstrip()
            if name and not (set(parts) <= greeted or parts[-1] in greeted):
                yield Found("person", name, start, start + len(name), name.casefold())
