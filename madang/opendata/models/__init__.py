from madang.opendata.models.datasets import Dataset, Distribution, Frequency, Licence
from madang.opendata.models.keytypes import KeyAssessment, KeyComment, KeyCriterion, KeyDecision, KeyNomination
from madang.opendata.models.register import HeldType, OpennessPeriod, ReportedFigure, StrategicArea
from madang.opendata.models.versions import DataVersion

__all__ = [
    "DataVersion",
    "Dataset",
    "Distribution",
    "Frequency",
    "HeldType",
    "KeyAssessment",
    "KeyComment",
    "KeyCriterion",
    "KeyDecision",
    "KeyNomination",
    "Licence",
    "OpennessPeriod",
    "ReportedFigure",
    "StrategicArea",
]
