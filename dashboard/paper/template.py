"""The council's own PowerPoint template: checked, emptied of its slides, and asked where there is room."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.palette import DARK, LIGHT, Palette, contrast
from dashboard.texts import Texts

#: Where whoever runs the server may lay a template that holds when no other is given.
VARIABLE = "MALBAROMETERET_DECK_TEMPLATE"
LIMIT_MB = 25
#: A zip file of 25 MB can hold a thousand times as much; nobody's template does.
UNPACKED_MB = 250
#: Parts in the file; a large template has a few hundred.
PARTS = 5000
_TYPES = "[Content_Types].xml"
_TEMPLATE, _PRESENTATION = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
#: The slide of our own: 16 : 9, in inches.
WIDTH, HEIGHT = 13.333, 7.5
#: A slide as high as our own can be so narrow (4 : 3) before its type has to be smaller.
_NARROW = 10.0
#: Text that has less contrast than this is not read (WCAG 2.1 AA).
_READ = 4.5
EMU = 914_400
#: The colours that PowerPoint dresses tables and new things in.
_THEME = {
    "dk2": LIGHT.ink,
    "accent1": LIGHT.region,
    "accent2": LIGHT.target,
    "accent3": LIGHT.comparator,
    "accent4": LIGHT.norway,
    "accent5": LIGHT.uncertainty,
    "accent6": LIGHT.faint_ink,
}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


class BadTemplate(ValueError):
    """A file that cannot serve as a template; the sentence says why and what to do."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def rows(self, upper: float, gap: float = 0.1) -> tuple[Box, Box]:
        """The upper part, so many inches high, and what is left below it."""
        rest = max(self.height - upper - gap, 0.1)
        return Box(self.left, self.top, self.width, upper), Box(self.left, self.top + upper + gap, self.width, rest)

    def columns(self, share: float, gap: float = 0.2) -> tuple[Box, Box]:
        """The left part, so large a share, and what is left of it."""
        first = self.width * share - gap / 2
        second = self.width - first - gap
        return Box(self.left, self.top, first, self.height), Box(self.left + first + gap, self.top, second, self.height)


@dataclass(frozen=True)
class Prepared:
    """A presentation without slides.

    Attributes:
        presentation: python-pptx's.
        layout: the layout that every slide is made on.
        title: where the title goes, None where the template decides.
        area: where everything else goes, in inches of a slide as large as our own.
        own: whether it is our own and not somebody's template.
        scale: so many times as large as our own are the slides: type and lines are so many times as large as well.
        colours: what can be seen on the background.
        ink: the colour of text where the template's own could not be read; "" where it can.
    """

    presentation: Any
    layout: Any
    title: Box | None
    area: Box
    own: bool
    scale: float = 1.0
    colours: Palette = LIGHT
    ink: str = ""


def given(t: Texts) -> bytes | None:
    """The template that whoever runs the server has laid out; None where there is none.

    Raises:
        BadTemplate: it is named but not there.
    """
    named = os.environ.get(VARIABLE)
    return read(Path(named), t) if named else None


def read(file: Path, t: Texts) -> bytes:
    """The template in a file.

    Raises:
        BadTemplate: there is no such file.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadTemplate(t("paper.template_missing", name=file.name)) from error


@cache
def _empty() -> bytes:
    """python-pptx's own presentation, 16 : 9 and in our colours."""
    from lxml import etree
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.util import Inches

    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(theme.blob)
    for name, colour in _THEME.items():
        (found,) = tree.iter(f"{{{_DRAWING}}}{name}")
        found[:] = [found.makeelement(f"{{{_DRAWING}}}srgbClr", {"val": colour.removeprefix("#")})]
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def prepare(content: bytes | None, name: str, t: Texts) -> Prepared:
    """A presentation to fill.

    Args:
        content: a template's bytes; None for our own.
        name: what its owner calls it, for the sentence when it is of no use.
        t: texts.

    Raises:
        BadTemplate: it is no PowerPoint file, has macros, is too large, or has no layout with a title.
    """
    from pptx import Presentation

    if content is None:
        made = Presentation(io.BytesIO(_empty()))
        layout = next(one for one in made.slide_layouts if one.name == "Title Only")
        return Prepared(made, layout, Box(0.5, 0.25, WIDTH - 1.0, 1.15), Box(0.5, 1.45, WIDTH - 1.0, 5.9), True)
    try:
        made = Presentation(io.BytesIO(_checked(content, name, t)))
        _without_slides(made)
        layout = _layout(made)
        if layout is None:
            raise BadTemplate(t("paper.template_empty", name=_short(name)))
        width, height = ((side or 0) / EMU for side in (made.slide_width, made.slide_height))
        area, scale = _area(made, layout), min(height / HEIGHT, width / _NARROW)
        colours, ink = _colours(layout)
    except BadTemplate:
        raise
    except Exception as error:  # whatever a broken file makes the reader stumble over, the answer is the same
        raise BadTemplate(t("paper.template_not", name=_short(name))) from error
    seen = Box(area.left / scale, area.top / scale, area.width / scale, area.height / scale)
    return Prepared(made, layout, None, seen, False, scale, colours, ink)


def _short(name: str) -> str:
    return name.replace("`", "'").replace("\n", " ")[:60]


