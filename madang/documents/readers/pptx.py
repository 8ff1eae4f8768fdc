"""PPTX: PowerPoint slides in their order, with notes and remarks as hidden text."""

from pathlib import Path

from madang.documents.readers.containers import Container, local
from madang.documents.readers.gathering import Gathered
from madang.documents.readers.ooxml import (
    RELATIONSHIP,
    hide_attributes,
    hide_other_parts,
    look_at_package,
    paragraphs_of_drawing,
)


def read(path: Path) -> Gathered:
    """Everything that a presentation says. Raises `Unreadable` if it is damaged or encrypted."""
    gathered = Gathered("pptx")
    container = Container(path, gathered)
    look_at_package(container, gathered)
    gathered.pages = 0
    for name in slides(container):
        root = container.xml(name)
        text = paragraphs_of_drawing(root, gathered)
        hide_attributes(root, gathered)
        gathered.pages += 1
        if root.get("show") in ("0", "false"):
            gathered.hold("hidden-content", part="slide")
            gathered.hide("hidden-slide", text)
        else:
            gathered.body.append(text + "\n\n")
    for name in [*container.names("ppt/charts/chart", ".xml"), *container.names("ppt/diagrams/data", ".xml")]:
        gathered.body.append(paragraphs_of_drawing(container.xml(name), gathered) + "\n")
    for name in container.names("ppt/diagrams/", ".xml"):
        container.pass_over(name)
    for name in container.names("ppt/notesSlides/", ".xml"):
        gathered.hide("notes", paragraphs_of_drawing(container.xml(name), gathered))
    for name in [*container.names("ppt/comments/"), *container.names("ppt/commentAuthors")]:
        root = container.xml(name)
        values = [element.get("name", "") for element in root.iter()]
        gathered.hide("comment", "\n".join(filter(str.strip, [*root.itertext(), *values])))
    gathered.readers["madang"] = sum(map(len, gathered.body))
    hide_other_parts(container, gathered)
    return gathered


def slides(container: Container) -> list[str]:
    """The slides in the order of the presentation, those that it does not list at the end."""
    name = "ppt/_rels/presentation.xml.rels"
    links = list(container.xml(name)) if name in container else []
    targets = {link.get("Id"): "ppt/" + link.get("Target", "").removeprefix("/ppt/") for link in links}
    listed = [
        targets.get(element.get(f"{RELATIONSHIP}id"), "")
        for element in container.xml("ppt/presentation.xml").iter()
        if local(element) == "sldId"
    ]
    all_slides = container.names("ppt/slides/slide", ".xml")
    return [name for name in listed if name in all_slides] + [name for name in all_slides if name not in listed]
