"""German phrases of the tone check, and what to say instead: letters of an authority, and nouns for verbs."""

OFFICIALESE = """
=bezüglich => zu; wegen
=hinsichtlich => zu; bei
=diesbezüglich => dazu
=betreffs => zu
in bezug auf => zu
mit bezug auf => zu
bezug nehmend => zu Ihrer Nachricht
bezugnehmend => zu Ihrer Nachricht
unter bezugnahme => zu Ihrer Nachricht
nehmen|nehme bezug => zu
=seitens => von
=vonseiten => von
von seiten => von
=mittels => mit
=anhand => mit
=zwecks => für; um … zu
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
=infolgedessen => deshalb
=demzufolge => deshalb
=folglich => deshalb
nichtsdestotrotz|nichtsdestoweniger => trotzdem
=gleichwohl => trotzdem
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
=umgehend => sofort; gleich; bis (Tag)
=unverzüglich => sofort; bis (Tag)
=baldmöglichst => bis (Tag)
schnellstmöglich* => so schnell wir können; bis (Tag)
zeitnah* => bald; bis (Tag)
zum gegenwärtigen|jetzigen zeitpunkt => jetzt
zum jetzigen zeitpunkt => jetzt
derzeitig* => jetzt
zwischenzeitlich => inzwischen
nach maßgabe => nach
=gemäß => nach
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
=ihrerseits => von Ihnen
=unsererseits => von uns; wir
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
=ausschließlich => nur
=lediglich => nur
ersehen => sehen
=somit => also; deshalb
etwaig* => mögliche
jeweilig* => (welcher genau)
dies betreffend => dazu
sachstand* => wie weit es ist
abzusehen => (was Sie stattdessen möchten)
veranlassung => (wer was tut)
=veranlasst => (wer was tut)
innerbetrieblich* => (was los war)
aus betrieblichen gründen => (was los war)
aus organisatorischen gründen => (was los war)
aus technischen gründen => (was los war)
entgegengebracht* => (weglassen)
teilen wir … mit => (weglassen, gleich sagen)
teilen … mit => (weglassen, gleich sagen)
=vorzunehmen => machen; tun
=einzureichen => abgeben; schicken
einschlägig* => (welche genau)
gesetzlich* bestimmungen => (welches Gesetz)
nach eingehend* prüfung => wir haben geprüft
der unterzeichner* => ich
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
einer überprüfung … unterzogen|unterziehen => prüfen
einer prüfung … unterzogen|unterziehen => prüfen
eine|die|der *ung ist möglich => können Sie
eine|die|der *nahme ist … möglich => können Sie
die durchführung => machen
die inanspruchnahme => nutzen
nach abschluss => wenn … fertig ist
nach erhalt|eingang => wenn … da ist
unter *nahme => mit
"""
