"""Signs that anybody's health is in danger, German and English. As risk_signs_people.py."""

SURE = {
    "health": """
verletz*|unfall*|unfäll*|verunglück*|verunfall*|arbeitsunfall*|fahrradunfall
gestürzt|sturz|stürz*|hingefall*|hingeflogen|überschlag*
krankenhaus*|klinikum|notaufnahme|notarzt*|rettungswagen|rettungsdienst|intensivstation|spital|sanitäter
allerg*|nebenwirkung*|unverträglich*|anaphyla*
*durchfall|*splitter|*splittern|*scherben|*vergiftung
ausgerutscht|ausrutsch*|gestolpert|stolper*|prellung*|platzwunde*|gehirnerschütterung*|knochenbr*
ausschlag|atemnot|luftnot|hautreiz*|verätz*|verbrüh*|verbrennung*
vergift*|giftig*|erbrech*|erbroch*|gekotzt|kotzen|übergeben|durchfall|übelkeit
ohnmacht*|ohnmächtig*|bewusstlos*|kollabier*
schwanger*|herzschrittmach*|epilep*|asthma*|diabet*
krebserreg*|krebsverdacht|gesundheitsgefähr*|gesundheitsschäd*|gesundheitlich*|gesundheitsamt
lebensgefähr*|lebensgefahr|todesgefahr|gefährlich*|gefahr|gefährdet|lebensmüde
brandgef*|brandger*|brandursach*|brandwund*
brennt|gebrannt|abgebrannt|ausgebrannt|verbrannt|angekokelt|geschmort|verschmort|schmort|schmorte|kokelt
feuer .. gefang*|fing
fing feuer
fing an zu brennen
in flammen|brand
raucht|rauchte|qualmt*|rauchentwick*
explod*|explosion*|in die luft geflogen
stromschlag|stromschläge|elektroschock
strom|gewischt .. bekommen|gekriegt|abbekommen
schlag .. bekommen|gekriegt|gewischt .. strom|gehäuse|kabel|griff
gasgeruch|gasgestank|gasleck*|gasaustritt|gasalarm|kohlenmonoxid*
riech*|stink*|roch|stank|geruch|gestank .. nach gas|erdgas
nach gas|erdgas riecht|stinkt|riechen|gerochen
smell|smells|smelling|smelled|smelt|odour .. gas
gas leak|smell
carbon monoxide
sprüh*|schlag* .. funken
funken sprüh*
stromkabel|stromleitung*|hochspannungsleitung*|oberleitung* .. hängt|liegt|heruntergefallen|gerissen|blank
bremse*|bremsen|lenkung .. versag*|defekt|kaputt|ausgefallen|funktion*|geht|gehen|greif*|blockier*|gerissen|weg
bremsversag*|bremsausfall
rahmenbruch|gabelbruch|lenkerbruch|achsbruch|rahmenriss
rahmen|gabel|lenker|vorbau|sattelstütze|kurbel|pedal|rad|speichen .. gebrochen|bricht|brach|brechen|gerissen|abgebrochen|riss|riß
glassplitter*|scherbe*|metallsplitter*|fremdkörper*|glas|metall|plastik|schraube .. im|in .. essen|brot|joghurt|dose|packung|flasche|müsli
schimmel*|verschimmel*|salmonell*|listerien|keime|legionell*|maden|verdorben*|ungeniessbar
verschluck*|erstick*|würgt*
rückruf .. produkt*|charge|gefahr|akku|ware
rückrufaktion*|produktrückruf*
blutet*|geblutet|blutung*|blutig*|blutvergift*
schmerzen|schmerz|gebrochen* .. arm|bein|handgelenk|schlüsselbein|nase|rippe*
arm|bein|handgelenk|schlüsselbein|nase|rippe*|finger|zahn .. gebrochen|bruch|genäht|verstaucht
scharfkantig*|schnittwunde*|geschnitten
tödlich*|gestorben|verstorben|lebensbedroh*
injur*|accident*|hospital*|ambulance|paramedic*|casualty
allerg*|anaphyla*
side effect*|effects
dizzy|fainted|unconscious|seizure*|pacemaker*|epilep*|asthma*|pregnan*|breastfeed*
poison*
food poisoning
toxic*|carcinogen*|cancer*
caught|catch|on fire
burned|burnt|burns|burst .. flames|hand|hands|skin|fingers|me
smoke|smoking|smoked .. battery|charger|device|from|coming
explod*|explosion*
electric* shock*
electrocut*
brake|brakes|steering|frame|fork|handlebar* .. fail*|failed|broke|snapped|cracked|stopped|gone
snapped|cracked .. while|riding|frame|fork
mold|mould|mouldy|moldy|maggot*|salmonella|listeria
choke*|choking|choked|suffocat*
product recall
safety recall|hazard|risk|issue|concern
unsafe|hazard*|dangerous*
made me|us|him|her|my .. sick|ill|vomit
vomit*|diarrh*
threw up
bleeding|bled
glass|metal|plastic in .. food|bread|bottle|my
luft .. bekommt|bekomm*|kriegt|krieg* .. keine|nicht
keine luft .. mehr|bekommt|bekommen|bekam|kriegt|gekriegt
bekommt|bekam|kriegt|kriegte keine luft
*scherbe|*ausschlag|*ausschläge
hand|finger|bein|arm|fuss|daumen|kopf|knie .. aufgeschnitten|aufgerissen|eingeklemmt|gequetscht|aufgeschlagen
bremse*|bremsen|lenkung .. ging|gingen|griff|griffen .. nicht|net|nich|nimmer
kotzübel
speiübel
schlecht|übel|elend|komisch geworden|gworn
plastik|metall|glas|schraube|splitter|wurm|würmer|käfer|haar|insekt* .. im|in .. brei|salat|suppe|brötchen|kuchen|gulasch|glas|semmel
im|in salat|brei|suppe|brötchen|kuchen|müsli|brot .. wurm|würmer|plastik|metall|glas|schraube|käfer|insekt*|stein
funkt|funkte|funken .. wenn|steckdose|stecker|kabel|beim
stecker|steckdose|kabel|netzteil .. funkt|funken|schmilzt|geschmolzen|heiss
pusteln|pickel|quaddeln|bläschen|blasen
bremsn|bremse|bremsen .. gehn|gehen|geht|ging|tun|tut|tuat .. ned|net|nicht|nich|nimmer
treppe|leiter|stufe|rampe|eis .. gefallen|gfalln|gestürzt|runtergefallen|weggerutscht|weggebrochen
gefallen|gfalln|gestürzt .. treppe|leiter|stufe|rampe
herzrasen|herzstolpern|herzklopfen|kreislaufkollaps
klemmt|eingeklemmt|einklemm*|quetsch* .. kopf|finger|hand|fuss|arm
kopf|finger|hand|fuss .. eingeklemmt|einklemm*|klemmt|gequetscht|quetscht
umgekippt|zusammengebrochen|zusammengeklappt|kollabiert
mir|ihm|ihr|uns eine|einen gewischt
eine gewischt
blutdruck*|herzmedikament*|insulin
hackfleisch|fleisch|fisch|milch|wurst|käse .. grün|schlecht|verdorben|stinkt|vergammel*|abgelaufen
vergammel*|gammel*
swallowed|swallow .. part|piece|battery|magnet|button
melted|melting|sparks|sparking|sparked
collapsed|collapse .. while|on|under|me
got|getting|fell|felt|feeling .. ill|sick|unwell
ladder|chair|shelf|stairs .. collapsed|broke|gave
rad|räder|reifen|sattel|pedal|lenker|griff|schraube .. gelöst|abgefallen|abgegangen|lose|locker
aufzug|lift|fahrstuhl|seilbahn|gondel .. fest|steck*|hängen|abgestürzt
steck* .. aufzug|lift|fahrstuhl
finger|hand|arm|fuss|bein|zunge|lippe|lippen .. taub|geschwollen|dick|blau|kribbel*
taub|geschwollen .. finger|hand|arm|fuss|bein
safe for .. babies|kids|children|pregnant|dogs
wasser|leitungswasser|trinkwasser .. braun|trüb|trübe|rostig|gelb|trinkbar|abkochen
braunes|trübes|rostiges|gelbes wasser|leitungswasser|trinkwasser
wasser|leitungswasser .. noch|das trinken
""",
}

