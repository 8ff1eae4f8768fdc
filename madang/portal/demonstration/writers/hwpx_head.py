"""The parts of an HWPX package that carry looks, not words: fonts, borders, characters, paragraphs, the page."""

from functools import cache

from madang.portal.demonstration.writers.packages import DECLARATION

NAMESPACES = (
    'xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'
    ' xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'
    ' xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf/"'
)
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 59528, 84188, 5669
"""A4 and its margins in HWPUNIT, 1/7200 inch."""
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
LANGUAGES = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
FACES = ("함초롬바탕", "함초롬돋움")

# height in 1/100 pt, bold, font face
CHARACTERS = {
    "body": (1150, False, 0),
    "body-bold": (1150, True, 0),
    "agency": (2000, True, 1),
    "title": (1700, True, 1),
    "heading": (1350, True, 1),
    "small": (950, False, 1),
    "small-bold": (950, True, 1),
    "cell": (1000, False, 1),
    "cell-bold": (1000, True, 1),
}
# alignment, left margin in HWPUNIT, space after, line spacing in percent
PARAGRAPHS = {
    "level0": ("JUSTIFY", 0, 300, 165),
    "level1": ("JUSTIFY", 1400, 300, 165),
    "level2": ("JUSTIFY", 2800, 300, 165),
    "level3": ("JUSTIFY", 4200, 300, 165),
    "level4": ("JUSTIFY", 5600, 300, 165),
    "center": ("CENTER", 0, 300, 150),
    "right": ("RIGHT", 0, 300, 150),
    "cell": ("LEFT", 0, 0, 130),
    "cell-center": ("CENTER", 0, 0, 130),
    "cell-right": ("RIGHT", 0, 0, 130),
}
CHARACTER_IDS = {name: number for number, name in enumerate(CHARACTERS)}
PARAGRAPH_IDS = {name: number for number, name in enumerate(PARAGRAPHS)}
NO_BORDER, GRID, HEADER_CELL, BOTTOM_LINE = 1, 2, 3, 4


def _each_language(template: str) -> str:
    return " ".join(f'{language.lower()}="{template}"' for language in LANGUAGES)


def _fonts() -> str:
    faces = "".join(f'<hh:font id="{i}" face="{face}" type="TTF" isEmbedded="0"/>' for i, face in enumerate(FACES))
    listed = "".join(f'<hh:fontface lang="{name}" fontCnt="{len(FACES)}">{faces}</hh:fontface>' for name in LANGUAGES)
    return f'<hh:fontfaces itemCnt="{len(LANGUAGES)}">{listed}</hh:fontfaces>'


def _border(number: int, sides: str, bottom: str, fill: str = "") -> str:
    def edge(name: str, kind: str) -> str:
        return f'<hh:{name} type="{kind}" width="0.12 mm" color="#444444"/>'

    edges = "".join(edge(name, sides) for name in ("leftBorder", "rightBorder", "topBorder"))
    brush = f'<hc:fillBrush><hc:winBrush faceColor="{fill}" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f"{edges}{edge('bottomBorder', bottom)}"
        f"{edge('diagonal', 'NONE')}{brush if fill else ''}</hh:borderFill>"
    )


def _character(number: int, height: int, face: int, *, bold: bool) -> str:
    return (
        f'<hh:charPr id="{number}" height="{height}" textColor="#000000" shadeColor="none" useFontSpace="0"'
        f' useKerning="0" symMark="NONE" borderFillIDRef="{NO_BORDER}"><hh:fontRef {_each_language(str(face))}/>'
        f"<hh:ratio {_each_language('100')}/><hh:spacing {_each_language('0')}/><hh:relSz {_each_language('100')}/>"
        f"<hh:offset {_each_language('0')}/>{'<hh:bold/>' if bold else ''}"
        '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#B2B2B2" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def _paragraph(number: int, align: str, left: int, after: int, spacing: int) -> str:
    def unit(name: str, value: int) -> str:
        return f'<hc:{name} value="{value}" unit="HWPUNIT"/>'

    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1"'
        f' suppressLineNumbers="0" checked="0"><hh:align horizontal="{align}" vertical="BASELINE"/>'
        '<hh:heading type="NONE" idRef="0" level="0"/><hh:breakSetting breakLatinWord="KEEP_WORD"'
        ' breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" keepLines="0" pageBreakBefore="0"'
        ' lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        f"<hh:margin>{unit('intent', 0)}{unit('left', left)}{unit('right', 0)}{unit('prev', 0)}{unit('next', after)}"
        f'</hh:margin><hh:lineSpacing type="PERCENT" value="{spacing}" unit="HWPUNIT"/>'
        f'<hh:border borderFillIDRef="{NO_BORDER}" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0"'
        ' connect="0" ignoreMargin="0"/></hh:paraPr>'
    )


