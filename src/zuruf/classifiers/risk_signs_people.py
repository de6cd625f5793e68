"""Signs that somebody threatens ours, German and English.

Written to miss nothing rather than to be elegant; how to write one: signs.py. PERHAPS holds what may only sound like
it: that counts too, with a lower probability.
"""

SURE = {
    "threat": """
weiss|wissen|weiß wo .. wohn*|arbeit*|parkt|schläfst|schlaft
weiss|weiß|wissen .. wo|wohin|welcher .. wohn*|arbeit*|park*
weiss|wissen wo ihr|du|euer|eure|deine|dein|ihre
bringe|bring|bringen|bringt|bringa euch|dich|sie|ihn|alle|jeden|den|eana .. um
umbringen werd*|will|sollte
euch|dich|ihn|ihm|den|die|das|alle|jeden|eich .. umbring*|umzubringen
umbringen .. euch|dich|ihn|sie|alle
könnt*|werd*|müsst*|sollt* .. umbringen
gehör*|sollt*|müsst*|werd* .. umgebracht|angezündet|aufgehängt|erschossen|erschlagen|totgeschlagen|geköpft|ermordet|abgefackelt
bombendroh*|bombenanschl*|bombenleg*
bombe|bomben .. leg*|werf*|platzier*|zünd*|hoch|hochgeh*|bau*|laden|haus|büro|filiale|gebäude
sprengstoff*
sprengsatz|sprengsätze
attentat .. auf .. euch|dich|sie|euer|eure|laden|büro|haus|filiale|zentrale
attentat plan*|begeh*|verüb*|mach*
amoklauf*|amokläuf*|amok
anschlag .. auf .. euch|dich|sie|euer|eure|laden|büro|haus|filiale|zentrale
in die luft jag*|spreng*|flieg*|geht
luft .. jagen|sprengen
zünde|zünd|zünden|zündet euch|dich|dir|ihnen|den|das|die|euer|eure|euren|dein|deine|ihr .. an
euch|dich|eich zünde|zünd|zünden .. an
anzünd*|abfackel*|niederbrenn*|abbrenn*|niederzubrennen
brennen sehen|lassen
in brand setz*|steck*
hütte|bude|laden|haus|auto .. brennt|brennen .. bald|dann|wird
schlag|schlage|schlagen|hau|haue dich|euch|sie .. tot|zusammen|nieder
schlag|schlage|hau|haue .. tot|schädel|zähne
schlag|schlage|schlagen|hau|haue dich|euch|dir|sie .. fresse|maul|kaputt|krankenhaus
aufs|auf|auf's maul|goschn|fresse
in die|deine|eure fresse|schnauze
fresse .. polier*|einschlag*|schlag*
zusammenschlag*|zusammenzuschlagen|totschlagen|abstech*|abzustechen|abknall*|abzuknallen
stech|steche|stechen .. ab
knall|knalle|knallen .. ab
erschiesse|erschiess|erschlage|erschlagen|erwürg*|abmurks*
euch|dich|sie|ihn|alle .. köpfen
euch|dich|sie|ihn|alle .. erschiess*
erschiess* .. euch|dich|sie|ihn|alle
kopf ab|abschlag*|abreiss*|abhack*
an .. galgen
laterne .. häng*|knüpf*
euch|dich|ihn|alle|die .. aufhängen|aufhäng
aufknüpf*|aufgeknüpft
vergast|vergasst|vergasen|vergasung|abschlacht*
kaltmach*
mache|mach|machen euch|dich .. fertig|kalt|platt
wirst|werdet .. büss*|bereuen|leiden
dafür .. büss*|bezahlen|leiden
das wirst|werdet du|ihr .. bereuen|büssen
ihr|du|sie werdet|wirst|werden|sollt|sollst|sollten|gehört .. sterben|verrecken|krepieren|brennen|bluten
verreck*|krepier*
gehört|gehören|gehörst .. tot*|erschossen|aufgehängt|erschlagen|verprügelt|weggesperrt|vergast
morddroh*
hoffentlich .. brennt|sterb*|stirbt|verreck*|krepier*|explodiert|umkomm*|trifft
gibt|gibts|gibt's .. tote
pass|passt .. auf wenn|wo|nachts|heim*
dann|sonst knallt*|kracht*|rappelt*|scheppert*|raucht*
lebens|leben .. froh
nicht mehr sicher .. sein|fühlen|seid|bist
ermorde|ermorden
töte|töten .. dich|euch|sie|ihn
dich|euch|sie .. töten|umlegen
lege|leg dich|euch|sie|ihn .. um
mit .. messer|waffe|pistole|axt|baseballschläger|knarre .. komm*|vorbei*|besuch*|stehen|stehe|holen
komm*|vorbei* .. mit .. messer|waffe|pistole|axt|baseballschläger|knarre
krieg|kriege|kriegen|hole|hol dich|euch .. noch|alle|schon
finde|finden dich|euch $
wart|warte|wartet nur|mal ab .. komm*|vorbei*
letzte warnung
deine|eure|deiner|eurer kinder|familie|frau|tochter .. pass*|weiss|weiß|wissen|schule|besuch*|leid*
du bist|ihr seid tot|erledigt|dran|fällig
kill|killing|murder|shoot|stab|strangle|beat|hang|rape you|your|them|u|him|her|everyone|all
i'll|i'm|i|we'll|gonna|will .. kill|murder|shoot|stab .. you|your|them|u|him|her|everyone|all|staff|people
kill|killing yourself|urself|ur
kys
know|knows|knowing where .. you|your|u .. live|lives|work|works|are|kids|family|park
bomb|bombs .. your|the|office|shop|store|building|place|under
bomb threat|under
blow .. up .. your|the|office|shop|store|building|place
blow up your|the .. office|shop|store|building|place
burn .. down|alive
burn|burning your|the .. house|shop|store|office|place
set .. fire
shoot up|you|them
beat .. up|crap|shit|hell
break your .. neck|legs|bones|face
slit|cut your .. throat
smash|kick|punch|break|bash|cave .. your|ur|his|her|their .. face|head|teeth|skull|ass|legs
watch your|ur back
you|you'll|u .. regret|pay|suffer .. this|for|it
you'll|will|gonna|u regret|pay|suffer
coming|come for you|your|u
i'll|will|we'll|gonna find|hunt|get you
hope|hoping you|u|they .. die|burn|rot
you|u|they deserve|should .. die|shot|hanged|killed
you|you're|u|youre .. dead|finished .. man|meat|soon|$
gonna hurt|smash|wreck .. you|your
euch|dich|sie|ihn .. bringe|bring|bringen ich|wir|i .. um
bringe|bring ich|i|wir .. euch|dich|sie|ihn|alle .. um
euch|dich|sie|ihn .. bring|bringe|bringen .. um
breche|brech|brechen dir|euch|ihm|ihr|ihnen .. knochen|genick|nase|arm|arme|bein|beine|finger|hals
brechen .. knochen|genick .. werd*
knochen|genick .. brech*
kugel .. kopf
finde|find|finden .. raus|heraus .. wo .. wohn*|arbeit*|parkst|parkt
wo .. wohn* .. finde|find .. raus|heraus
warte|wart|warten .. nach|vor .. feierabend|laden|tür|parkplatz .. auf
warte|wart|warten .. auf .. nach|vor .. feierabend|laden|tür|parkplatz
lauere|lauer|lauern .. auf
aufd|aufs|auffe goschn|gosch|maul|fresse|gsicht
auf d|de goschn|gosch
molotow*
brandsatz|brandsätze|benzinkanister
erwische|erwisch|kriege|krieg|sehe|seh ich dich|euch|ihn|sie .. fällig|dran|tot|weg
dich|euch|ihn|sie erwische|erwisch .. fällig|dran|tot
schlitz*|stech*|stich* .. reifen
reifen .. schlitz*|stech*|zerstech*|zerstoch*
zerleg|zerlege|zerlegen|zertrümmer*|demolier*|verwüst* .. laden|büro|bude|filiale|euch|dir|alles
dein|deine|deinem|euer|eure kind|kinder|tochter|sohn|frau|mann|familie .. schule|kita|kindergarten|wohnt
habe|hab|kenne|kenn|weiss|weiß deine|dein adresse|anschrift|privatadresse
habe|hab|kenne|kenn deine|ihre|dein adresse|anschrift .. frau|herr
brennt|brennts|brennt's .. bei euch|dir|ihnen|eich
bei euch|dir|ihnen .. brennt|brennts|knallt|knallts|kracht|krachts
knallts|knallt's|krachts|kracht's|scheppert's|scheppert .. bei euch|dir|ihnen|eich
bring|bringe ich|i .. jungs|leute|freunde|kumpel* .. mit
meine|mit meinen jungs|kumpels .. vorbei|komm*|besuch*
du|ihr wirst|werdet .. tag|stunde .. verfluch*|bereu*
sonst .. setzt es|was
setzt es was|prügel|hiebe
trifft es|'s auch euch|dich
won't|wont|not be safe
teach you|u|them a lesson
make you|u|them pay|suffer|regret
hope .. burns|burn .. ground|down
burns|burn to the ground
shut you up
nachts|abends|dunkeln .. nicht|net|nimmer .. allein|alleine|sicher
allein|alleine unterwegs .. sein|sei
mit .. motorsäge|motorsäg|kettensäge|axt|hammer|prügel|knüppel|messer|benzin .. vorbei|komm*|kumm*
komm*|kumm*|kimm .. mit .. motorsäge|motorsäg|kettensäge|axt|hammer|prügel|knüppel|benzin|da
gehört|gehören .. kugel|kopfschuss|strick|galgen|watsche|watschn|tracht|prügel
kugel .. verpass*|verpasst|kopf|fang*
werd|werde|werden dich|euch|sie|ihn .. finden|kriegen|erwischen|holen|suchen
mach|mache|machen ich|i|wir .. fertig|kalt|platt|alle
euch|dich|sie|ihn mach|mache|machen ich|i|wir .. fertig|kalt|platt
fackel|fackle|fackeln .. ab
warte|wart|warten .. draussen|draußen|vorm|davor .. auf|ihn|dich|euch|sie
better watch .. out|yourself|way|home|back
watch out .. way|home|you|your
i|we will burn .. your|the|down
bombe .. im|in|am
morgen|heute|bald|nachts .. brennt|brennen .. euer|eure|dein|deine|ihr|die|das
gehört|gehören|ghört|ghert|ghörat .. eingeschlagen|eigschlogn|abgehackt|abgeknallt|abgestochen
kopfschuss|blutbad
würge|würg dich|euch|ihn|sie|die|den
tage|stunden .. gezählt
days are numbered
one eye open
get|gets hurt .. $
someone|somebody .. get hurt
deserve|should be|to .. shot|hanged|burned|killed|stabbed
an deiner|eurer|ihrer stelle .. nicht .. haus*|allein|strasse
polizei .. nicht .. schützen|helfen
schade um ihr|ihre|dein|deine|euer|eure
shame .. if .. something|anything .. happen*
never walk .. again
über den haufen
du bist|ihr seid der|die nächste|nächsten
unfälle passieren
komme|komm .. bewaffnet
solange du|ihr .. noch .. kannst|könnt|lebst|lebt
genick|knochen|beine|finger .. gebrochen
dich .. vornehm*|vorknöpf*
nehm|nehme ich|i mir .. vor
geladen|geladene .. gewehr|flinte|schrot|waffe
hund|messer|gewehr .. auf dich|euch|sie
i'll|ill|i'd|we'll break|snap|wring his|her|their|that .. neck|legs|leg|bones|fingers|arms|arm
i|we will|shall|would break|snap|wring his|her|their|that .. neck|legs|leg|bones|fingers|arms|arm
i'm|im|we're going|gonna to|break|snap|wring .. his|her|their|that .. neck|legs|leg|bones|fingers|arms|arm
bringe|bring ich|i|wir um $
wird|wirst .. abgestochen|abgeknallt|erschlagen|totgeschlagen|kaltgemacht
""",
}

