"""Words that carry a mood, German and English, in four groups. How to write one: signs.py."""

WORDS = {
    "very_good": """
super*
toll|tolle|tolles|toller|tollen|tollste*
großartig*|grossartig*
hervorragend*
ausgezeichnet*
fantastisch*|phantastisch*
wunderbar*|wunderschön*|wundervoll*
genial*
perfekt*
spitze|spitzen*|spitzenmässig
klasse
liebe|lieb|lieben|liebt|geliebt
begeister*
grandios*|sensationell*|phänomenal*|mega|hammer|bombe|bombastisch*|traumhaft*|herrlich*|exzellent*
geil*|geilste*|hammergeil
beste|bester|bestes|besten
glücklich*
freue|freuen|freut|gefreut|freu
großes lob
weiter so
daumen hoch
gut gemacht
amazing|awesome|excellent|fantastic|brilliant|perfect|wonderful|outstanding|superb
love|loved|loving|best|great
thank you so
❤|💕|💖|💗|💙|💚|💛|💜|🥰|😍|🤩|🎉|🥳|😘|💪|💐|♥|<3
""",
    "good": """
gut|gute|guten|guter|gutes|besser
schön|schöne|schönen|schöner|schönes|schönste*
nett|nette|netten|netter|nettes
freundlich*|hilfsbereit*|zuvorkommend*|kompetent*|zuverlässig*|sympathisch*
danke*|dank|merci|bedanke*
zufrieden*
empfehl*|weiterempfehl*|empfohlen
gern|gerne|gernst
lecker*|köstlich*
schnell|schnelle|schneller|pünktlich*|unkompliziert*|problemlos*|reibungslos*
prima|fein|feine|cool|coole|cooler|cooles|nice|yeah|juhu|yay|hurra|wow
lob|loben|gelobt
gelungen*|interessant*|spannend*|lustig*|witzig*|hilfreich*|praktisch*|nützlich*|süss*|süß*|hübsch*|niedlich*
glückwunsch*|gratul*|herzlich*|respekt|bravo|chapeau
gefällt|gefallen
hoffe|hoffentlich
spass
erfolg*|gewonnen|geschafft|geklappt
mag|mögen
lach|lache|haha|hihi|hehe|grins|lol|xd
good|nice|happy|glad|pleased|helpful|friendly|thanks|thx|thank|recommend*|enjoy*|quick|smooth|lovely|fun|well|cool|beautiful
:)|:-)|=)|;)|;-)|:d|:-d|:p|😊|🙂|😀|😁|😂|🤣|👍|👏|🙏|😄|😃|😉|😎|☺|✌|😋
""",
    "bad": """
schlecht*|mies|miese|mieser|mieses|miesen
leider|schade|bedauerlich*
nerv|nervt|nerven|nervig*|genervt*|anstrengend*|lästig*
ärger*|verärger*|geärgert|sauer|stinksauer
enttäusch*|traurig*|frustr*|unzufrieden*|unglücklich*
problem|probleme|problemen|fehler*|mangel*|mängel
kaputt*|defekt*|beschädig*|gerissen|gebrochen|ausgefallen
teuer*|überteuert*|wucher
langsam*|verspät*
zu spät
falsch*|verkehrt*
langweilig*|öde|doof*|blöd*|dumm*|bescheuert*|peinlich*|lächerlich*|komisch*
kein bock
schlimm*|übel|hart|krass
krank|müde|schmerz*|angst|allein|einsam|weh|heul*|wein|weine|weinen
fehlt|fehlen|verloren|verpasst|verlieren|verschwend*|vergess*
unfreundlich*|unhöflich*|inkompetent*|unprofessionell*|unverständlich*|unnötig*|unfähig*|ungerecht*
kritik*|beschwer*|reklam*
warte|warten|gewartet
stinkt|eklig*|ekel*|dreckig*|schmutzig*
hässlich*|grausam*|gruselig*
stau|streik*|ausfall|absage*|abgesagt
problem|bad|poor|slow|wrong|broken|disappoint*|annoy*|sad|angry|upset|rude|late|sorry|unfortunately|boring|fail|failed|issue|missing|expensive|unhappy|waiting
:(|:-(|=(|:/|:-/|😞|😔|😕|🙁|☹|😢|😩|😣|🙄|😒|👎|😐|😟
""",
    "very_bad": """
scheiss*|scheiß*|kack*|beschissen*|verdammt*|mist|drecks*|fuck*|wtf
katastroph*|desaströs*|desaster
unverschämt*|frechheit*|sauerei|schweinerei|skandal*|schande|zumutung|armutszeugnis
furchtbar*|schrecklich*|grauenhaft*|grauenvoll*|entsetzlich*|fürchterlich*|abartig*|widerlich*|ekelhaft*
unfassbar*|unmöglich*|inakzeptabel*|unterirdisch*|indiskutabel*
hass|hasse|hassen|hasst|verhasst
nie wieder
nie mehr
abzock*|betrug|betrüg*|betrogen|verarsch*|lüg*|gelogen|belogen|lügner*
idiot*|vollidiot*|depp*|trottel*|arsch*|wichser|hurensohn*|penner*|versager*|dummkopf
kotz*|wut|wütend*|wutentbrannt|empör*
schlechteste*|schlimmste*|mieseste*
tot|tod|gestorben|mord|opfer|terror|krieg
awful|terrible|horrible|worst|disgust*|pathetic|useless|ridiculous|scam*|fraud|hate|hated|shame*|shocking|appalling|unacceptable
😡|🤬|😠|🤮|🤢|💩|🖕|😤|😭
""",
}

DENIES = """
nicht|nich|net|ned|nie|niemals|kaum|kein|keine|keinen|keiner|keinem|keines|weder|ohne|wenig|not|no|never|hardly|without
don't|dont|didn't|didnt|doesn't|doesnt|isn't|isnt|wasn't|wasnt|can't|cant|cannot|won't|wont|ain't
"""

IRONY = """
danke für nichts
danke|dank auch
na toll|super|bravo|prima|klasse|danke|herzlichen
ja|echt|wirklich|is|ist .. toll|super|klasse|prima .. nicht|leider|wieder|nix
super*|toll|klasse|spitze|prima|grossartig|glückwunsch|bravo|danke .. nicht|kein|keine|nix|seit
super*|toll|klasse|spitze|prima|grossartig|glückwunsch|bravo|danke .. schon wieder
super*|toll|klasse|spitze|prima|grossartig|glückwunsch|bravo|danke .. immer noch
thanks for nothing
great .. not|again|another
ironie|sarkasmus
"""
