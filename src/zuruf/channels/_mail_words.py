"""What people read about a mailbox, when something is wrong with it. English source text for gettext."""

NEEDED = "Address, user name and password are needed."
NO_SERVER = "Name and port of the mail server are needed."
NOBODY = "This mail names nobody whom an answer could go to."
NO_MACHINE = "A machine wrote this mail, or it went to many; no machine answers it."
UNSURE = "It is not among the sent mails, which does not say whether it went out."
SAYS = (NEEDED, NO_SERVER, NOBODY, NO_MACHINE, UNSURE)
