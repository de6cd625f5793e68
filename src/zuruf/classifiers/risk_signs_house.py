"""Signs of what an organisation has to be careful about, German and English: law, personal data, press, politics.

Written to miss nothing rather than to be elegant; how to write one: signs.py. PERHAPS holds what may only sound like
it: that counts too, with a lower probability.
"""

SURE = {
    "legal": """
anfechten|anzufechten|angefochten|anfechtung
fechte|fechten|ficht .. an $
anwalt*|anwald*|anwält*|rechtsanw*|fachanw*|juristin|jurist|juristisch*
rechtlich* .. schritt*|vorgeh*|weg|mittel|konsequenz*
rechtsweg|rechtsschutz*|rechtsabteilung*|rechtsstreit*|rechtswidrig*|rechtsbruch
vor|vors|zum|beim|dem gericht
gerichtlich*|gerichtsverf*|gerichtst*|gerichtsvoll*|amtsgericht*|landgericht*|arbeitsgericht*|verwaltungsgericht*
klage|klagen|klag .. ein*|erheb*|gegen|drohen|vor
klage einreich*
eine klage
verklag*|einklag*|geklagt|sammelklag*|musterklag*
strafanzeig*|strafantrag|strafrechtlich*|strafbar*|straftat*
anzeige .. erstatt*|stell*|polizei|raus|geht
erstatte|erstatt|erstatten|stelle|stell|stellen .. anzeige|strafanzeige
rechtsbeistand*|rechtsbeiständ*
zeig|zeige|zeigen .. euch|sie|dich|das .. an $
zeig|zeige euch|sie|dich|das|den an
haftpflicht*
verbraucherzentral*|verbraucherschutz*|verbraucherschütz*|konsumentenschutz|schlichtungs*|ombuds*
abmahn*|unterlassung*|schadensersatz*|schadenersatz*|schmerzensgeld*|schmerzengeld*
mahnbescheid*|inkasso*|mahnverfahr*|vollstreckung*|pfändung*
frist .. gesetzt|setz*|verstrich*|abgelaufen|letzte
setze .. frist
fristsetzung|nachfrist
widerrufsrecht*|widerrufsfrist|sonderkündigung*
ausserordentlich* .. künd*
arglist*|vertragsbruch|vertragsverletz*|vertragsstraf*|vertragswidrig*
haftbar|haftung*|haften|haftet|produkthaft*
bundesnetzagentur|bafin|kartellamt|wettbewerbszentral*|staatsanw*|gewerbeaufsicht*|aufsichtsbehörd*|ordnungsamt
urheberrecht*|markenrecht*|bildrecht*|persönlichkeitsrecht*|nutzungsrecht*
verleumd*|rufmord|nötigung*|beleidigungsklage|rufschädig*
üble nachrede
paragraph|paragraf|§
bgb|stgb|uwg|agg|hgb
rechtsanspruch*
ansprüche|anspruch .. geltend*|gesetzlich*
lawyer*|solicitor*|attorney*|barrister*
legal action|steps|proceedings|advice|team|rights|department
take|taking|taken .. legal
lawsuit*|litigat*
sue|suing|sued
in|to|go court
see .. court
trading standards
ombuds*
small claims
consumer rights|protection|council
breach of .. contract|terms
cease and desist
unlawful*|illegal*|liable|liability
class action
compensation claim
file|filing .. complaint .. with|against
regulator*
klag|klage ich|i|wir
dann|sonst|halt .. klag|klage
zeig|zeige ich|i|wir .. an
das|euch|sie zeig|zeige ich|i|wir
mahne|mahnen ich|wir .. ab
sonst|oder anzeige|strafanzeige|klage|anwalt
sonst .. anzeige $
rechtschutz*
vertrag zurück|zurücktreten
trete .. vom .. vertrag|kauf .. zurück
rücktritt .. vertrag|kauf
widerrufe|widerruf .. kauf|vertrag|bestellung|hiermit
hiermit widerrufe|kündige|widerspreche|fordere|mahne
agb|klausel .. unwirksam|ungültig|nichtig|rechtswidrig
arbeitsrecht*|mietrecht*|vertragsrecht*|verbraucherrecht*|strafrecht*|zivilrecht*
brecht|brechen|gebrochen|bricht .. vertrag|gesetz|recht
verstösst|verstoss|verstossen .. gegen .. gesetz|recht|vertrag|auflage*
arbeitsgericht|betriebsrat
""",
    "personal_data": """
dsgvo|ds-gvo|gdpr|bdsg
datenschutz*|datenleck*|datenpann*|datenklau|datendieb*|datenmissbrauch*|datenhandel|datenabfluss|datenauskunft*
meine|meiner|unsere|unserer|persönlich*|private*|fremde* daten
daten .. lösch*|gelöscht|gespeichert|speicher*|weitergegeben|weitergeb*|verkauf*|gestohlen|geklaut|geleakt|missbrauch*
daten .. anderer|fremder|dritter
personenbezog*
auskunft .. daten|gespeichert
artikel|art 15|17
einwilligung*
widerspr* .. werbung|datenverarbeitung|nutzung
woher .. habt|haben|hast|kennt .. meine|meinen .. adresse|nummer|mail|e-mail|daten|name|namen|telefonnummer|handynummer
meine|meinen|meiner .. adresse|telefonnummer|handynummer|kontonummer|bankdaten|kontodaten|kreditkarte*|geburtsdatum .. weiter*|veröffentlich*|öffentlich|online|sichtbar|fremd*
konto|account .. gehackt|geknackt|übernommen
konto|kundenkonto|account|profil .. lösch*|gelöscht
lösch*|löscht .. konto|kundenkonto|account|profil|daten|alles
bild|foto|video .. zu sehen
bild|foto|video|aufnahme .. erlaubt|zugestimmt|einverstanden|erlaubnis|einwilligung|zustimmung
gehackt|hackerangriff*|phishing*|identitätsdieb*|identitätsklau
rechnung|brief|mail|e-mail|paket|name .. fremde*|falsche* .. person|kunden|empfänger|nachbar*
adresse|namen|daten|rechnung .. anderer|anderen|anderem|fremden|fremder kund*|person|leute
iban|kontonummer*|kreditkartennummer*|sozialversicherungsnummer|ausweisnummer|personalausweis*|passkopie
passwort|passwörter .. im klartext|geändert|gestohlen|geleakt|ausgespäht
abgehört|überwach*|ausspionier*|ausgespäht
my|our|personal|private|customer data
my|our personal|private information|details
data protection|breach|leak|request|subject
delete|erase|remove .. my|all .. data|account|information|profile|details
privacy
subject access
right to be forgotten
identity theft
account|card .. hacked|compromised|stolen
leaked|leaking .. my|customer|data|address|email|phone
how|where did you get .. my .. number|address|email|name|details
who|where gave|give|got|have .. my .. number|address|email|name|details
erase|delete|remove .. everything|about .. me|have|hold
my .. number|address|email|phone .. public|online|comment*|posted|visible|shared
someone|somebody else's .. data|details|invoice|order|name|address
another|other|different|wrong customer's|customers|client's|person's|resident's|tenant's .. data|details|invoice|bill|address|account|name
rechnung|bestellung*|brief|paket|daten|adresse|mail .. von .. andern|anderen|anderem|fremd*|jemand
sehe|seh|sieht|gesehen .. bestellung*|rechnung*|daten|adresse*|namen .. andere*|fremd*|jemand
mailadresse|e-mail-adresse|emailadresse|mail|nummer|adresse|name|telefonnummer .. öffentlich|steht .. bei|im|auf|online
mei|meine|mein|unsere nummer|adresse|name|mailadresse|foto|bild .. steht|stehen .. netz|internet|euch|öffentlich
kind|tochter|sohn|kinder .. auf .. foto|bild|video
foto|bild|video .. kind|tochter|sohn|kinder
liest|lest|lesen .. meine|unsere .. nachrichten|mails|chats
gespräch*|telefonat*|anruf* .. aufgezeichnet|aufnehmt|mitgeschnitten|aufgenommen|gespeichert
aufgezeichnet|mitgeschnitten|mithör*|aufzeichn*
nie|nicht|niemals|keine .. zugestimmt|erlaubt|eingewilligt|zustimmung|erlaubnis
kundennummer|kundennr|vertragsnummer|versichertennummer
geboren am
geb am
cookies|cookie*|tracking|tracker
aus .. verteiler|newsletter|liste|datenbank
mitarbeiter|kollege|fahrer .. privat .. angeschrieben|geschrieben|kontaktiert|angerufen
in mein|meinem konto|account|profil .. eingeloggt|angemeldet|gewesen|war
jemand|fremder .. mein|meinem konto|account|profil
filmt|filmen|kamera*|videoüberwach*|gesichtserkennung
gesundheitsdaten|bewegungsdaten|standortdaten|zahlungsdaten|bestelldaten
speichert|gespeichert|sammelt|verkauft|teilt .. ihr|sie|meine|daten
erlaubt dass .. bild|foto|name*
track|tracks|tracking .. my|location|me|us
shared|share|sold|sell|give|gave .. my .. email|data|details|number|address|information
third parties|party
cookies|unsubscribe
""",
    "press": """
journalist*|redakteur*|redaktion|*redaktion|chefredakt*|reporter*
freier|freie .. mitarbeiter* .. zeitung
presseanfrage*|medienanfrage*|presseabteilung|pressestelle*|pressesprech*|presseteam|pressekontakt*|presseausweis|pressevertret*|unternehmenssprech*
stellungnahme* .. bis|bitte|bitten|um|zu|abgeben|veröffentlich*
bitte*|bitten .. um .. stellungnahme*|statement
für .. reportage|dokumentation|doku|podcast|recherche|interview|zeitungsartikel
schreibe|schreiben|arbeite|plane|planen|produziere* .. artikel|beitrag|bericht|reportage|sendung|doku*|podcast|zeitung*|magazin
recherchier*|recherche|investigativ*
an .. presse|medien|zeitung|öffentlichkeit
presse|medien|zeitung|fernsehen|bild-zeitung|bildzeitung .. informier*|melde*|gehen|geh|wende*|wenden|interessier*|einschalt*|freuen|weitergeb*|gehe
zum|beim fernsehen
drehgenehmigung*|drehanfrage|interviewanfrage*|interviewtermin
zitieren .. dürfen|darf|artikel
journalist*|reporter*|newsroom*|news desk
press office*|enquir*|inquir*|request*|team|officer|contact
media enquir*|inquir*|request*|contact
request .. comment|statement|interview
comment .. for|on .. story|article|piece|record
any|no comment $
running|writing|working|doing .. story|article|report|piece
for|writing|doing .. story|article|piece|documentary|feature|podcast|newspaper|magazine
spokesperson|spokesman|spokeswoman
go|going|went|call|tell|contact|contacting to|the .. press|media|papers|newspapers|newspaper|bbc|news
on the record
schreibe|schreib|arbeite|recherchiere|berichte|fotografiere .. für|bei .. zeitung|rundschau|nachrichten|tagblatt|tageblatt|anzeiger|kurier|post|bote|magazin|agentur|sender|blog|radio|*zeitung
*rundschau|*tagblatt|*tageblatt|*anzeiger|*kurier|nachrichtenagentur|presseagentur
drehen|dreh|produzieren|machen|planen .. beitrag|bericht|film|reportage|sendung|doku
bildzeitung|bild-zeitung|frontal|panorama|monitor|kontraste
pressemitteilung*|pressefoto*|pressebild*|pressemappe*|presseverteiler|pressekonferenz*|pressetermin*|akkreditier*
artikel|beitrag|bericht|text .. zitieren|zitier
zitieren .. artikel|beitrag|namentlich
sie|dich|euch .. zitieren
für unsere|unser|meine|eine sendung|redaktion|leserschaft
berichten|berichte wir|ich|heute|morgen|darüber
wir berichten|recherchieren|veröffentlichen
kanal|account|blog .. follower|abonnent*|zuschauer|reichweite
follower|reichweite .. poste|post|teile
evening|daily|morning post|news|mail|times|standard
press kit|release|pass|photos|images
quote|quoting you|your
on what basis
to .. papers|newspapers|press|media
papers|tabloids
""",
    "politics": """
afd|cdu|csu|cdu-csu|spd|fdp|npd|bsw|fpö|övp|spö|svp|linkspartei|pegida|werteunion
die grünen
wahlkampf*|wahlprogramm*|wahlwerb*|wahlplakat*|bundestag*|landtag*|gemeinderat*|stadtrat*|kommunalwahl*|europawahl*
bundesregierung|regierung*|kanzler*|bundeskanzler*|minister*|ministerium|bürgermeister*|abgeordnet*
politik|politiker*|politisch*|parteipolit*|partei|parteien|parteispend*|parteinah*
nazi*|rechtsextrem*|rechtsradikal*|linksextrem*|linksradikal*|faschis*|antifa|reichsbürger*|neonazi*
rassis*|antisemit*|sexis*|islamist*|diktatur*|kommunis*|sozialismus|populis*|volksverrät*|lügenpresse|systempress*
flüchtling*|geflüchtet*|migrant*|migration*|asyl*|abschieb*|remigration|ausländer*|zuwander*|islamisier*
ukrain*|russland*|russisch*|israel*|gaza*|palästin*|hamas|taliban
boykott*|streik*|gewerkschaft*|tarifverhandlung*|demonstration*
demo gegen
klimapolit*|klimakleber*|genderwahn|gendern|gegendert*|genderstern*
menschenrecht*|kinderarbeit|zwangsarbeit|ausbeut*|waffenexport*|rüstung*
election*|parliament*|government*|minister|president
labour party
politic*|tories|tory|republicans|democrats|brexit
racis*|fascis*|nazi*|antisemit*|sexis*
refugee*|immigrant*|immigration
ukrain*|russia*|israel*|gaza|palestin*
boycott*|genocide|human rights
child|forced|slave labour|labor
union busting
zur|der|nächste*|kommende* wahl|wahlen $
bundestagswahl*
landtagswahl*
links-grün*|linksgrün*|rechts-aussen|systemling*|gutmensch*|schlafschaf*|altpartei*
parteitag|parteibuch|parteinah*
regenbogenfahne*|regenbogen*|pride|csd
merkel|merz|scholz|habeck|baerbock|weidel|söder|lindner|höcke|wagenknecht|trump|putin|biden|musk|kickl|orban
demo|demos|kundgebung*|mahnwache*|protest*
deutschland .. deutschen
steuern .. zahlt|zahlen|hinterzieh*|deutschland
zahlt|zahlen .. steuern
hetzsender|hetze|hetzer|propaganda*|staatsfunk|mainstreammedien
stadträt*|gemeinderät*|landrat|landrätin|senator*
lobby*
mindestlohn|tariflohn|tarifvertrag*|grundeinkommen|bürgergeld
nato|sanktionen|bürgerkrieg*|weltkrieg*|angriffskrieg*|kriegsverbrech*|kriegspartei*|kriegsgebiet*|kriegsflücht*|kriegstreib*
der|den|dem|des|im|vom|zum|am|kein|keinen|dieser|diesen|diesem|ein|einen krieg|krieges
krieg gegen|führen|führt|beenden
party|parties .. sponsor|support|donate|fund
sponsor|support|donate|fund* .. party|parties|campaign|strike|war
strike|strikes|union|unions
""",
}

