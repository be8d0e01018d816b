"""Creatinine clearance from serum creatinine, and which weight it was worked out with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Sex(StrEnum):
    """Sex at birth, as the formula was derived for."""

    MALE = "male"
    FEMALE = "female"


class NotAssessed(ValueError):
    """The formula does not hold for this patient."""


ADULT_YEARS = 18
FEMALE_FACTOR = Decimal("0.85")
IDEAL_BASE_KG = {Sex.MALE: Decimal(50), Sex.FEMALE: Decimal("45.5")}
IDEAL_KG_PER_INCH = Decimal("2.3")
FIVE_FEET_IN_CM = Decimal("152.4")
CM_PER_INCH = Decimal("2.54")
ADJUSTMENT = Decimal("0.4")


def creatinine_clearance_ml_min(
    age_years: int, weight_kg: Decimal, serum_creatinine_mg_dl: Decimal, sex: Sex
) -> Decimal:
    """Estimate creatinine clearance by Cockcroft-Gault, in mL/min, not indexed to body surface area.

    Args:
        age_years: 18 or more.
        weight_kg: actual weight; the caller chooses which weight.
        serum_creatinine_mg_dl: above zero.
        sex: sex at birth.

    Raises:
        NotAssessed: under 18, or creatinine not above zero.

    Source: Cockcroft & Gault, Nephron 1976;16:31-41, doi:10.1159/000180580.
    """
    if age_years < ADULT_YEARS or serum_creatinine_mg_dl <= 0:
        raise NotAssessed("Cockcroft-Gault is for adults with a creatinine above zero")
    clearance = (140 - age_years) * weight_kg / (72 * serum_creatinine_mg_dl)
    return clearance * FEMALE_FACTOR if sex is Sex.FEMALE else clearance


def ideal_weight_kg(height_cm: Decimal, sex: Sex) -> Decimal:
    """Ideal body weight, in kg.

    Source: Devine, Drug Intell Clin Pharm 1974;8:650-655.
    """
    return IDEAL_BASE_KG[sex] + IDEAL_KG_PER_INCH * (height_cm - FIVE_FEET_IN_CM) / CM_PER_INCH


def adjusted_weight_kg(weight_kg: Decimal, ideal_kg: Decimal) -> Decimal:
    """Ideal weight and four tenths of what the actual weight exceeds it by, in kg.

    Source: Winter et al., Pharmacotherapy 2012;32:604-612, doi:10.1002/j.1875-9114.2012.01098.x.
    """
    return ideal_kg + ADJUSTMENT * (weight_kg - ideal_kg)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A clearance in mL/min and the weight, by name and in kg, that it was worked out with."""

    weight: str
    weight_kg: Decimal
    clearance: Decimal


def estimates(
    age_years: int, weight_kg: Decimal, height_cm: Decimal | None, serum_creatinine_mg_dl: Decimal, sex: Sex
) -> list[Estimate]:
    """The clearance by actual weight, and where the height is known also by ideal and by adjusted weight."""
    weights = {"actual": weight_kg}
    if height_cm is not None:
        ideal = ideal_weight_kg(height_cm, sex)
        if ideal > 0:
            weights |= {"ideal": ideal, "adjusted": adjusted_weight_kg(weight_kg, ideal)}
    return [
        Estimate(name, kg, creatinine_clearance_ml_min(age_years, kg, serum_creatinine_mg_dl, sex))
        for name, kg in weights.items()
    ]