PERHAPS = {
    "health": """
arzt|ärzt*|hausarzt|doktor|krank*|klinik*|medikament*|tablette*|impf*|stillen|stillzeit|baby|säugling*|kleinkind*
feuer|rauch|überhitz*
akku .. warm|gebläht|aufgebläht|heiß
vorderrad|hinterrad|lenker|lenkung|rad .. flatter*|wackelt|schlackert|gelöst
flattern|schlingern|schleudern
bremse*|bremsen|bremshebel|scheibenbremse* .. quietsch*|zieht|ziehen|schleif*|schwach|nachlass*
darf|kann|können|soll .. noch .. fahren|essen|trinken
noch fahren|fahrbar|verkehrssicher*
brakes .. squeal*|weak|soft
wobbl*|safe to ride|safe to use|safe to eat
schwindel*|übel|wunde|wunden|narbe*|blut|verbrenn*|kurzschluss|funken|schlag
gebrochen|abgebrochen|durchgebrochen|angebrochen|rutschig*|absturz|schmerzen|schmerz
nüsse|nuss|erdnuss*|laktose*|lactose*|gluten*|zöliak*|vegan .. enthalten|drin|drinnen|spuren|frei
kreislauf|herz|haut|augen .. brenn*|rot|juckt|jucken|gereizt
sicherheitsmangel|sicherheitsrisiko|mangelhaft* .. sicherheit
hygien*|unhygien*|ungeziefer|kakerlak*|mäuse|ratten|läuse|bettwanzen|flöhe
pflegebedürft*|notfall|notruf
doctor*|sick|rash*|itch*|medicine|medication|vaccin*|baby|toddler
fire|smoke|overheat*
cracked|snapped|swelled|swollen|scald*|slipped|tripped
burning|red|boiling|too hot
nuts|peanut*|gluten|lactose|coeliac|celiac
blood|wound*|hurt|broken .. arm|leg|wrist|bone
health|safety|emergency|cockroach*|rats|bedbugs
chemie|chemisch .. riecht|stinkt|geruch|schädel|kopf
riecht|stinkt .. chemie|chemisch|beissend|verbrannt|verschmort
schädel|kopf .. brummt|dröhnt
kopfschmerzen|kopfweh|bauchweh|bauchschmerzen
sesam|soja|sellerie|senf|lupinen|schalentiere|histamin|fruktose
enthält|enthalten .. spuren
spuren von
verträgt|vertragen .. sich .. mit
sharp|swallowed
""",
}

_PROGRAM = "app|apps|programm|software|seite|internetseite|website|webseite|homepage|portal|kundenportal|onlineportal|system|server|browser"
NOT = {
    "health": f"""
{_PROGRAM} .. stürzt|stürzte|stürzten|stürzen .. ab
{_PROGRAM} .. stürzt|stürzte|stürzten|stürzen ab
stürzt|stürzte|stürzten|stürzen .. {_PROGRAM} .. ab
stürzt|stürzte|stürzten|stürzen .. {_PROGRAM} ab
{_PROGRAM} .. absturz|abstürz*
absturz|abstürze .. {_PROGRAM}
""",
}
"""What of these signs is none: a program that crashes endangers nobody."""
