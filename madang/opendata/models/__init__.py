from madang.opendata.models.advice import AdviceCase, KnowledgeArticle
from madang.opendata.models.agreements import Agreement, AgreementOutcome
from madang.opendata.models.companies import (
    ApplicationScore,
    CallCriterion,
    Company,
    CompanyApplication,
    CompanyCall,
    CompanyOutcome,
    CompanySupport,
)
from madang.opendata.models.consulting import Appointment, ConsultingSlot
from madang.opendata.models.datasets import Dataset, DatasetSeries, Distribution, Frequency, Licence
from madang.opendata.models.demand import DataRequest, RequestEvent, RequestVote
from madang.opendata.models.discussions import Discussion, Post
from madang.opendata.models.harvest import HarvestedRecord, HarvestRun, HarvestSource
from madang.opendata.models.keys import Consumption, DataKey, DataUse
from madang.opendata.models.keytypes import KeyAssessment, KeyComment, KeyCriterion, KeyDecision, KeyNomination
from madang.opendata.models.quality import AcceptedFaults, FormatVerdict, LinkCheck, QualityDay, Rendition
from madang.opendata.models.register import HeldType, OpennessPeriod, ReportedFigure, StrategicArea
from madang.opendata.models.showcase import BestPractice, Reuse
from madang.opendata.models.taskforces import AreaTaskForce
from madang.opendata.models.versions import DataVersion

__all__ = [
    "AcceptedFaults",
    "AdviceCase",
    "Agreement",
    "AgreementOutcome",
    "ApplicationScore",
    "Appointment",
    "AreaTaskForce",
    "BestPractice",
    "CallCriterion",
    "Company",
    "CompanyApplication",
    "CompanyCall",
    "CompanyOutcome",
    "CompanySupport",
    "ConsultingSlot",
    "Consumption",
    "DataKey",
    "DataRequest",
    "DataUse",
    "DataVersion",
    "Dataset",
    "DatasetSeries",
    "Discussion",
    "Distribution",
    "FormatVerdict",
    "Frequency",
    "HarvestRun",
    "HarvestSource",
    "HarvestedRecord",
    "HeldType",
    "KeyAssessment",
    "KeyComment",
    "KeyCriterion",
    "KeyDecision",
    "KeyNomination",
    "KnowledgeArticle",
    "Licence",
    "LinkCheck",
    "OpennessPeriod",
    "Post",
    "QualityDay",
    "Rendition",
    "ReportedFigure",
    "RequestEvent",
    "RequestVote",
    "Reuse",
    "StrategicArea",
]
