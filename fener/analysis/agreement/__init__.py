"""How far two coders agree beyond chance, on a double-coded sample."""

from fener.analysis.agreement.binary import BinaryAgreement, Disagreement, binary_kappas
from fener.analysis.agreement.kappa import Agreement, LabelAgreement, cohen_kappa, interpretation, kappa_of_table

__all__ = [
    "Agreement",
    "BinaryAgreement",
    "Disagreement",
    "LabelAgreement",
    "binary_kappas",
    "cohen_kappa",
    "interpretation",
    "kappa_of_table",
]
