"""What a reason says to people. The readers know codes and parameters only."""

from collections.abc import Mapping

from django.utils.functional import Promise, keep_lazy_text
from django.utils.translation import gettext_lazy as _

from madang.documents.reading import Reason

FILE: Mapping[str, Promise] = {
    "archive": _("This is an archive; the files inside it are read one by one."),
    "archive-in-archive": _("This archive lies inside another archive and was not opened."),
    "damaged": _("The file is damaged or cut off, or it is not what it says it is."),
    "drm": _("The file is locked by rights management (DRM)."),
    "duplicate-name": _("The archive has two files of this name."),
    "empty-file": _("The file is empty."),
    "hwp3": _("This is a Hangul document of version 3 or older, which cannot be read here. Save it as HWPX."),
    "link": _("This is a link to another file, not a file."),
    "memory-exhausted": _("Reading the file took more memory than one file may take."),
    "not-a-file": _("There is no file here, or it cannot be opened."),
    "password": _("The file is protected by a password."),
    "picture-file": _("This is a picture; a person must look for text in it."),
    "reader-crashed": _("The reader broke off while it read this file."),
    "reader-failed": _("The reader met something in this file that it does not know ({error})."),
    "reader-timeout": _("The file could not be read within {seconds} seconds."),
    "text-too-long": _("The file holds more than {limit} characters of text."),
    "too-deep": _("The parts of this file are nested too deeply."),
    "too-large": _("The file is larger than the limit of {limit}."),
    "too-many-files": _("The archive has more than {limit} files."),
    "unknown-type": _("This kind of file is not known here."),
    "unpacks-too-large": _("What is packed in the file unpacks to more than {limit} bytes."),
    "unsafe-name": _("The archive names a place outside its own folder for this file."),
}
READING: Mapping[str, Promise] = {
    "ambiguous-container": _("The file holds two parts of the same name, so that programs may show different texts."),
    "control-characters": _("The text contains control characters, the first one at character {position}."),
    "missing-part": _("A part that the file itself lists is missing."),
    "no-text": _("No text was found in this file."),
    "page-unreadable": _("Page {page} cannot be read."),
    "page-without-text": _("Page {page} has no text that can be read; it may be a picture."),
    "pages-disagree": _(
        "Two readers disagree about page {page}: {own} and {second} letters and digits, {difference} of them different."
    ),
    "partly-read": _("Of this old format only the cells were read; remarks and text boxes were not."),
    "preview-differs": _("The preview kept in the file shows {difference} syllables that are not in its text."),
    "readers-disagree": _(
        "Two readers disagree about the text: {own} and {second} Hangul syllables, {difference} of them different."
    ),
    "repaired": _("The file is damaged inside; programs that repair it may show different texts."),
    "second-reader-failed": _("The second reader could not read this file, so nothing confirms the first."),
    "structure-unreadable": _("The inner structure of the file cannot be looked through."),
    "unknown-control": _("The document uses an object of an unknown kind ({control})."),
    "unknown-encoding": _("The text is neither UTF-8, UTF-16 nor CP949; byte {byte} is the first that cannot be read."),
    "unknown-part": _("The file has a part that is not known here and was not read: {part}"),
    "unknown-record": _("The document has a record of an unknown kind ({tag})."),
    "unknown-version": _("The document is of a version that is not known here ({version})."),
    "unmapped-glyphs": _("{count} characters on page {page} cannot be turned into text with certainty."),
    "xml-declarations": _("A part of the file declares entities of its own, which is not allowed here: {part}"),
}
CONTENT: Mapping[str, Promise] = {
    "annotations": _("Page {page} carries remarks or stamps whose look was not read."),
    "covered-text": _("Text on page {page} lies under a painted area but can still be copied out."),
    "distribution": _("This is a distribution-protected document. It was read, but a person must decide about it."),
    "document-history": _("The file keeps earlier versions of the document, which were not read."),
    "drawn-text": _("Page {page} may show text that is drawn as shapes."),
    "earlier-revision": _("The file still holds an earlier version of itself, with text that was removed later."),
    "embedded-object": _("Another file or object is embedded and was not read: {part}"),
    "encrypted": _("The file is encrypted with restrictions on its use."),
    "external-link": _("The document refers to files outside itself."),
    "foreign-bytes": _("The file has bytes that belong to none of its parts; it may be two files in one."),
    "form-fields": _("The document has form fields that are filled in."),
    "hidden-content": _("Parts of the document are hidden, but are in the file: {part}"),
    "hidden-layers": _("The document has layers that are not shown."),
    "invisible-text": _("Page {page} has text that cannot be seen."),
    "large-picture": _("The document shows a picture so large that it may carry text. A person must look at it."),
    "macros": _("The document contains macros."),
    "pictures-only": _("The document consists of pictures ({pictures}) and has hardly any text."),
    "scanned-page": _("Page {page} is a picture with text laid under it, which may differ from what is seen."),
    "script": _("The document contains scripts."),
    "tracked-changes": _("The document keeps tracked changes; deleted text is still in it."),
}
SENTENCES = {**FILE, **READING, **CONTENT}


class Parameters(dict[str, str | int]):
    """A reason from an older version may lack a parameter: a question mark stands in its place."""

    def __missing__(self, name: str) -> str:
        return "?"


def sentence(reason: Reason) -> Promise | str:
    """The sentence for a reason, in the language of whoever reads it; an unknown code stands for itself."""
    words = SENTENCES.get(reason.code)
    return reason.code if words is None else worded(words, Parameters(reason.params))


@keep_lazy_text
def worded(words: str | Promise, params: Parameters) -> str:
    return str(words).format_map(params)