PERHAPS = {
    "threat": """
ich|i|wir|mein|meine|meinem|meiner .. bombe|waffe|messer|pistole|knarre|schusswaffe|baseballschläger|gewehr
bombe|waffe|messer|pistole|knarre|schusswaffe|baseballschläger|gewehr .. euch|dich|dir|ihnen|eure|dein|deine
sprengen|baseballschläger|schusswaffe
wart|wartet nur|mal|ab ab
hausbesuch
an .. wand stell*|gestellt
ihr|du wirst|werdet .. noch .. sehen|erleben|wundern|hören
werdet .. schon .. sehen
rache|rächen|räche|drohe|droh
keine|das drohung
es wird .. blut
gnade .. euch|dir
fühlt|fühl euch|dich .. gewarnt
seid gewarnt
sei|seien gewarnt
dran|fällig .. bist|seid
my|a|i .. gun|knife|weapon|bomb
gun|knife|weapon|bomb .. you|your
you|you've been warned
rot in hell
threat*|revenge
you|u .. will see
sehen uns .. parkplatz|draussen|tür|feierabend
parkplatz .. freu dich
bat|axe|fists
lasst euch|lass dich .. nicht .. blicken
nicht mehr .. blicken
irgendwann trifft|erwischt .. euch|dich
""",
}
