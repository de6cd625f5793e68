"""Imprint and privacy notice on a profile."""

import pytest

from zuruf.core.profile import Named, linked

L, W, M = Named.LINKED, Named.WITHOUT_ADDRESS, Named.MISSING


@pytest.mark.parametrize(
    ("shown", "imprint", "privacy"),
    [
        (("Impressum", "https://radwerk.example/i", "Datenschutz"), L, L),
        (("Impressum & Datenschutzerklärung: radwerk.example/recht",), L, L),
        (("https://radwerk.example/impressum", "https://radwerk.example/privacy-policy"), L, L),
        (("https://radwerk.example/legal-notice",), L, M),
        (("www.radwerk.example/mentions-legales",), L, M),
        (("IMPRINT", "radwerk.example"), L, M),
        (("Offenlegung nach § 25 MedienG: https://radwerk.example/o",), L, M),
        (("Impressum auf unserer Seite",), W, M),
        (("https://radwerk.example", "Wir reparieren Räder."), M, M),
        (("Wir nehmen Datenschutz ernst",), M, W),
        (("", "  "), M, M),
        ((), M, M),
        (("Reimpressum.example",), M, M),
    ],
)
def test_imprint_and_privacy_notice_are_known_by_their_names_and_addresses(
    shown: tuple[str, ...], imprint: Named, privacy: Named
) -> None:
    found = linked(shown)
    assert (found.imprint, found.privacy) == (imprint, privacy)
    assert found.both is (imprint is privacy is L)