def _listed(name: str, items: list[str]) -> str:
    return f'<hh:{name} itemCnt="{len(items)}">{"".join(items)}</hh:{name}>'


@cache
def header_xml() -> bytes:
    """`Contents/header.xml`: the same for every paper."""
    borders = [
        _border(NO_BORDER, "NONE", "NONE"),
        _border(GRID, "SOLID", "SOLID"),
        _border(HEADER_CELL, "SOLID", "SOLID", "#E9EEF5"),
        _border(BOTTOM_LINE, "NONE", "SOLID"),
    ]
    characters = [
        _character(CHARACTER_IDS[name], height, face, bold=bold) for name, (height, bold, face) in CHARACTERS.items()
    ]
    paragraphs = [_paragraph(PARAGRAPH_IDS[name], *values) for name, values in PARAGRAPHS.items()]
    tab = '<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>'
    style = (
        '<hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0"'
        ' nextStyleIDRef="0" langID="1042" lockForm="0"/>'
    )
    return (
        f'{DECLARATION}<hh:head {NAMESPACES} version="1.4" secCnt="1">'
        '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/><hh:refList>'
        f"{_fonts()}{_listed('borderFills', borders)}{_listed('charProperties', characters)}"
        f"{_listed('tabProperties', [tab])}"
        f"{_listed('paraProperties', paragraphs)}{_listed('styles', [style])}</hh:refList>"
        '<hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>'
        '<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption>'
        '<hh:trackchageConfig flags="56"/></hh:head>'
    ).encode()


def _note(name: str, length: int, between: int, place: str) -> str:
    return (
        f'<hp:{name}><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
        f'<hp:noteLine length="{length}" type="SOLID" width="0.12 mm" color="#000000"/>'
        f'<hp:noteSpacing betweenNotes="{between}" belowLine="567" aboveLine="850"/>'
        '<hp:numbering type="CONTINUOUS" newNum="1"/>'
        f'<hp:placement place="{place}" beneathText="0"/></hp:{name}>'
    )


@cache
def section_properties() -> str:
    """The page: A4 upright. It stands in the first run of a section."""
    page_border = "".join(
        f'<hp:pageBorderFill type="{kind}" borderFillIDRef="{NO_BORDER}" textBorder="PAPER" headerInside="0"'
        ' footerInside="0" fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" bottom="1417"/>'
        "</hp:pageBorderFill>"
        for kind in ("BOTH", "EVEN", "ODD")
    )
    return (
        '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000"'
        ' tabStopUnit="HWPUNIT" outlineShapeIDRef="0" memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">'
        '<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
        '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
        '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL"'
        ' fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
        '<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>'
        f'<hp:pagePr landscape="WIDELY" width="{PAGE_WIDTH}" height="{PAGE_HEIGHT}" gutterType="LEFT_ONLY">'
        f'<hp:margin header="2834" footer="2834" gutter="0" left="{MARGIN}" right="{MARGIN}" top="{MARGIN}"'
        f' bottom="{MARGIN}"/></hp:pagePr>{_note("footNotePr", -1, 283, "EACH_COLUMN")}'
        f"{_note('endNotePr', 14692344, 0, 'END_OF_DOCUMENT')}{page_border}</hp:secPr>"
        '<hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>'
    )
