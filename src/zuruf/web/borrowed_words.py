"""What the libraries say on our pages, in our own words: our catalogue stands before theirs, so each of these has its German there.

Nothing here is called. German of the libraries says now "du", now "Sie", "Passwort" beside our "Kennwort"; the English stays as
they have it. Sources: Django 5.2 (forms, validators, password validation), allauth (adapter, forms).
"""

from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext_lazy

BORROWED = (
    N_("This field is required."),
    N_("Enter a valid email address."),
    N_("Enter a valid URL."),
    N_("Enter a valid value."),
    N_("Enter a whole number."),
    N_("Enter a valid date."),
    N_("Enter a valid time."),
    N_("Enter a valid date/time."),
    N_("Select a valid choice. %(value)s is not one of the available choices."),
    N_("This password is too common."),
    N_("The password is too similar to the %(verbose_name)s."),
    N_("Please type your current password."),
    N_("Incorrect password."),
    N_("The email address and/or password you specified are not correct."),
    N_("The email address is not assigned to any user account."),
    N_("The password reset token was invalid."),
    N_("Too many failed login attempts. Try again later."),
    N_("You must type the same password each time."),
    N_("Current Password"),
    N_("New Password"),
    N_("New Password (again)"),
    N_("Password"),
)
SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    10,
)