def _checked(content: bytes, name: str, t: Texts) -> bytes:
    """The bytes as a presentation, after a look at what is in them; a .potx is made a .pptx."""
    if len(content) > LIMIT_MB * 1_000_000:
        raise BadTemplate(t("paper.template_large", name=_short(name), limit=LIMIT_MB))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = file.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_MB * 1_000_000:
                raise BadTemplate(t("paper.template_large", name=_short(name), limit=LIMIT_MB))
            types = file.read(_TYPES)
            macros = any(part.filename.lower().endswith("vbaproject.bin") for part in file.infolist())
            if macros or b"macroEnabled" in types:
                raise BadTemplate(t("paper.template_macros", name=_short(name)))
            if _fetches(file):
                raise BadTemplate(t("paper.template_links", name=_short(name)))
            if _TEMPLATE not in types:
                return content
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
                for part in file.infolist():
                    data = file.read(part)
                    made.writestr(part, data.replace(_TEMPLATE, _PRESENTATION) if part.filename == _TYPES else data)
            return out.getvalue()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as error:
        raise BadTemplate(t("paper.template_not", name=_short(name))) from error


def _fetches(file: zipfile.ZipFile) -> bool:
    """Whether a part is to be fetched from elsewhere when the slides are opened; a link to click on is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return any(
        relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")
        for part in file.infolist()
        if part.filename.lower().endswith(".rels")
        for relation in etree.fromstring(file.read(part), parser).iter()
    )


def _without_slides(presentation: Any) -> None:
    """Take out the slides that lie in a template as examples."""
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)


def _kinds(layout: Any) -> list[str]:
    return [str(one.placeholder_format.type).split(" ")[0].split(".")[-1] for one in layout.placeholders]


def _layout(presentation: Any) -> Any:
    """The layout with a title and one field for content; else one with a title and as little else as possible."""
    best, least = None, 99
    for layout in presentation.slide_layouts:
        kinds = [kind for kind in _kinds(layout) if kind not in ("DATE", "FOOTER", "SLIDE_NUMBER")]
        if "TITLE" not in kinds:
            continue
        others = len(kinds) - 1
        score = 0 if others == 1 and kinds.count("OBJECT") == 1 else 1 + others
        if score < least:
            best, least = layout, score
    return best


def _area(presentation: Any, layout: Any) -> Box:
    """Where a layout has its content; without such a field, everything below the title."""
    width, height = presentation.slide_width / EMU, presentation.slide_height / EMU
    fields = dict(zip(_kinds(layout), layout.placeholders, strict=True))
    content, title = fields.get("OBJECT"), fields.get("TITLE")
    if content is not None and content.width and content.height:
        return Box(content.left / EMU, content.top / EMU, content.width / EMU, content.height / EMU)
    top = (title.top + title.height) / EMU + 0.1 if title is not None and title.height else 0.25 * height
    top = min(top, 0.4 * height)
    return Box(0.05 * width, top, 0.9 * width, 0.92 * height - top)


def _colours(layout: Any) -> tuple[Palette, str]:
    """The palette for what lies behind the content, and a colour for text where the template's own is not seen on it.

    A background that is a picture tells no colour; text in the template's colour is readable on it, so it is as dark as
    that is light.
    """
    text, behind = _scheme(layout, "tx1"), _background(layout)
    palettes = (LIGHT, DARK)
    if behind is None:
        # the ink that is most like the template's own
        return (min(palettes, key=lambda one: contrast(one.ink, text)) if text else LIGHT), ""
    colours = max(palettes, key=lambda one: contrast(one.ink, behind))
    return colours, colours.ink if text and contrast(text, behind) < _READ else ""


def _background(layout: Any) -> str | None:
    """The colour behind a layout's content; the first of several, None where it is a picture."""
    for part in (layout, layout.slide_master):
        for found in part._element.cSld.iterchildren("{*}bg"):
            colour = next(found.iter("{*}srgbClr", "{*}schemeClr", "{*}sysClr"), None)
            pictured = next(found.iter("{*}blip"), None) is not None
            return None if pictured or colour is None else _colour(layout, colour)
    return _scheme(layout, "bg1")


def _colour(layout: Any, element: Any) -> str | None:
    """A colour as #rrggbb, lightened and darkened as its element says."""
    kind = element.tag.rpartition("}")[2]
    known = {"srgbClr": element.get("val"), "sysClr": element.get("lastClr")}.get(kind)
    found = _scheme(layout, element.get("val")) if kind == "schemeClr" else f"#{known}" if known else None
    if found is None:
        return None
    share = {
        name: float(next((one.get("val") for one in element.iterchildren(f"{{*}}{name}")), default)) / 100_000
        for name, default in (("lumMod", "100000"), ("lumOff", "0"))
    }
    parts = (int(found[place : place + 2], 16) * share["lumMod"] + 255 * share["lumOff"] for place in (1, 3, 5))
    return "#" + "".join(f"{min(round(part), 255):02X}" for part in parts)


def _scheme(layout: Any, name: str) -> str | None:
    """A colour of the theme by the name that a slide calls it: `bg1` is what the master says that it is."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    master = layout.slide_master
    names = next(master._element.iterchildren("{*}clrMap"), None)
    other = next(layout._element.iter("{*}overrideClrMapping"), names)
    called = name if other is None else other.get(name, name)
    theme = etree.fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    found = next((one for scheme in theme.iter("{*}clrScheme") for one in scheme.iterchildren(f"{{*}}{called}")), None)
    return None if found is None or not len(found) else _colour(layout, found[0])
