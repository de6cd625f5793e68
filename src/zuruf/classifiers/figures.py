"""Figures of speech in which people complain, laugh or take their leave: "my patience is at an end", "I laughed myself to death", "I'll come by
tomorrow". A model that counts words takes them for despair or a threat. What is said beside them stays and is judged without them.
"""

import re

_TIME = (
    r"(?:(?:dann |also |gern |gerne |einfach |mal |heute |morgen |nachher |später |gleich |bald |persönlich |selbst |wieder |kurz |"
    r"früh |nachmittag |mittag |abend |(?:am |nächsten )?(?:mon|diens|mitt|donners|frei|sams|sonn)(?:tag|woch) ){0,5})"
)
_SO = r"(?:(?:alle |echt |gleich |gerade |mal |ja |doch |noch |bald |jetzt |hier |aber |dann |wirklich |ordentlich |am liebsten |nur noch |mal wieder |einfach ){0,4})"
_SAYINGS = (
    "den marsch(?: blasen)?", "die leviten(?: lesen)?", "den kopf waschen", "auf die finger (?:klopfen|schauen|gucken|sehen)",
    "auf die füße(?: treten)?", "auf die zehen(?: treten)?", "an den karren(?: fahren)?", "ans bein(?: pinkeln)?", "in den (?:hintern|arsch|allerwertesten)(?: treten)?",
    "auffliegen(?: lassen)?", "auf dem kieker", "auf dem zettel", "die ohren lang(?: ziehen)?", "aufs dach(?: steigen)?", "(?:darauf )?fest(?:nageln)?",
    "den hahn zu(?:drehen)?", "den stecker ziehen", "die (?:rote karte|meinung|zähne)(?: zeigen| sagen| geigen)?", "in die wüste(?: schicken)?", "in die suppe(?: spucken)?",
    "aufs korn(?: nehmen)?", "zur kasse(?: bitten)?", "zur rechenschaft(?: ziehen)?",
)  # fmt: skip
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
    # what one could do and does not: only to "you" all, never to one person, and never "umbringen"
    rf"(?:ich |da |man ){{0,2}}(?:könnt(?:e)?|möcht(?:e)?)(?: ich)? euch {_SO}(?:erwürgen|den hals umdrehen|an die wand klatschen)",
    rf"(?:schieß(?:e)?|schick(?:e)?) (?:ich )?euch {_SO}(?:auf|zum|hinter) (?:den )?mond",
    r"i could (?:strangle|throttle) (?:you(?: guys| people)?|whoever)",
    rf"(?:möchte|könnte|kann) man sich {_SO}(?:aufhängen|die kugel geben|erschießen|den strick nehmen)",
    r"als (?:wollte|würde|wolle) (?:er|sie) mich (?:gleich |am liebsten )?(?:umbringen|fressen|erschlagen)",
    # what somebody does to a shop with words, a letter, another provider
    rf"(?:ich |wir )?(?:steh(?:e|en)?|werde)(?: ich| wir)? {_TIME}(?:um |punkt |pünktlich |\w+ uhr |\d+ |acht |neun |zehn ){{0,3}}(?:bei |vor |euch |ihnen |eurer |ihrer |tür ){{0,4}}auf der matte",
    rf"(?:mach(?:e|en)?|mache)(?: ich| wir)? (?:euch|ihnen) {_SO}(?:feuer unter(?:m| dem) hintern|die hölle heiß|dampf|beine|einen strich durch die rechnung)",
    rf"hau(?:e|en)? (?:ich |wir )?euch {_SO}(?:die|den|das|diese|eure|euren|euer) (?:rechnung|mahnung|brief|bescheid|formular|vertrag|gerät|router|zähler|teil|ding|ticket|app) um die ohren",
    r"(?:ihr |sie )?(?:hört|hören|werdet|werden) (?:noch |bald |wieder |schon ){0,2}von (?:mir|uns)(?: hören)?",
    r"you(?:'|’)?ll be hearing from (?:me|us)",
    r"(?:hab(?:e)?|haben) (?:ich |wir )?euch (?:so |echt |jetzt |langsam ){0,2}gefressen",
    r"(?:so (?:einen|nen|'nen|’nen)|so'n|einen dicken|nen dicken) hals(?: auf (?:euch|sie|den laden))?",
    rf"gehört (?:da |hier |bei euch ){{0,2}}{_SO}(?:aufgeräumt|durchgelüftet|ausgemistet)",
    r"(?:gehört|gehören)(?: euch| ihnen)? der hintern versohlt",
    r"in (?:den|einen) sack und drauf(?:hauen|gehauen)?",
    rf"brennt (?:dann |bei euch |bei ihnen ){{0,2}}{_SO}die luft",
    rf"schieß(?:t|en|e|st) (?:ihr |sie |du ){{0,1}}{_SO}den vogel ab",
    r"(?:grabt|schaufelt|graben|schaufeln) (?:ihr |sie ){0,1}(?:euch |sich ){0,1}(?:damit ){0,1}(?:euer|ihr|das) (?:eigene[sn]? )?grab",
    r"(?:will|regret) (?:regret )?losing (?:me|us) as (?:a )?customers?",
    r"(?:you(?:'|’)?re|you are) dead to me",
    r"(?:a|that(?:'|’)?s a) bomb (?:deal|offer|price|service|team)",
    # exaggerated on purpose
    r"(?:bringt|bringen) (?:ihr |sie ){0,1}(?:mich|uns) (?:noch |nochmal |echt ){0,2}ins grab",
    r"wegen euch komm(?:e)? ich (?:noch |nochmal |noch mal ){0,2}ins grab",
    r"auf dem gewissen,? wenn ich (?:den|die|das|meinen|meine|mein) (?:flieger|flug|zug|anschluss|termin|fähre|bus|prüfung|bewerbungsgespräch) (?:verpass(?:e)?|nicht kriege)",
    r"(?:lieber|eher) (?:sterb(?:e)?|verhungere) ich,? als (?:noch ?(?:ein)?mal |wieder |je |jemals )(?:mit|bei|von) (?:euch|eurer|eurem|ihnen|ihrer|ihrem)",
    r"will nicht mehr,? (?:(?:und|ich|deshalb|daher|hiermit) ){0,3}(?:kündig(?:e)?|bin raus|wechs(?:le|el))",
    r"(?:i(?:'|’)?m |i am )?(?:going to|gonna|about to) (?:lose it|scream|explode|go (?:mad|crazy|insane|nuts|bananas))",
    r"(?:somebody|someone) (?:please )?(?:just )?shoot me(?: now| please)?",
    # sayings, by what only they end with
    rf"(?:ich |wir |man |muss |sollte |werde |werd ){{0,3}}(?!bring|stech|schlag|mach)(?:\w+ )?(?:ich |wir |man ){{0,1}}(?:euch|ihnen) {_SO}(?:{'|'.join(_SAYINGS)})",
    rf"(?:euch|den (?:chef|vorstand)) (?:sollte|müsste|muss|gehört) (?:man |mal ){{0,2}}(?:{'|'.join(_SAYINGS)})",
    rf"mach(?:e|en)? (?:ich |wir ){{0,1}}euch {_SO}(?:rund|zur schnecke|zur minna|zu schaffen)",
    rf"wasch(?:e)? (?:ich )?euch {_SO}den kopf",
    rf"(?:ich |wir )?(?:hetz|schick)(?:e|en)? (?:ich |wir )?euch {_SO}(?:die|den|das|meine|meinen|unseren) (?:verbraucher\w+|anwalt|anwälte|presse|zeitung|amt|behörde|gesundheitsamt|bundesnetzagentur|chef) auf den hals",
    r"(?:ich |wir )?(?:zeig(?:e|en)?) (?:ich |wir )?euch (?:jetzt |alle ){0,2}an",
    r"(?:passt (?:bloß |nur |ja )?auf,? )?sonst seid ihr (?:mich|uns)(?: als kund\w+)? los",
    r"(?:ihr |sie )?(?:werdet|werden) (?:ja |schon |noch ){0,2}sehen,? was (?:ihr|sie) davon (?:habt|haben)",
    rf"(?:ich |da )?werd(?:e)? (?:ich )?{_SO}(?:verrückt|wahnsinnig|irre)(?: (?:mit|bei|wegen) euch)?",
    r"ihr wollt (?:mich|uns) (?:doch |wohl |echt ){0,2}(?:umbringen|vergiften|ruinieren) mit (?:euren|euer|eurem|eurer|diesen|dieser|diesem)",
    r"(?:zum teufel|zur hölle) mit (?:euch|eurem|eurer)",
    r"(?:(?:fahrt|geht) (?:doch )?(?:zur hölle|zum teufel))",
    r"(?:pistole auf die brust|ins offene messer|tickende zeitbombe|schuss in den ofen)",
    r"(?:man|wir) (?:krepier|verreck)(?:e|t|en)",
    r"(?:krepier|verreck)t man",
    r"(?:krepier|verreck)(?:e|t|en)? (?:ich |wir )?(?:hier |ja |fast |noch |bald ){0,3}(?:in der|vor|bei der|an der) (?:hitze|kälte|langeweile)",
    r"(?:kein(?:en)?|null) bock mehr auf (?:euch|euren|eure)",
    r"(?:pack|packe|halt|halte) das (?:echt |einfach )?nicht mehr (?:aus )?mit (?:euch|eurer|eurem)",
    r"ohne (?:wasser|strom|heizung|internet|handy|auto|bahn|bus) (?:kann|können) (?:man|ich|wir) (?:doch |ja )?nicht leben",
    r"(?:driv\w+ me|sends? me) (?:crazy|mad|nuts|insane|up the wall)",
    r"(?:i(?:'|’)?m |i am )?(?:(?:going to|gonna|about to) )?(?:losing|lose) my mind",
    r"pulling my hair out",
    r"sick and tired of",
    r"(?:you (?:people |guys )?)?makes? me sick",
    r"rather die than (?:call|use|travel|ride|fly|deal|wait|drive|phone) (?:with |on |for )?(?:you|your|this|that)(?: \w+)?(?: again)?",
    r"make sure (?:everyone|everybody|people) knows? (?:about|(?:how|what) \w+(?: you are| it is)?)",
    r"never forgive you for this \w+",
    r"hate you (?:guys|people|all)",
    r"hope (?:you|your (?:boss|manager|company|ceo)) (?:gets? fired|go(?:es)? (?:bankrupt|bust|out of business))",
    r"(?:speak|talk) (?:to|with) (?:your|a|the) (?:manager|supervisor|boss)",
)
_FIGURES = re.compile(rf"(?<!\w)(?:{'|'.join(_PATTERNS)})(?!\w)", re.IGNORECASE)


def without(text: str) -> str:
    """*text* without such figures; the same where there are none."""
    return _FIGURES.sub(" ", text)


def found(text: str) -> tuple[str, ...]:
    """Those figures, as they stand in *text*."""
    return tuple(m[0] for m in _FIGURES.finditer(text))
