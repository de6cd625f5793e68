"""Signs that somebody is in danger by her own hand, German and English. As risk_signs_people.py."""

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
ritzt|ritzen sich
sich ritzt|ritzen
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
keine|keene|koa|kein lust|bock .. leben
nimmer|nimma|mehr .. auf .. welt .. sei|sein|leben
nicht|nie|gar nicht geboren
wenn ich|i weg|tot|fort bin .. merkt|vermisst|fällt|kümmert|interessiert
merkt|vermisst .. wenn ich .. weg|tot|fort
wieder .. schneid*
schneid* .. wieder .. mich|mir|angefangen
angefangen mich zu schneiden|ritzen
mich zu schneiden|ritzen|erhängen|erschiessen|vergiften
nicht|nich|nimmer|nie mehr|wieder .. wach werden|wer
nicht mehr wach|existieren|da
kein|keinen|koan grund .. leben|aufstehen|aufzustehen|weiterzumachen|weitermachen
besser|besten .. wenn|wenns|wenn's|wann's mich|mi .. nicht|nimmer|net .. gäb|gäbe|geben|gibt
mich nicht|net mehr geben|gäbe
vor die|den|de bahn|zug|s-bahn|u-bahn|lkw
dann|jetzt|gleich|morgen|heute spring|springe ich|i
auf|an der|dem|da brücke|dach|gleis|gleisen|hochhaus|balkon|geländer .. trau|spring*|steh|stehe|sitz
steh|stehe|sitz|sitze|bin auf|am|an der|dem|da brücke|dach
nicht|nich|nimmer mehr leben|weiterleben
sich .. was|etwas .. antun|antut|anzutun|angetan
sich|dass|er|sie das leben nimmt|nehmen|nahm
das leben nehmen|nimmt|nehme
geh|gehe i|ich ins wasser
mich|mi .. wegmachen|wegzumachen|wegmach
ganze|ganzen|alle packung|schachtel|tabletten|pillen .. genommen|geschluckt|intus
wil|will|möcht|mecht sterbm|sterbn|steabn|sterm|sterben
nicht|nich|nimmer mehr existieren
will|möchte|wollte nicht|nich|nimmer .. existieren
ertrag|ertrage .. nicht|nich|nimmer mehr
es|alles einfach|endlich .. beenden
beenden|beende .. es|alles heute|heut|morgen
bald seid|seits|bist ihr|du mich los
don't|dont|can't|cant|cannot see .. way out
no way out
ending|end things|it|everything tonight|today|soon|now
nobody|one|noone .. notice|miss|care .. if|when .. gone|dead|died
took|taken|swallowed .. all .. pills|tablets
took all|the .. pills
goodbye everyone|everybody|world
weiterleben|weiterzuleben .. nicht|nichts|kein|lohnt|wofür|wozu
nichts|nicht|nix .. weiterleben|weiterzuleben
lohnt|lohnen .. nicht|nichts|nix|nimmer .. leben|weiterzuleben|weiterleben
morgen|früh nimmer|ned|net|nicht|nich .. aufwach*|aufwachn
nimmer|ned|net|nicht|nich|nie aufwachn|aufwachen|aufzuwachen
von|vo .. *brücke|*dach|hochhaus|*balkon .. springen|spring|stürzen|runter|hupfn|hupfen
aufgeritzt|geritzt|ritzen
arme|arm|handgelenk*|pulsadern aufgeschnitten|aufschneiden|geritzt|ritz*
aufhöre|aufhören|aufzuhören|aufhör zu leben|atmen
hör*|höre .. auf zu leben|atmen
nie wieder kommen|aufstehen|aufwachen
in luft auflösen
hope|hoping|wish .. not|won't|wont|never|don't .. wake
won't|wont|never|not wake up
life .. is|'s over
nothing left .. me|live|$
planning|plan|going to kill|end|hang|shoot .. myself|it
welche|wie .. tödlich|lethal
tödlich* .. dosis|menge
methode|schmerzlos* .. sterben
hoch genug .. sterben|springen|tod
letzten versuch .. gefunden|geklappt
denk|denke|denken .. ans|an .. sterben|aufhängen|springen
wär|wäre|wäret .. gestorben|gstorbn|tot .. $
nie|nia geboren|geborn
mag|mog|wull|will nimmer|nimma|nümme|nich|ni|net|ned mehr lebn|leben|läbe|leven
mag|mog|will nimmer|nimma|nümme lebn|leben|läbe|leven
kraft|chraft .. zum|fürs leben|läbe|lebn
plane|plan .. mein|meinen .. ende|tod|abgang
drang|druck .. mir .. weh
mich .. auf dem gewissen .. $
in den tod|selbstmord getrieben|treibt|treibst
aus dem leben gehen|geh|gehe|scheiden
halt|halte .. nicht|nimmer|nicht mehr aus .. leben
überlebe|überleb .. nacht .. nicht
lethal|deadly .. dose
reason|point .. living|live
stell|stelle|leg|lege|setz|setze|werf|werfe mich|mi .. auf|aufs|an die|den|de gleise|gleisen|schienen
mich|mi .. auf die|den gleise|gleisen|schienen .. stell*|leg*|setz*|werf*
jump|jumping|step|throw|throwing .. in front .. train|trains|tram|bus|truck|subway|metro|lorry
throw|throwing|threw myself .. under|off|from|front
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
lebt wohl
mein|mei letzter|letzte post|beitrag|tweet|tag
heut|heute|morgen nacht .. schluss
heut|heute|morgen nacht .. ist|is|ists|ist's|alles|endlich .. vorbei
schon alles vorbereitet
keine|koa|keen|kaum kraft .. mehr
dass .. es aufhört
alles|ois .. egal .. geboren|leben|tot
merkt .. eh|sowieso|doch keiner|niemand
can't|cant do this|it anymore
so tired of .. everything|living|life|being
no one|nobody .. cares|care
""",
}
