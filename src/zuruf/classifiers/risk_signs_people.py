"""Signs that a person is in danger, German and English: she herself, or ours.

Written to miss nothing rather than to be elegant; how to write one: signs.py. PERHAPS holds what may only sound like
it: that counts too, with a lower probability.
"""

SURE = {
    "self_harm": """
mich|mir .. umbringen|umbringe|umzubringen|umgebracht
bringe|bring mich .. um
bringe|bring mi .. um
mog|wui|mag nimmer|nimma $
nicht|nimmer|nimma|net|ned mehr .. leben|weiterleben|aufwachen
nimmer|nimma leben|weiterleben|aufwachen
will|wollte|möchte|mag|wünschte .. sterben
würde|würd gern|gerne|lieber|am .. sterben
tot wär*
wär* .. tot
lieber|besser tot
wünschte .. ich .. tot
suizid*
selbstmord*
selbsttötung
freitod
das|mir|dir|sich .. leben .. nehmen|genommen|nahm
erhänge|erschiesse|vergifte mich
erhäng|erhänge|erschiess|erschiesse|bring ich mich
häng|hänge ich mich auf
häng|hänge ich mich $
für immer .. weg|schlafen|einschlafen|verschwinden
weg|verschwinden|schlafen für immer
nie|nicht wieder|mehr .. aufwachen
wofür|wozu|warum leb|lebe ich .. noch|eigentlich|überhaupt
keiner|niemand .. vermisst|braucht mich
leben .. beende*|ende
schluss .. mit .. leben|allem
mit allem .. schluss
allem .. ein ende
meinem|dem|meim leben .. ende
mir was|etwas|wat antu*|an|anzutun
tue|tu mir .. was|etwas an
mir .. was|etwas .. antu*
ritz* mich|mir
mich|mir .. ritz*|geritzt|aufschneid*|aufschlitz*|erhäng*|aufhäng*|vergift*|erschiess*
mich .. selbst|selber .. verletz*
verletze .. mich selbst|selber
selbstverletz*
pulsader*
vor .. zug|bahn|auto|lkw .. werf*|spring*|schmeiss*|leg*|geworfen
von .. brücke|dach|balkon|hochhaus .. spring*|stürz*
spring* .. von .. brücke|dach|balkon|hochhaus
überdosis
tabletten|schlaftabletten|pillen .. schluck*|geschluckt|genommen|nehmen
sinn .. leben* .. mehr|nicht
kein|keinen|keinerlei .. ausweg
niemand|keiner .. würde|wird .. vermissen
ohne mich .. besser
abschiedsbrief*
lebensmüde
nicht mehr da|hier sein
nicht mehr auf .. welt
ich|i kann|kanns|will|mag|pack|packe nicht|nimmer|net mehr $
ich|i kann|kanns|will|mag .. einfach|echt|so|wirklich|langsam nicht|net mehr $
i kann|wui nimmer $
kill|killing|hang|hanging|shoot|drown myself
start|started|been|am cutting
cutting again
end|ending it all|tonight
suicid*
end|ending my|it .. life|all
take|taking my .. life
want|wanna|wanted|wish .. die|dead
want to be dead
wish i was|were|wasn't|weren't .. dead|alive|here|born
hurt|hurting|harm|harming|cut|cutting myself
self-harm*|selfharm*
no reason|point .. live|living|life
don't|dont|not .. want|wanna .. live|alive|wake
don't|dont want to be here|alive
better off without|dead
unalive
kms
can't|cant|cannot go on .. anymore|longer
life .. not|isn't worth
bringe|bring|bringt ich|i mich|mi .. um
bring|bringe ich mich|mi .. um
bringe ich mich
mich .. bringe|bring .. um
werfe|werf|schmeisse|schmeiss|lege|leg mich|mi .. vor .. zug|bahn|s-bahn|u-bahn|lkw|auto
vor .. s-bahn|u-bahn .. werf*|spring*|schmeiss*|leg*|geworfen
springe|spring|spring' .. vom|von .. dach|balkon|brücke|hochhaus
vom .. dach|balkon|hochhaus .. spring*|stürz*
springe|spring|werfe|werf ich|mich .. vor .. zug|bahn|s-bahn|u-bahn|lkw|auto
will|wollte|möchte|wünschte|wär|wäre .. tot sein
töte|töt mich
töten mich
mich .. töte|töten
nicht|nimmer|nich|net .. weiterleben
pack|packe .. leben .. nicht|nich|net|nimmer|nimma
gar|überhaupt nicht|nich|nimmer mehr da .. wäre|wär|sein
wäre|wär .. nicht|nich mehr da
häng|hänge|hängen|erhäng|erhänge mich|mi auf
häng|hänge mich $
""",
    "threat": """
weiss|wissen|weiß wo .. wohn*|arbeit*|parkt|schläfst|schlaft
weiss|weiß|wissen .. wo|wohin|welcher .. wohn*|arbeit*|park*
weiss|wissen wo ihr|du|euer|eure|deine|dein|ihre
bringe|bring|bringen|bringt|bringa euch|dich|sie|ihn|alle|jeden|den|eana .. um
umbringen werd*|will|sollte
umbring*|umzubringen|umgebracht
bombendroh*|bombenanschl*|bombenleg*
bombe|bomben .. leg*|werf*|platzier*|zünd*|hoch|hochgeh*|bau*|laden|haus|büro|filiale|gebäude
sprengstoff*
sprengsatz|sprengsätze
attentat*
amoklauf*|amokläuf*|amok
anschlag .. auf .. euch|dich|sie|euer|eure|laden|büro|haus|filiale|zentrale
in die luft jag*|spreng*|flieg*|geht
luft .. jagen|sprengen
zünde|zünd|zünden|zündet .. an
anzünd*|angezündet|abfackel*|niederbrenn*|abbrenn*|niederzubrennen
brennen sehen|lassen
in brand setz*|steck*
hütte|bude|laden|haus|auto .. brennt|brennen .. bald|dann|wird
schlag|schlage|schlagen|hau|haue dich|euch|sie .. tot|zusammen|nieder
schlag|schlage|hau|haue .. tot|schädel|zähne
schlag|schlage|schlagen|hau|haue dich|euch|dir|sie .. fresse|maul|kaputt|krankenhaus
aufs|auf|auf's maul|goschn|fresse
in die|deine|eure fresse|schnauze
fresse .. polier*|einschlag*|schlag*
zusammenschlag*|zusammenzuschlagen|totschlag*|totgeschlagen|abstech*|abzustechen|abknall*|abzuknallen
stech|steche|stechen .. ab
knall|knalle|knallen .. ab
erschiesse|erschiess|erschiesst|erschoss*|erschlag*|erschlagen|erwürg*|abmurks*|köpfen
euch|dich|sie|ihn|alle .. erschiess*
erschiess* .. euch|dich|sie|ihn|alle
kopf ab|abschlag*|abreiss*|abhack*
an .. galgen
laterne .. häng*|knüpf*
aufhäng*|aufgehängt|aufknüpf*|aufgeknüpft
vergas*|abschlacht*
kaltmach*|kalt mach*
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
ermord*
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
""",
}

