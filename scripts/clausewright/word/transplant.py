"""What a piece of one Word file needs to stand in another: its styles, lists, links and pictures go along
under names that are free there.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from lxml import etree

from .elements import value_of
from .package import Element, Package, main_part, w
from .relations import Relations, declare_type, find_type
from .settle import remove

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES, _NUMBERING = f"{_R}/styles", f"{_R}/numbering"
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_STYLE_NAMES = frozenset({w("pStyle"), w("rStyle"), w("tblStyle")})
# What belongs to the old file alone: its places, its comments, its sections.
_LEFT_BEHIND = frozenset(
    w(name)
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
        "proofErr", "permStart", "permEnd", "sectPr", "lastRenderedPageBreak",
    )
)  # fmt: skip
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_STRICT = b"http://purl.oclc.org/ooxml/"
_FIRST_DRAWING = 70_000
_SEEN_OF_LEVELS = ("numFmt", "lvlText")


@dataclass(slots=True)
class FileParts:
    """The parts of a Word file by their names; those that are XML and were asked for are kept as trees."""

    package: Package
    main: str
    parts: dict[str, bytes]
    trees: dict[str, Element] = field(default_factory=dict)
    as_read: dict[str, bytes] = field(default_factory=dict)

    @staticmethod
    def of(data: bytes) -> FileParts:
        """Open a Word file. Raises UnreadablePackageError where it is damaged or too large."""
        package = Package.opened(data)
        return FileParts(package, main_part(package), {name: package.data(name) for name in package.names()})

    @property
    def is_strict(self) -> bool:
        """Say whether it was saved as "Strict Open XML", whose names are others."""
        return _STRICT in self.parts.get(self.main, b"")[:20_000]

    def tree(self, name: str) -> Element | None:
        """A part as XML, None where there is none of that name."""
        if name not in self.trees:
            tree = self.package.tree(name)
            if tree is None:
                return None
            self.trees[name] = tree
            self.as_read[name] = etree.tostring(tree)
        return self.trees[name]

    def find_tree(self, kind: str) -> Element | None:
        """The part of a kind to which the text has a relation."""
        return self.tree(Relations(self.parts, self.main).find_part(kind))

    def list_style_names(self) -> dict[str, str]:
        """The names of its styles, by their ids."""
        styles = self.find_tree(_STYLES)
        names: dict[str, str] = {}
        for style in styles.iter(w("style")) if styles is not None else ():
            names[style.get(w("styleId"), "")] = value_of(style, "name").casefold()
        return names

    def write(self) -> dict[str, bytes]:
        """Its parts, with those trees as they are now that were changed."""
        for name, tree in self.trees.items():
            if etree.tostring(tree) != self.as_read.get(name):
                self.parts[name] = etree.tostring(
                    tree, xml_declaration=True, encoding="UTF-8", standalone=True
                )
        return self.parts


class Transplant:
    """Takes pieces of the parts of one file over to the parts of another one."""

    def __init__(self, old: FileParts, new: FileParts) -> None:
        """Read which styles and lists both files have."""
        self.old, self.new = old, new
        self.old_styles, self.new_styles = old.list_style_names(), new.list_style_names()
        self.ids_by_name = {name: id for id, name in reversed(list(self.new_styles.items()))}
        self.lists: dict[str, str] = {}
        self.copied: dict[str, str] = {}
        self.drawings = count(_FIRST_DRAWING)

    # -- pieces ----------------------------------------------------------------------------------------------

    def adapt(self, piece: Element, old_part: str, new_part: str) -> Element:
        """Return a copy of a piece of a part of the old file that fits a part of the new one."""
        adapted = copy.deepcopy(piece)
        for node in list(adapted.iter()):
            if node.tag in _LEFT_BEHIND and node is not adapted:
                remove(node)
            elif node.tag in _STYLE_NAMES:
                node.set(w("val"), self.take_style(node.get(w("val"), "")))
            elif node.tag == w("numId"):
                node.set(w("val"), self.take_list(node.get(w("val"), "")))
            elif node.tag == _DRAWN:
                node.set("id", str(next(self.drawings)))
            for name, value in node.attrib.items():
                if str(name).startswith(f"{{{_R}}}") and value:
                    node.set(name, self.take_relation(str(value), old_part, new_part))
        return adapted

    def take_relation(self, id: str, old_part: str, new_part: str) -> str:
        """The id in a new part of what a relation of an old part leads to, which is taken over."""
        old_relations = Relations(self.old.parts, old_part)
        relation = old_relations.find(id)
        if relation is None:
            return id
        relations = Relations(self.new.parts, new_part)
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            return relations.add(kind, target, is_external=True)
        name = old_relations.name_target(relation)
        return relations.add(kind, f"/{self.copy_part(name)}") if name in self.old.parts else id

    def copy_part(self, name: str) -> str:
        """Take over a part, with those to which it leads; return its name in the new file."""
        if name in self.copied:
            return self.copied[name]
        data = self.old.parts[name]
        if self.new.parts.get(name) == data:
            self.copied[name] = name
            return name
        stem, ending = posixpath.splitext(name)
        free = next(
            f"{stem}-was{number}{ending}"
            for number in count(1)
            if f"{stem}-was{number}{ending}" not in self.new.parts
        )
        self.copied[name] = free
        self.new.parts[free] = data
        declare_type(self.new.parts, free, find_type(self.old.parts, name))
        old_relations = Relations(self.old.parts, name)
        relations = Relations(self.new.parts, free)
        if len(old_relations.root):
            root = copy.deepcopy(old_relations.root)
            for relation in root:
                target = old_relations.name_target(relation)
                if target in self.old.parts:
                    relation.set("Target", f"/{self.copy_part(target)}")
            self.new.parts[relations.file] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return free

    # -- styles ----------------------------------------------------------------------------------------------

    def take_style(self, id: str) -> str:
        """The id in the new file of a style of the old one: of one of that name, or of a copy."""
        name = self.old_styles.get(id)
        if name is None:
            return id
        if name in self.ids_by_name:
            return self.ids_by_name[name]
        old_sheet, sheet = self.old.find_tree(_STYLES), self.new.find_tree(_STYLES)
        if old_sheet is None or sheet is None:
            return id
        style = next(style for style in old_sheet.iter(w("style")) if style.get(w("styleId")) == id)
        free = next(name for name in _list_names(id) if name not in self.new_styles)
        self.new_styles[free] = name
        self.ids_by_name[name] = free
        adapted = copy.deepcopy(style)
        adapted.set(w("styleId"), free)
        adapted.attrib.pop(w("default"), "")
        for reference in ("basedOn", "next", "link"):
            node = adapted.find(w(reference))
            if node is not None:
                node.set(w("val"), self.take_style(node.get(w("val"), "")))
        for node in adapted.iter(w("numId")):
            node.set(w("val"), self.take_list(node.get(w("val"), "")))
        sheet.append(adapted)
        return free

    # -- lists -----------------------------------------------------------------------------------------------

    def take_list(self, id: str) -> str:
        """The id in the new file of a list of the old one: of the list that took its place, or of a copy."""
        if id in ("", "0") or id in self.lists:
            return self.lists.get(id, id)
        old_lists = self.old.find_tree(_NUMBERING)
        num = _find_num(old_lists, id)
        abstract = _find_abstract(old_lists, num)
        if num is None or abstract is None:
            return id
        lists = self._list_part()
        abstract_id = str(_find_highest(lists, "abstractNum", "abstractNumId") + 1)
        free = str(_find_highest(lists, "num", "numId") + 1)
        self.lists[id] = free
        new_abstract, new_num = copy.deepcopy(abstract), copy.deepcopy(num)
        new_abstract.set(w("abstractNumId"), abstract_id)
        bound = [
            w(name) for name in ("nsid", "tmpl", "styleLink", "numStyleLink", "pStyle", "lvlPicBulletId")
        ]
        for node in [*new_abstract.iter(*bound), *new_num.iter(*bound)]:
            remove(node)
        new_num.set(w("numId"), free)
        reference = new_num.find(w("abstractNumId"))
        if reference is not None:
            reference.set(w("val"), abstract_id)
        first = lists.find(w("num"))
        if first is not None:
            first.addprevious(new_abstract)
        else:
            lists.append(new_abstract)
        last = lists.findall(w("num"))
        if last:
            last[-1].addnext(new_num)
        else:
            new_abstract.addnext(new_num)
        return free

    def _list_part(self) -> Element:
        lists = self.new.find_tree(_NUMBERING)
        if lists is not None:
            return lists
        name = "word/numbering.xml"
        self.new.trees[name] = etree.Element(w("numbering"), nsmap={"w": w("")[1:-1]})
        self.new.parts[name] = etree.tostring(self.new.trees[name])
        Relations(self.new.parts, self.new.main).add_part(_NUMBERING, name, _NUMBERING_TYPE)
        return self.new.trees[name]

    def is_same_list(self, old_id: str, new_id: str, level: str) -> bool:
        """Say whether a list of the old file and one of the new one count alike at a level."""
        return _describe_level(self.old.find_tree(_NUMBERING), old_id, level) == _describe_level(
            self.new.find_tree(_NUMBERING), new_id, level
        )


def _list_names(id: str) -> Iterator[str]:
    yield id
    yield from (f"{id}Was{number}" for number in count(1))


def _find_num(lists: Element | None, id: str) -> Element | None:
    for num in lists.findall(w("num")) if lists is not None else ():
        if num.get(w("numId")) == id:
            return num
    return None


def _find_abstract(lists: Element | None, num: Element | None) -> Element | None:
    id = value_of(num, "abstractNumId")
    for abstract in lists.findall(w("abstractNum")) if lists is not None else ():
        if abstract.get(w("abstractNumId")) == id:
            return abstract
    return None


def _describe_level(lists: Element | None, id: str, level: str) -> Mapping[str, str]:
    """How the items of a list are counted at a level."""
    num = _find_num(lists, id)
    abstract = _find_abstract(lists, num)
    for definition in abstract.findall(w("lvl")) if abstract is not None else ():
        if definition.get(w("ilvl")) == level:
            return {name: value_of(definition, name) for name in _SEEN_OF_LEVELS}
    return {}


def _find_highest(lists: Element, name: str, attribute: str) -> int:
    numbers = [int(node.get(w(attribute), "0")) for node in lists.findall(w(name))]
    return max(numbers, default=0)
