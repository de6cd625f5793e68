"""Signs of what somebody wants with a message, German and English. How to write one: signs.py.

Questions are found by question.py. What is listed under PERHAPS counts with a lower probability, and only where nothing says
it more surely.
"""

SURE = {
    "complaint": """
übergebe|übergeben .. anwalt|anwältin
immer|schon noch|wieder .. nicht|nichts|nix|kein*
noch immer .. nicht|nichts|nix|kein*
schon wieder
seit|schon .. tagen|wochen|monaten|stunden|jahren
seit .. tag|woche|monat|jahr
warte|warten|wartet .. seit|schon|immer|vergeblich|ewig
nicht|nie|nichts|keine .. angekommen|geliefert|erhalten|bekommen|erreichbar|reagiert|beantwortet|gemeldet|eingetroffen|passiert|gutgeschrieben|erstattet
funktioniert|geht|klappt|läuft|lädt|startet|öffnet|lässt .. nicht|nie|nimmer|nix
nicht|nix funktioniert|geht|klappt|funzt
keine|keinerlei|null antwort|reaktion|rückmeldung|info|hilfe|verbindung|ahnung
niemand|keiner|keina .. antwortet|meldet|erreichbar|zuständig|hilft|ran|reagiert|interessiert|weiß|weiss
kaputt*|defekt*|beschädig*|mangelhaft*|fehlerhaft*|unbrauchbar*|zerkratzt|zerbrochen
reklam*|beschwer*|enttäusch*|verärger*|stinksauer|empör*
ärgerlich*|ärgert|ärgernis
frech|frechheit*|unverschämt*|skandal*|sauerei|schweinerei|schlamper*|schlampig*|saftladen|zumutung|armutszeugnis|katastroph*|unterirdisch*|inakzeptabel*
abzock*|betrogen|verarsch*|wucher
nie wieder|mehr .. bei|euch|kunde|bestellen|kaufen
letzte|letztes mal
verlier* .. kunden|kunde
schlecht*|mies*|unfreundlich* .. service|kundenservice|erfahrung*|qualität|support|beratung|behandlung
service|kundenservice|support|qualität|hotline .. schlecht*|mies*|katastroph*|unterirdisch|lässt|fehlanzeige
zu teuer|langsam|spät|voll|laut|klein
viel zu
verspät*
falsch* .. geliefert|artikel|ware|farbe|größe|rechnung|adresse|betrag|teil|abgebucht|berechnet
es|mir|leider fehlt|fehlen|fehlte .. teil*|rechnung|schraube*|anleitung
doppelt .. abgebucht|berechnet|bezahlt
mein geld .. zurück|wieder
hinhalt*|hingehalten|vertröst*|abgewimmelt|abgespeist
warteschleife
fällt|fiel|fallen .. aus
ausgefallen|zugausfall|ausfall|störung*
danke für nichts
das kann|darf .. nicht|doch .. sein|wahr|ernst
nicht .. euer|ihr ernst
seid|sind .. unfähig|inkompetent|unmöglich
still not|no|waiting|haven't|hasn't
waiting .. for|since .. days|weeks|months|hours|days|ages
never|not .. arrived|received|delivered|responded|answered|refunded|replied
doesn't|doesnt|does|don't|isn't|won't|not .. work|working|load|open|respond
broken|damaged|faulty|defective
complain*|disappoint*|unacceptable|appalling|disgrace*|ridiculous|shocking|shambles
worst|terrible|awful|horrible|poor|bad .. service|experience|customer|quality|company|app|product
never .. again
no reply|response|answer|one
charged .. twice|wrong
want|give .. my money back
wrong item|size|order|colour|color|product|address
overcharged|ripped off|rip-off|ripoff
""",
    "praise": """
toll*|super|klasse|prima|spitzen*|top|hervorragend*|großartig*|perfekt*|schnell*|ausgezeichnet*|genial*|beste*|guter|gute|freundlich* .. service|arbeit|beratung|team|laden|leistung|produkt*|qualität|mitarbeiter*|idee|aktion|lieferung|kundenservice|support|personal
service|arbeit|beratung|team|leistung|produkt|rad|mitarbeiter*|lieferung|qualität .. toll|super|klasse|prima|spitze|top|hervorragend|perfekt|genial|ausgezeichnet
weiter so
mehr davon
besser|schneller|schöner als der|die|das|dem|den alte*|vorige*
besser|schneller|schöner als erwartet|gedacht|früher|vorher
macht|mach .. weiter so
gut|super|toll|klasse|prima gemacht|geklappt
bin|sind|war|waren|wirklich|sehr|echt|absolut|total|rundum|hellauf|mega .. begeistert|zufrieden|glücklich|beeindruckt
nur|absolut|wärmstens|uneingeschränkt|gerne|gern .. empfehl*|weiterempfehl*
empfehlenswert
großes|dickes|riesen|riesiges|ein lob
lob an|für|von
daumen hoch
liebe|lieben|liebt euer|eure|euren|euch|das|dieses|diese|mein|mein* .. rad|produkt|laden
ihr seid .. beste*|toll|super|spitze|klasse|großartig|cool|genial|hammer
gefällt .. mir|uns|sehr|super|gut|total
mega|hammer|geil|geile|geiler|geiles .. $
respekt
bravo
hut ab
sehr|richtig|echt|so|wirklich schön|gut|gelungen|lecker|cool|nett|lieb|süß|hübsch
👍|👏|❤|😍|🥰|🤩|♥|<3
love|loving your|this|it|you|the|my
great|excellent|amazing|fantastic|brilliant|awesome|superb|outstanding|perfect|best .. service|job|work|team|product|staff|experience|support|company|customer|quality|bike
well done
keep .. up
highly recommend*
so|very|really|absolutely happy|pleased|impressed|satisfied|good|nice
kudos
shout out to
you|you're|you .. the best
""",
    "thanks": """
danke|dankeschön|dankesehr|dankschön|merci|thx|thanks|thankyou|ty|danköö|dankö
vielen|herzlichen|besten|lieben|tausend|schönen|recht dank
thank you|u
bedanke|bedanken mich|uns
dankbar*
🙏
cheers
much appreciated
appreciate your|the|it|you
""",
    "idea": """
vorschlag*|verbesserungsv*|anregung*|ideenvorschlag|featurewunsch|wunschliste
idee für|wäre|an|hätte|von|zu
eine|ne|kleine|gute .. idee .. wäre|für|euch
wäre|wär|fänd|fände|fänden .. schön|toll|super|cool|gut|praktisch|nett|klasse|hilfreich|sinnvoll|genial|prima|besser .. wenn
schön|toll|super|cool|gut|praktisch|nett|klasse|hilfreich|sinnvoll|genial|besser .. wäre|wär|fänd|fände
wie wäre|wärs|wär's .. mit|wenn
wünsche|wünschen|wünsch .. mir|uns|würde|noch
würde|würden|könnte .. wünschen
ihr|sie|man solltet|sollten|müsstet|könntet|könnten|sollte|müsste .. mal|doch|auch|vielleicht|noch|lieber|besser|einfach|mehr|eine|einen|ein
solltet|könntet ihr .. mal|doch|auch|vielleicht
warum|wieso|weshalb bietet|macht|baut|führt|gibt|habt|nehmt|verkauft|plant .. nicht|kein*|eigentlich
habt|haben ihr|sie .. überlegt|daran gedacht|nachgedacht
denkt|denken .. darüber|drüber nach
tipp|tip für|an|von
feature request
suggest*
would|it'd|it|that'd .. be .. great|nice|cool|good|helpful|useful|awesome .. if|to
you should|could|might .. add|offer|consider|make|try|think|also
have you .. thought|considered
why don't|not|dont .. you|add|offer|make
what|how about
an idea
wish .. you|there|had|would|could
please .. add|bring|consider|make
""",
    "request": """
bitte .. schick*|send*|meld*|ruf*|helf*|hilf|lösch*|prüf*|änder*|stornier*|kündig*|erstatt*|teilt|teilen|sagt|sagen|gebt|geben|nenn*|kontaktier*|antwort*|korrigier*|überprüf*|bestätig*|umgehend|entfern*|schaut|schau*|weiterleit*|zurück*|informier*|klär*|macht|dringend
schick*|send*|meld*|ruft|helft|prüft|ändert|storniert|erstattet|gebt|sagt|nennt|überprüft .. bitte
bitte .. stellungnahme
stellungnahme bis
bitte um .. antwort|rückruf|hilfe|info*|rückmeldung|auskunft|klärung|stornierung|erstattung|bestätigung|zusendung|meldung
könnt|können|könntet|könnten|kannst|würdet|würden ihr|sie|du|mir|uns|jemand .. schick*|send*|meld*|helf*|sagen|prüf*|änder*|stornier*|erstatt*|geben|mitteil*|verrat*|nach*|weiter*|anruf*|zurück*|erklär*|bestätig*
ich|wir möchte|möchten|will|wollen|würde|hätte|brauche|brauchen|benötige|beantrage|bestelle .. stornieren|kündigen|zurück*|umtausch*|änder*|bestell*|termin|rechnung|ersatz*|hilfe|rückruf|reservier*|abmelden|wissen|angebot|erstattung|katalog|ticket*
brauche|brauchen|benötige .. hilfe|dringend|bitte|ersatz*
kündige|kündigung|storniere|widerrufe|stornierung|umtausch*|rückgabe|retoure
hätte|hätten gern|gerne
suche|suchen .. nach|ein|eine|einen|noch|jemand*
wer kann .. helfen
please .. send|call|help|cancel|refund|delete|check|reply|contact|change|fix|confirm|let|respond|look|dm|email|advise|remove
can|could|would you|u|someone|anyone .. please|send|help|call|check|tell|refund|cancel|confirm|look|dm|change|advise
i|we|i'd want|need|would|like|wanna .. to .. cancel|return|exchange|change|order|speak|know|book|refund|talk
need .. help|refund|replacement|assistance|support
i'd like .. to|a
get .. refund|replacement
dm|pm me|you
""",
    "abuse": """
arschl*|arschgeig*|arschkriech*|arsch|ärsche|hurens*|hure|huren|wichs*|fotze*|schlampe|schlampen|nutte*|spast|spasti|spasten|mongo|missgeburt*|mißgeburt*
drecks*|dreckspack|drecksack|drecksäcke|drecksau|miststück*|mistkerl*|bastard*|abschaum|gesindel|gesocks|geschmeiss|ungeziefer|parasit*|schmarotz*
idiot|idioten|idiotin*|vollidiot*|depp|deppen|vollpfosten|trottel*|volltrottel*|dummkopf|dummköpfe|blödmann|hohlkopf*|hohlbirne*|schwachkopf*|schwachköpf*|schwachsinnig*|vollhorst|honk|honks|knallkopf
dumme|dummer|dummes|blöde|blöder|faule|alte .. kuh|sau|gans|schweine|schwein|kühe|säue|sack|nuss|zicke
ihr|du|sie|diese|dieser|solche|so|verdammte|lauter penner|versager|pfeifen|clowns|idioten|affen|ratten|schweine|opfer|loser|pfeife|versager|lügner|verbrecher|heuchler|schmarotzer|spinner|irre|hirnis
penner*|pisser*|pissnelke|scheisskerl*|scheißkerl*|hackfresse*
fick|fickt|fickdich|fickt .. dich|euch
verpiss*|halt|haltet .. fresse|maul|schnauze|klappe
fresse halten
leck|leckt .. mich|arsch
schwuchtel*|kanak*|nigger*|neger*|zigeuner*|untermensch*|kinderfick*|kameltreib*|kopftuchmäd*|kümmeltürk*|musel|museln|muselman*|goldstücke|bimbo*
volksverräter*|lügenpresse|systemhure*|merkelnutte|gutmensch*|linksfaschist*|linksversifft*|rotgrünversifft*|zecke|zecken|zeckenpack|nazipack|nazischwein*|nazisau
krank im|in kopf|hirn|birne
hirnlos*|hirntot*|hirnverbrannt*|hirnamputiert*|gehirnamputiert*|geisteskrank*|geistesgestört*|gestörte|zurückgeblieben*
hackt's|habt ihr .. lack
pack|dreckige|dreckiges|dreckiger|verlogene*|verlogenes|widerliche*|ekelhafte* .. pack|schwein|schweine|sau|bande|volk|brut|drecksau
asshole*|bitch*|cunt*|dickhead*|wanker*|twat*|scumbag*|moron*|idiot*|retard*|bastard*|prick|pricks|dumbass*|jackass*|fuckwit*|fuckers|motherfuck*|whore*|slut*|faggot*
fuck|f*ck you|off|u
stfu
shut .. up
piss off
go .. hell
stupid|dumb|lying|greedy .. people|company|idiots|bitch|cow|liars|thieves
you're|youre|you|u are|all .. stupid|idiots|scum|trash|garbage|morons|clowns|liars|thieves|pathetic
🖕
""",
    "spam": """
geld|euro|dollar|€ .. verdien* .. online|zuhause|hause|täglich|woche|schnell|leicht
passives einkommen
verdiene|verdien .. geld|euro|täglich
klick*|klickt .. link|hier|profil
link in|im .. bio|profil|beschreibung
folg|folge|folgt mir
follow4follow|f4f|l4l|like4like|sub4sub
gratis|kostenlos*|geschenkt .. gutschein|iphone|follower|abonnenten|kredit
gewinn* .. iphone|preis|euro|gutschein
bitcoin*|krypto*|crypto*|forex|binary|nft|airdrop|ethereum
whatsapp|telegram .. +|schreib*|kontakt*|nummer
viagra|cialis|casino|onlyfans|escort|sexcam|potenzmittel
kredit .. ohne schufa
sofortkredit
seo|backlink*|suchmaschinenoptim* .. angebot|agentur|website|ranking
followers|follower|likes kaufen
buy .. followers|likes|views
hot girls|singles|milfs
check .. my|out .. profile|bio|page|channel
dm|message .. us|me .. promo*|collab
promote it on
earn .. money|per|daily|weekly
make money online
work from home
claim .. prize|reward|bonus|gift
you .. have won
won .. lottery|prize
investment .. opportunity|plan|platform
limited .. offer
""",
    "chat": """
hallo|hi|hey|moin|servus|hello|huhu|tach|grüezi|hej $
guten|gute|good|schönen morgen|abend|tag|nacht|morning|evening|night|sonntag|montag|feierabend|afternoon
schönes|schöne|frohe|frohes|fröhliche|happy|merry wochenende|woche|weihnachten|ostern|neues|fest|weekend|christmas|birthday|feiertage
haha*|hihi*|hehe*|lol|rofl|xd|höhö
😂|🤣|😅|😜|😉
na|naja|tja|hm|hmm|ok|okay|aha|ach|soso|jaja|genau|eben|stimmt|same|true $
""",
}