PERHAPS = {
    "self_harm": """
ich|i kann|will|mag .. nicht|net mehr $
nicht mehr weiter .. weiss|weiß
weiss|weiß nicht|nimmer|nich mehr weiter
kein|keinen|keene sinn mehr
hat|ergibt|macht .. alles|doch .. keinen sinn
halte .. nicht mehr aus
alles .. sinnlos|hoffnungslos
leben .. hasse|sinnlos|vorbei|nichts
hasse .. mein|mich|leben|selbst
depress*
keine kraft mehr
tod .. wünsch*|ausweg|besser|erlösung|sehne
wertlos|nutzlos .. ich|mein
ich bin .. last|belastung
psychiatr*
hopeless
hate my .. life|myself
can't|cant take .. anymore|it
give|giving up on .. life|everything
""",
    "threat": """
bombe|bomben|sprengen|gesprengt|waffe|waffen|messer|pistole|knarre|schusswaffe|baseballschläger
wart|wartet nur|mal|ab ab
hausbesuch
an .. wand stell*|gestellt
ihr|du wirst|werdet .. noch .. sehen|erleben|wundern|hören
werdet .. schon .. sehen
rache|rächen|räche|drohung|drohe|droht|droh
es wird .. blut
gnade .. euch|dir
fühlt|fühl euch|dich .. gewarnt
seid gewarnt
sei|seien gewarnt
dran|fällig .. bist|seid
gun|knife|weapon|bomb
be warned
rot in hell
threat*|revenge
you|u .. will see
""",
}
