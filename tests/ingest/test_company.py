"""The company that answers for a document is told from the postal address after its name."""

import pytest

from ingest.company import HOLDER, company_after, company_in


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Inventa A/S Ny Allé DK-2880 Bagsværd Denmark", "Inventa A/S"),
        ("Inventa Europe B.V. Teststraat 5 2031GA Haarlem", "Inventa Europe B.V."),
        ("N.V. Inventa Teststraat 6 5349 AB Oss", "N.V. Inventa"),
        ("INVENTA UK LIMITED, 5 Long Close, Hounslow", "INVENTA UK LIMITED"),
        ("Inventa Deutschland GmbH & Co. KG Ring 1 67061 Ludwigshafen", "Inventa Deutschland GmbH & Co. KG"),
        ("Inventa Pharmaceuticals, Inc. Ridgefield, CT 06877", "Inventa Pharmaceuticals, Inc."),
        ("Inventa Industrie Farmaceutiche s.r.l. Via Sette 3", "Inventa Industrie Farmaceutiche s.r.l."),
        ("Inventa, LLC.", "Inventa, LLC"),
        ("Inventa Corporation (Ireland) Limited, Dublin", "Inventa Corporation (Ireland) Limited"),
        ("Laboratoire Inventa 1, rue de Paris 69007 Lyon", "Laboratoire Inventa"),
        ("LABORATOIRE INVENTA Les Prés 81500 Lavaur France", "LABORATOIRE INVENTA"),
        ("contact the local representative of the company", ""),
    ],
)
def test_a_company_is_told_from_its_address(text: str, company: str) -> None:
    assert company_in(text) == company


@pytest.mark.parametrize(
    "texts",
    [
        ("Marketing Authorisation Holder", "Inventa A/S Ny Allé DK-2880 Bagsværd"),
        ("Marketing Authorisation Holder and Manufacturer", "Marketing Authorisation Holder:", "Inventa A/S, Ny Allé"),
        ("Ask the Marketing Authorisation Holder:", "Else B.V.", "Product licence holder", "Inventa A/S"),
        ("Packs of 30. Marketing Authorization Holder: Inventa A/S Ny Allé Manufacturer: Other GmbH",),
    ],
)  # fmt: skip
def test_the_holder_stands_after_its_label_in_the_line_or_the_next(texts: tuple[str, ...]) -> None:
    assert company_after(texts, HOLDER) == "Inventa A/S"


def test_a_label_without_a_company_names_none() -> None:
    assert company_after(("Marketing Authorisation Holder", "Manufacturer:"), HOLDER) == ""
