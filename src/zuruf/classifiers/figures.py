"""Figures of speech in which people complain, laugh or take their leave: "my patience is at an end", "I laughed myself to death", "I'll come by
tomorrow". A model that counts words takes them for despair or a threat. What is said beside them stays and is judged without them.
"""

import re

_TIME = (
    r"(?:(?:dann |also |gern |gerne |einfach |mal |heute |morgen |nachher |später |gleich |bald |persönlich |selbst |wieder |kurz |"
    r"früh |nachmittag |mittag |abend |(?:am |nächsten )?(?:mon|diens|mitt|donners|frei|sams|sonn)(?:tag|woch) ){0,5})"
)
_PATTERNS = (
    # patience, nerves, enough
    r"(?:(?:langsam |jetzt |mittlerweile |bald )?(?:bin |ich |wir |sind |echt |wirklich ){0,6})am ende (?:mit )?(?:meiner|unserer|der) (?:geduld|weisheit)",
    r"(?:bin |ich |wir |sind ){0,4}mit (?:meiner|unserer|der|meinem|unserem) (?:geduld|latein) (?:langsam |bald |echt |jetzt )?am ende",
    r"(?:meine|unsere|die) geduld ist (?:langsam |bald |jetzt )?(?:am|zu) ende",
    r"(?:mir|uns|jetzt|langsam|es) reicht(?!(?:'s|s| es)? (?:alles|mit (?:de[mr]|diese[mr]|meine[mr]) (?:leben|welt|dasein)))(?:'s|s| es)?(?: mir| uns)?(?: jetzt| langsam| wirklich)?",
    r"so (?:geht|kann) (?:es|das|et|dat) (?:so |ja |doch )?nicht (?:weiter(?:gehen)?|mehr weiter)",
    r"(?:at the end of|running out of|out of|losing) (?:my|our) (?:patience|rope with you)",
    # laughing, liking
    r"(?:lach(?:e|te)? mich (?:fast |echt |halb )?(?:tot|kaputt|schlapp)|mich (?:fast |echt |halb )?(?:tot|kaputt|schlapp)gelacht)",
    r"zum (?:totlachen|sterben (?:schön|gut|lecker))",
    r"(?:dying|to die) (?:to get|for)",
    r"ohne (?:das|dieses|euer|eure|euren) (?!kind)\w+ (?:kann|könnte) ich nicht leben",
    r"(?:can(?:'|’)?t|cannot|couldn(?:'|’)?t) live without (?:this|your) (?!child|man|woman|person)\w+",
    # wanting to be left alone by somebody, leaving as a customer
    r"(?:nur |einfach |noch ){0,4}meine ruhe vor (?:eurer|eurem|euren) \w+",
    r"(?:mach(?:e)?|ist) (?:jetzt )?schluss mit (?:eurem|eurer) \w+",
    r"i(?:'|’)?m (?:done|finished|through) with (?:you guys|your \w+|this (?:shop|company|app|bank|hotline|store))",
    # what follows for a shop is said by itself
    rf"(?:ich )?komm(?:e)? (?:ich )?{_TIME}vorbei",
    r"i(?:'|’)?ll (?:come|drop|stop) by (?:tomorrow|later|today|on \w+day)?",
    r"(?:ich )?(?:könnt(?:e)?|würd(?:e)?|reiß(?:e)?) euch (?:allen )?(?:am liebsten )?(?:den kopf ab(?:reißen)?|auf den mond schießen)",
    r"(?:lizenz|zulassung|konzession) (?:entziehen|entzogen)",
)
_FIGURES = re.compile(rf"(?<!\w)(?:{'|'.join(_PATTERNS)})(?!\w)", re.IGNORECASE)


def without(text: str) -> str:
    """*text* without such figures; the same where there are none."""
    return _FIGURES.sub(" ", text)
