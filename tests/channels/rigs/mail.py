"""E-mail on the test bench."""

from tests.channels.rig import HERE, SECRETS, Rig

RIG = Rig(
    "mail",
    lambda url: {
        "address": "hilfe@wasserwerk.example",
        "imap": HERE,
        "imap_port": "9",
        "smtp": HERE,
        "smtp_port": "9",
    },
    secrets={"password": SECRETS[0]},
    over_http=False,
    too_long=("x" * 100_001,),
    ref={"reply_to": "asker@home.example"},
)
