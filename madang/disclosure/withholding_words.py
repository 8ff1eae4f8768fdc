"""Words for what is withheld: checks, problems, standings, usual reasons, the questions that came with the site."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
PROVISO_LETTERS: dict[str, Words] = {
    "ga": _("(a)"),
    "na": _("(b)"),
    "da": _("(c)"),
    "ra": _("(d)"),
    "ma": _("(e)"),
}
CHECK_LABELS: dict[str, Words] = {
    "second-reader": _("A second reader finds nothing withheld, in the copy and its metadata"),
    "streams": _("Nothing withheld in any stream of the file, and nothing beside its pages"),
    "boxes-without-text": _("No text below any box"),
    "boxes-uniform": _("Every box is of one colour"),
    "page-count": _("The number of pages is right"),
}
COPY_PROBLEMS: dict[str, Words] = {
    "failed": _("The copy could not be made: the file's structure is faulty. Hand it over anew."),
    "crashed": _("The file brought down the process that should redact it. Hand it over anew, in another format."),
    "timeout": _("The copy took too long. Divide the document, or hand it over in another format."),
    "memory-exhausted": _("The copy needs more memory than is allowed. Divide the document."),
    "too-large-to-set": _("The document is too long to be set as a copy. Divide it."),
}
STANDINGS: dict[str, tuple[Words, str]] = {
    "overdue": (_("Review overdue"), "danger"),
    "due": (_("Review due soon"), "warning"),
    "current": (_("Up to date"), "good"),
    "missing": (_("Nothing published"), "neutral"),
}
USUAL_REASONS = {
    1: "다른 법률에서 비공개로 규정한 정보임",
    2: "공개될 경우 국가의 중대한 이익을 현저히 해칠 우려가 있음",
    3: "공개될 경우 국민의 생명·신체 및 재산의 보호에 현저한 지장을 초래할 우려가 있음",
    4: "진행 중인 재판·수사와 관련된 정보로서 직무수행을 현저히 곤란하게 함",
    5: "공개될 경우 업무의 공정한 수행에 현저한 지장을 초래함",
    6: "공개될 경우 사생활의 비밀 또는 자유를 침해할 우려가 있음",
    7: "경영상·영업상 비밀로서 정당한 이익을 현저히 해칠 우려가 있음",
    8: "공개될 경우 특정인에게 이익 또는 불이익을 줄 우려가 있음",
}
QUESTIONS: dict[str, Words] = {
    "Is this secret under another Act or a decree delegated by one?": _(
        "Is this secret under another Act or a decree delegated by one?"
    ),
    "Would disclosure considerably harm vital interests of the nation?": _(
        "Would disclosure considerably harm vital interests of the nation?"
    ),
    "Would disclosure endanger people's life, body or property?": _(
        "Would disclosure endanger people's life, body or property?"
    ),
    "Is a trial or an investigation pending that disclosure would hinder?": _(
        "Is a trial or an investigation pending that disclosure would hinder?"
    ),
    "Is a process under way whose fair conduct would be hindered? When does it end?": _(
        "Is a process under way whose fair conduct would be hindered? When does it end?"
    ),
    "Would disclosure considerably harm a legitimate interest of a business?": _(
        "Would disclosure considerably harm a legitimate interest of a business?"
    ),
    "Could somebody gain or lose by speculation or hoarding?": _(
        "Could somebody gain or lose by speculation or hoarding?"
    ),
}