PERHAPS = {
    "legal": """
betrug|betrüg*|betrogen|polizei|kriminalpolizei|illegal*|gesetz|gesetze|gesetzlich*|gewährleist*|garantieanspruch*|verjähr*|rechtens|anzeigen|klagen|behörde*|kriminell*|lizenz*
ohne .. lizenz|genehmigung|erlaubnis|zustimmung
mein|meine|meinem .. recht|rechte|rechten
fraud*|scam*|police|crime|criminal|copyright|compensation|chargeback|statutory|rights|court
wird .. teuer .. für .. euch|sie|dich
teuer für euch|sie|dich
nachspiel
""",
    "personal_data": """
geburtsdatum|kundendaten|passwort|handynummer|privatnummer|privatadresse
newsletter .. abgemeldet|trotz|ohne
spam|werbeanruf*|werbung .. ohne|trotz|obwohl
foto|video|bild .. von mir|uns|meinem|meiner .. lösch*|ohne|entfern*
my .. password|data
unsubscrib*
photo|picture|video of me|my
""",
    "press": """
presse|zeitung*|fernsehen|medien|interview*|statement|stellungnahme|radio|magazin
bericht .. über
zdf|ard|wdr|ndr|mdr|swr|rbb|rtl|orf|srf|spiegel|faz|taz|dpa|bild-zeitung
influencer*|youtuber*|blogger*|podcast*
newspaper*|bbc|documentary|magazine
""",
    "politics": """
wahlen|islam*|muslim*|moslem*|jude*|jüdisch*|kirche*|religion*
grün* .. partei|ideologie|wähler|versifft
links|rechts .. partei|wähler|gesinnung|ideologie|grün*
klima*|gender*|lgbt*|queer*|woke|corona*|impfpflicht|maskenpflicht
spend* .. partei|kampagne
steuergeld*|steuerzahler*|subvention*
muslim*|jew*|religion*|climate|vaccine mandate
""",
}
