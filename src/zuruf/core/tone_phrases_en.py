"""English phrases of the tone check, and what to say instead."""

OFFICIALESE = """
with regard|regards to => about
in regard|regards to => about
=regarding => about
with respect to => about
with reference to => about
in reference to => about
further to your => about your
pursuant to => under
in accordance with => as (the rule) says
in the event that => if
in the event of => if
prior to => before
subsequent to => after
at this point in time => now
at this time => now
at the present time => now
at your earliest convenience => by (day); when you can
in due course => by (day)
as soon as practicable => by (day)
in order to => to
for the purpose of => to; for
due to the fact that => because
in view of the fact => because
notwithstanding => despite
herewith => here
hereby => (leave out)
=herein => here
thereof => of it
therein => in it
aforementioned => this
above mentioned => this
=enclosed please => here is
please be advised => (leave out)
please be informed => (leave out)
we wish to inform => (leave out)
we would like to inform => (leave out)
we are writing to inform => (leave out)
kindly => please
=utilise|=utilize|=utilised|=utilized|=utilising => use
=commence|=commenced|=commences => start
=terminate|=terminated => end
=ascertain => find out
=endeavour|=endeavor => try
=facilitate|=facilitates => help
=expedite|=expedited => speed up
remit|remittance => pay; payment
in receipt of => have got
please do not hesitate => just
do not hesitate to contact => write to
the relevant department => (who exactly)
the appropriate department => (who exactly)
relevant team => (who exactly)
your query => your question
your enquiry => your question
your correspondence => your message
your concern has => (name it)
we are unable to => we cannot
we are not in a position => we cannot
=deemed => is; seen as
=duly => (leave out)
should you require => if you need
should you have => if you have
in lieu of => instead of
per our records => we see that
as per => as (you asked)
=requisite => needed
"""

PR = """
customer satisfaction => (what you do)
top priority => (what you do)
highest priority => (what you do)
number one priority => (what you do)
at the heart of => (what you do)
take … very seriously => (what you do now)
take … seriously => (what you do now)
valued customer* => (leave out)
valuable feedback => this
value your feedback => (what you do with it)
your feedback is important => (what you do with it)
your feedback is valuable => (what you do with it)
appreciate your feedback => (what you do with it)
committed to => (what you do)
our commitment to => (what you do)
strive* … to => (what you do)
=strive|=striving|=strives => (what you do)
continuously improv* => (what gets better, and when)
constantly improv* => (what gets better, and when)
continually improv* => (what gets better, and when)
=world class|=world-class => good; (an example)
best in class => good; (an example)
best-in-class => good; (an example)
cutting edge|cutting-edge => new; (what is new)
state of the art => new; (what is new)
state-of-the-art => new; (what is new)
innovative => new; (what is new)
seamless* => smooth; (what works)
holistic => whole
tailor-made => made for you
bespoke => made for you
market leader => (a figure or an example)
leading provider => (a figure or an example)
industry leading => (a figure or an example)
industry-leading => (a figure or an example)
customer-centric => (what you do)
customer centric => (what you do)
customer experience => (what customers notice)
customer journey => (what customers notice)
shopping experience => shopping
passion* => (an example)
excellence => (an example)
highest standards => (a figure or an example)
highest quality => (a figure or an example)
high standards => (a figure or an example)
added value => use; (which)
synerg* => (what works better together)
stakeholder* => (who exactly)
best practice* => (what has worked)
empower* => help; let
leverag* => use
robust* => strong; (in what way)
our core values => (an example)
our values => (an example)
part of our dna => (an example)
going forward => from now on; from (day)
reach* out => write; call
proactive* => ourselves
"""

EMPTY_REGRET = """
apolog* … any inconvenience
apolog* … the inconvenience
apolog* … inconvenience
sorry … any inconvenience
sorry … inconvenience
regret … inconvenience
inconvenience … caused
apolog* … any frustration
sorry … you feel
sorry … feel that way
sorry you feel
sorry if you
apolog* if you
apolog* if
sorry … to hear
regret to hear
sad to hear
sorry … your experience
apolog* … your experience
regret … your experience
thank* … for your understanding
thank* … your understanding
appreciate your understanding
thank* … for your patience
thank* … your patience
appreciate your patience
bear with us
fell short … expectations
not meet … expectations
did not meet … standards
mistakes were made
"""

NOMINAL = """
make a decision => decide
made a decision => decided
reach a decision => decide
come to a decision => decide
take into consideration => consider
give consideration to => consider
conduct|conducting an investigation => investigate; look into it
carry|carried out an investigation => investigate; look into it
carry|carried out a review => check
conduct|conducting a review => check
conducted a review => checked
perform|performed a check => check
undertake|undertaken a review => check
make an assessment => assess; check
make|made a payment => pay
make|made an adjustment => change
make|made a change to => change
make|made contact with => write to; call
provide|provided an explanation => explain
provide|provided confirmation => confirm
provide|provided assistance => help
provide a response => answer
provide|providing you with information => tell you
give|gave an indication => say
effect a refund => pay back
process|processing of your refund => pay you back
the resolution of => solving
the completion of => finishing
the implementation of => putting in place
the provision of => giving
the investigation of => looking into
the processing of => working on
the delivery of your => delivering your
in possession of => have
is in agreement => agrees
are in agreement => agree
in the process of => (leave out)
upon receipt of => when we have
upon completion of => when … is done
"""
