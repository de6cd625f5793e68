"""German phrases of the tone check, and what to say instead: praise of oneself, and regret that says nothing."""

PR = """
kundenzufriedenheit => (was Sie konkret tun)
zufriedenheit … kund* => (was Sie konkret tun)
zufriedenheit unserer => (was Sie konkret tun)
kund* … oberste priorität => (was Sie konkret tun)
oberst* priorität => (was Sie konkret tun)
höchst* priorität => (was Sie konkret tun)
steh* … an erster stelle => (was Sie konkret tun)
steh* … im mittelpunkt => (was Sie konkret tun)
im mittelpunkt … steh* => (was Sie konkret tun)
liegt … am herzen => ist wichtig, weil …
liegen … am herzen => ist wichtig, weil …
am herzen liegt|liegen => ist wichtig, weil …
nehmen … sehr ernst => (was Sie jetzt tun)
nehmen … ernst => (was Sie jetzt tun)
sehr ernst … nehmen => (was Sie jetzt tun)
nehmen ihr feedback => (was Sie jetzt tun)
wertvoll* feedback => Hinweis
wertvoll* hinweis* => Hinweis
wertvoll* rückmeldung* => Hinweis
ständig|stetig|laufend|kontinuierlich bestrebt|bemüht => (was Sie jetzt tun)
kontinuierlich* verbesser* => (was besser wird, und wann)
stetig* verbesser* => (was besser wird, und wann)
ständig* verbesser* => (was besser wird, und wann)
kontinuierlich … zu verbessern|verbessern => (was besser wird, und wann)
stetig … zu verbessern|verbessern => (was besser wird, und wann)
ständig … zu verbessern|verbessern => (was besser wird, und wann)
höchst* qualität* => (eine Zahl oder ein Beispiel)
höchst* ansprüch* => (eine Zahl oder ein Beispiel)
höchst* standard* => (eine Zahl oder ein Beispiel)
hohe|hohen qualitätsstandard* => (eine Zahl oder ein Beispiel)
qualitätsstandards => (eine Zahl oder ein Beispiel)
qualitätsanspruch* => (eine Zahl oder ein Beispiel)
innovativ* => neu; (was daran neu ist)
zukunftsweisend* => neu; (was daran neu ist)
wegweisend* => neu; (was daran neu ist)
zukunftsfähig* => (was morgen besser ist)
ganzheitlich* => ganz; (was dazugehört)
maßgeschneidert* => passend
passgenau* => passend
führend* anbieter => (eine Zahl oder ein Beispiel)
marktführ* => (eine Zahl oder ein Beispiel)
branchenführ* => (eine Zahl oder ein Beispiel)
lösungsanbieter => Hersteller; Händler
kundenorientier* => (was Sie konkret tun)
kundenerlebnis* => (was der Kunde merkt)
einkaufserlebnis* => Einkauf
markenerlebnis* => (was gemeint ist)
mehrwert* => Nutzen; (welcher genau)
synergie* => (was zusammen besser geht)
synergieeffekt* => (was zusammen besser geht)
leidenschaft* => gern; (ein Beispiel)
mit herzblut => gern; (ein Beispiel)
full* service => (was dazugehört)
einzigartig* => (was daran anders ist)
erstklassig* => gut; (ein Beispiel)
exzellent* => gut; (ein Beispiel)
herausragend* => gut; (ein Beispiel)
unvergleichlich* => (was daran anders ist)
rundum sorglos* => (was dazugehört)
rundum* paket => (was dazugehört)
nachhaltigkeitsstrategie => (was Sie tun, mit Zahl)
gelebt* werte => (ein Beispiel)
unternehmenswerte* => (ein Beispiel)
unternehmensphilosophie => (ein Beispiel)
unsere philosophie => (ein Beispiel)
teil unserer dna => (ein Beispiel)
unserer dna => (ein Beispiel)
auf augenhöhe => (ein Beispiel)
best* kundenservice => (was Sie konkret tun)
bestmöglich* service => (was Sie konkret tun)
bestmöglich* erlebnis* => (was Sie konkret tun)
vertrauen … schätzen => (weglassen)
ihr vertrauen => (weglassen)
ihr vertrauen … zurück* => (was Sie dafür tun)
transparent* … kommunizier* => (was Sie sagen, und wann)
offenen dialog => (eine Antwort)
konstruktiv* dialog => (eine Antwort)
konstruktiv* austausch => (ein Gespräch, wann)
stakeholder* => (wer genau)
best practice* => (was sich bewährt hat)
proaktiv* => von uns aus
agil* => schnell
attraktiv* arbeitgeber* => (was die Leute bei Ihnen haben)
dynamisch* umfeld|team => (wie es bei Ihnen ist)
flach* hierarchie* => (wie es bei Ihnen ist)
herzensanliegen|herzenssache => (was Sie tun)
herzens anliegen => (was Sie tun)
verantwortungsbewusst* unternehmen => (was Sie tun)
verantwortungsvoll* unternehmen => (was Sie tun)
entgegengebracht* vertrauen => (weglassen)
höchst* gut => (ein Beispiel)
sind unser* anspruch => (eine Zahl oder ein Beispiel)
ist unser* anspruch => (eine Zahl oder ein Beispiel)
mit hochdruck => (was Sie tun, und bis wann)
"""

EMPTY_REGRET = """
bedauer* … unannehmlichkeit*
entschuldig* … unannehmlichkeit*
unannehmlichkeit* … entschuldig*
unannehmlichkeit* … bedauer*
unannehmlichkeit* … verzeihung
verzeihung … unannehmlichkeit*
unannehmlichkeit* … leid
leid … unannehmlichkeit*
umstände … entschuldig*
entschuldig* … umstände
etwaig* unannehmlichkeit*
bitten … verständnis
bitten wir … verständnis
um ihr verständnis
um dein verständnis
um euer verständnis
danke|dank … ihr verständnis
danke|dank … dein verständnis
danke|dank … euer verständnis
danke|dank … verständnis
danken … verständnis
hoffen … verständnis
danke|dank … geduld
danken … geduld
um ihre geduld
um etwas geduld
bitten … geduld
bedauern wir sehr
bedauern dies
bedauern das sehr
bedauern … vorfall
bedauern … situation
bedauern … erfahrung*
bedauern … ärger
bedauern … verärger*
bedauern … eindruck
tut uns … leid … erfahrung*
tut uns leid … das|dies zu hören|lesen
leid … das zu hören|lesen
leid … dies zu hören|lesen
leid … zu hören|lesen
leid … unzufrieden*
leid … enttäusch* sind
leid … so empfinden|empfunden
leid … so sehen
leid … eindruck
leid … missverständnis*
sollte … missverständnis*
sollte … gekommen sein bedauern
entspricht … nicht unser* anspr*
entspricht … nicht unser* standard*
nicht … gewohnten service
nicht ihren erwartungen entspr*
nicht unseren ansprüchen … entspr*
entspricht nicht … anspruch|ansprüchen|standards
falls … unannehmlichkeit*
"""
