"""German phrases of the tone check, and what to say instead."""

OFFICIALESE = """
bezüglich => zu; wegen
hinsichtlich => zu; bei
diesbezüglich => dazu
betreffs => zu
in bezug auf => zu
mit bezug auf => zu
bezug nehmend => zu Ihrer Nachricht
bezugnehmend => zu Ihrer Nachricht
unter bezugnahme => zu Ihrer Nachricht
nehmen|nehme bezug => zu
seitens => von
vonseiten => von
von seiten => von
mittels => mit
anhand => mit
zwecks => für; um … zu
zum zwecke|zweck => für; um … zu
im rahmen => bei; in
im zuge => bei
im falle => wenn; bei
im hinblick auf => für; wegen
in anbetracht => wegen
unter berücksichtigung => wenn man … bedenkt; mit
unter zuhilfenahme => mit
unter vorbehalt => noch nicht sicher
aufgrund dessen => deshalb
aus diesem grunde => deshalb
infolgedessen => deshalb
demzufolge => deshalb
folglich => deshalb
nichtsdestotrotz|nichtsdestoweniger => trotzdem
gleichwohl => trotzdem
gegebenenfalls => vielleicht; wenn nötig
=ggf => vielleicht; wenn nötig
obig* => von oben; dieser
oben genannt* => dieser
=o.g => dieser
vorgenannt* => dieser
vorbezeichnet* => dieser
nachstehend* => hier; unten
nachfolgend* => hier; unten
untenstehend* => unten
beiliegend* => hier
anliegend* => hier
in der anlage => hier
anbei => hier
umgehend => sofort; gleich; bis (Tag)
unverzüglich => sofort; bis (Tag)
baldmöglichst => bis (Tag)
schnellstmöglich* => so schnell wir können; bis (Tag)
zeitnah* => bald; bis (Tag)
zum gegenwärtigen|jetzigen zeitpunkt => jetzt
zum jetzigen zeitpunkt => jetzt
derzeitig* => jetzt
zwischenzeitlich => inzwischen
nach maßgabe => nach
gemäß => nach
laut unserer unterlagen => bei uns steht
wir bitten … kenntnisnahme => bitte lesen Sie
zur kenntnis … genommen => gelesen
zur kenntnis … nehmen => lesen
kenntnis … erlangt|genommen => gelesen; erfahren
zur verfügung … steht|stehen|stellen|gestellt => da sein; geben
stehen … zur verfügung => wir sind für Sie da
steht … zur verfügung => wir sind für Sie da
stellen … zur verfügung => geben
stellt … zur verfügung => gibt
für rückfragen … verfügung => fragen Sie gern
bei rückfragen … verfügung => fragen Sie gern
für weitere fragen … verfügung => fragen Sie gern
in kenntnis … setzen|gesetzt => sagen; Bescheid geben
=informiert … dahingehend => Bescheid gesagt
dahingehend* => so; dass
ihrerseits => von Ihnen
unsererseits => von uns; wir
=erachten => finden; halten für
verbleiben … mit freundlichen => Viele Grüße
mit freundlichen grüßen verbleiben => Viele Grüße
ihr schreiben vom => Ihre Nachricht vom
ihr anliegen => Ihre Frage; (das Anliegen beim Namen)
ihrem anliegen => Ihrer Frage; (das Anliegen beim Namen)
ihres anliegens => Ihrer Frage; (das Anliegen beim Namen)
ihre anfrage => Ihre Frage
ihrer anfrage => Ihrer Frage
dein anliegen => deine Frage; (das Anliegen beim Namen)
der vorgang|sachverhalt => die Sache; (beim Namen nennen)
den sachverhalt => die Sache; was passiert ist
dem sachverhalt => der Sache; was passiert ist
sachverhalt* => was passiert ist
rücksprache => Gespräch; wir haben mit … gesprochen
nach rücksprache mit => wir haben mit … gesprochen
inanspruchnahme => nutzen
ordnungsgemäß* => richtig
fristgerecht* => rechtzeitig; bis (Tag)
erforderlich|erforderlichen|erforderliche => nötig
vorliegend* => hier; bei Ihnen
dementsprechend* => so; deshalb
verauslagt* => bezahlt
in vorlage => zuerst zahlen
beinhalt* => enthält; hat
respektive => oder
=bzw => oder; und
ist … zu entnehmen => steht in
sind … zu entnehmen => stehen in
entnehmen sie bitte => steht in
es wird … hingewiesen => beachten Sie bitte
wir weisen … darauf hin => wichtig ist
möchten … darauf hinweisen => wichtig ist
wir erlauben uns => wir
wir sind bestrebt|bemüht => wir
bemüht … zu => wir (tun es)
einer … prüfung unterziehen|unterzogen => prüfen
bitten … abstand … nehmen => bitte nicht
sehen wir uns … nicht in der lage => können wir nicht
nicht in der lage => kann nicht; können nicht
sehen uns … gezwungen|veranlasst => müssen
abschlägig* => nein
negativ beschieden => abgelehnt
bescheid* erteil* => sagen
kulanzhalber => ohne dass wir müssten
entsprechend* maßnahmen => (was wir tun)
geeignet* maßnahmen => (was wir tun)
maßnahmen … ergriffen|ergreifen => (was wir tun)
der zuständige|zuständigen => (wer genau)
die zuständige|zuständigen => (wer genau)
den zuständigen => (wer genau)
an die zuständige|zuständigen => an (wen genau)
zuständig* stelle|abteilung|fachabteilung => (wer genau)
fachabteilung* => (wer genau)
auf postalischem wege => mit der Post
postalisch* => mit der Post
fernmündlich* => am Telefon
schriftlich … mitteilen => schreiben
mitzuteilen => zu sagen
käuflich … erwerben => kaufen
in höhe von => von
ausschließlich => nur
lediglich => nur
ersehen => sehen
somit => also; deshalb
etwaig* => mögliche
jeweilig* => (welcher genau)
unsererseits => wir
dies betreffend => dazu
"""

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
sollte … ein missverständnis
nicht … gewohnten service
nicht ihren erwartungen entspr*
nicht unseren ansprüchen … entspr*
entspricht nicht … anspruch|ansprüchen|standards
falls … unannehmlichkeit*
"""

NOMINAL = """
zur anwendung … kommen|kommt|gebracht => anwenden
zur durchführung … kommen|kommt|gebracht => machen
zum einsatz … kommen|kommt => verwenden
zum abschluss … bringen|gebracht => abschließen
zum ausdruck … bringen|gebracht => sagen
in erwägung … ziehen|gezogen => überlegen
in betracht … ziehen|gezogen|kommt => überlegen
in auftrag … geben|gegeben => beauftragen
in abrede … stellen => bestreiten
in rechnung … stellen|gestellt => berechnen
in aussicht … stellen|gestellt => ankündigen
in anspruch … nehmen|genommen => nutzen
in angriff … nehmen|genommen => anfangen
in augenschein … nehmen|genommen => ansehen
unter beweis … stellen|gestellt => zeigen
zur auszahlung … kommen|kommt|gebracht => auszahlen
zur verzögerung … kommen|kommt|gekommen => dauert länger
zu verzögerungen … kommen|kommt|gekommen => dauert länger
kommt … zu … verzögerung* => dauert länger
kommt es … zu … verzögerung* => dauert länger
kam es … zu … verzögerung* => hat länger gedauert
prüfung … vornehmen|vorgenommen|durchführen|durchgeführt|veranlasst|veranlassen => prüfen
überprüfung … vornehmen|vorgenommen|durchführen|durchgeführt|veranlasst|veranlassen => prüfen
eine prüfung => prüfen
einer prüfung => prüfen
rückmeldung … geben|erteilen => antworten
mitteilung … machen => sagen
reparatur … vornehmen|vorgenommen|durchführen|durchgeführt => reparieren
erstattung … vornehmen|vorgenommen|veranlasst|veranlassen => erstatten; zurückzahlen
rückerstattung … vornehmen|vorgenommen|veranlasst|veranlassen => zurückzahlen
bearbeitung … vornehmen|vorgenommen|erfolgt => bearbeiten
korrektur … vornehmen|vorgenommen => korrigieren
änderung … vornehmen|vorgenommen => ändern
anpassung … vornehmen|vorgenommen|erfolgt => anpassen
entscheidung … treffen|getroffen => entscheiden
vorbereitungen … treffen|getroffen => vorbereiten
vereinbarung … treffen|getroffen => vereinbaren
kontakt … aufnehmen|aufgenommen => melden; schreiben; anrufen
verbindung … setzen => melden; schreiben; anrufen
in verbindung … setzen => melden; schreiben; anrufen
kontaktaufnahme => melden; schreiben; anrufen
versand … erfolgt => verschicken
erfolgt … versand => verschicken
lieferung … erfolgt => liefern
erfolgt … lieferung => liefern
auslieferung … erfolgt => liefern
zustellung … erfolgt => zustellen
auszahlung … erfolgt => auszahlen
erstattung … erfolgt => zurückzahlen
rückerstattung … erfolgt => zurückzahlen
gutschrift … erfolgt => gutschreiben
prüfung … erfolgt => prüfen
erfolgt … prüfung => prüfen
erfolgt … durch => (wer es tut)
=erfolgt => (wer was tut)
=erfolgte => (wer was tat)
einsicht … nehmen => ansehen
beitrag … leisten => helfen
hilfestellung … geben|leisten => helfen
unterstützung … leisten => helfen
folge … leisten => folgen
verzicht … leisten => verzichten
sorge … tragen => sorgen
rechnung … tragen => beachten
stellung … nehmen|genommen => sagen
abhilfe … schaffen => beheben
"""