PERHAPS = {
    "complaint": """
ihr|euch|sie|bei|eure*|euer .. problem|probleme|fehler
problem|probleme|fehler|leider|schade|traurig
warum|wieso .. nicht|kein*|immer|wieder|so
sollte|müsste .. längst|schon
langsam .. reicht|nervt
es reicht
problem|issue|error|unfortunately|why .. not|no|so
""",
    "request": """
bitte|please|hilfe|help|anbei|antrag
kann|könnte|darf ich .. haben|bekommen|kriegen
""",
    "idea": """
könntet|könnten|könnte .. nicht|auch|mal
besser wäre|wenn
mehr .. bitte
""",
}

NOT_THANKS = """
danke|dank im voraus|vorraus
danke|dank schon|schonmal|vorab
danke für nichts
danke auch
nein|na danke
dank der|des|dem|eurer|ihrer|seiner|unserer
thanks for nothing
thanks|thank .. advance
no thanks
"""

_FOOL = "idiot|idiotin|vollidiot|depp|trottel|volltrottel|dummkopf|blödmann"
NOT_ABUSE = f"""
ich|man stand|stehe|steh|steht|sitze|sass|warte|wartete|fühle|fühl|fühlt|fühlte|komme|komm|kommt|kam .. wie ein|eine|der {_FOOL}
ich|man stand|stehe|steh|steht|sitze|sass|warte|wartete|fühle|fühl|fühlt|fühlte|komme|komm|kommt|kam .. wie der|die letzte|totale {_FOOL}
stand|stehe|steh|steht|fühle|fühlt|komme|kommt ich|man .. wie ein|eine|der {_FOOL}
ich {_FOOL}
ich bin|war ein|kein|der {_FOOL}
bin|war ich ein|der {_FOOL}
mich|uns für idioten|deppen|trottel|vollidioten
mich|uns für einen|lauter idiot|idioten|vollidioten|deppen|trottel|dummkopf
i feel|felt|look|looked|stood .. like an|a|complete|total idiot|moron
me|us like an|a|complete|total idiot|moron
us like idiots|morons
i'm|im an|a|such idiot|moron
i'm|im such|a an|complete|total idiot|moron
"""
"""What somebody says of herself: "ich stand da wie ein Depp" is a complaint, and no veil belongs over it."""
