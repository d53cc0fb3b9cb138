"""Run by LibreOffice's own Python: opens Word files in Writer, edits them as a person does at the keyboard,
saves and reads them.

Usage: writer.py ADDRESS < orders, where each line of the orders is a JSON object: `file`, `steps`, and `to`,
where to save it, "" for nowhere. A step is a list: what to do, and with what. For each order one line on
standard output, a JSON object: `fault`, what did not go well, and `lines`, what stands in the text then: each
paragraph as [style, label, words], each row of a table as ["row", "", cell, cell ...], each footnote as
["note", "", words]. It imports nothing of ours: the Python is another one.
"""

from __future__ import annotations

import importlib
import json
import pathlib
import sys
import time
from typing import Any

uno: Any = importlib.import_module("uno")
FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8", ".doc": "MS Word 97", ".rtf": "Rich Text Format"}


def started(address: str) -> Any:
    """Return the running office's context; it may take a while to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(900):
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start within a minute and a half")


def wishes(**named: Any) -> tuple[Any, ...]:
    """Return properties as LibreOffice takes them."""
    made = []
    for name, value in named.items():
        wish = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        wish.Name, wish.Value = name, value
        made.append(wish)
    return tuple(made)


def said(text: Any) -> list[list[str]]:
    """Return the paragraphs and rows of a text."""
    found: list[list[str]] = []
    parts = text.createEnumeration()
    while parts.hasMoreElements():
        part = parts.nextElement()
        if part.supportsService("com.sun.star.text.TextTable"):
            rows: dict[int, list[str]] = {}
            for name in part.getCellNames():
                rows.setdefault(int("".join(filter(str.isdigit, name))), []).append(
                    part.getCellByName(name).getString()
                )
            found += [["row", "", *rows[at]] for at in sorted(rows)]
        else:
            found.append([part.ParaStyleName, part.ListLabelString, part.getString()])
    return found


class Writer:
    """A document open in Writer, and a person at its keyboard. Every step is a method of the same name."""

    def __init__(self, context: Any, file: str) -> None:
        """Open a file."""
        self.manager, self.context = context.ServiceManager, context
        self.desktop = self.manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.dispatcher = self.manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        self.open(file)

    def open(self, file: str) -> None:
        """Open a file in place of the one that is open."""
        self.document = self.desktop.loadComponentFromURL(
            pathlib.Path(file).as_uri(), "_blank", 0, wishes(Hidden=True)
        )
        self.controller = self.document.getCurrentController()
        self.cursor = self.controller.getViewCursor()

    def save(self, file: str) -> None:
        """Save the document under another name, in the format that the name says."""
        path = pathlib.Path(file)
        self.document.storeToURL(path.as_uri(), wishes(FilterName=FILTERS[path.suffix]))

    def again(self, file: str) -> None:
        """Save it, close it and open what was saved."""
        self.save(file)
        self.document.close(True)
        self.open(file)

    def close(self) -> None:
        """Close what is open, whatever happened to it."""
        try:
            self.document.close(True)
        except uno.getClass("com.sun.star.uno.Exception") as error:
            sys.stderr.write(f"{error}\n")

    def lines(self) -> list[list[str]]:
        """What stands in the text, and in the notes at its feet."""
        notes = self.document.Footnotes
        return said(self.document.Text) + [
            ["note", "", notes.getByIndex(at).getString()] for at in range(notes.getCount())
        ]

    def do(self, command: str, **named: Any) -> None:
        """Give a command of the menus."""
        self.dispatcher.executeDispatch(self.controller.getFrame(), f".uno:{command}", "", 0, wishes(**named))

    def found(self, words: str, at: int = 0) -> Any:
        """Return the place where words stand, the first or a later one."""
        search = self.document.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = words, True
        found = self.document.findFirst(search)
        for _ in range(at):
            found = found and self.document.findNext(found.End, search)
        if not found:
            raise LookupError(f"there is no “{words}”")
        return found

    def select(self, words: str, at: int = 0) -> None:
        """Select words with the mouse."""
        self.controller.select(self.found(words, at))

    def type(self, words: str) -> None:
        """Type words in the place of what is selected, or at the cursor."""
        self.do("InsertText", Text=words)

    def replace(self, old: str, new: str, at: int = 0) -> None:
        """Select words and type others."""
        self.select(old, at)
        self.type(new)

    def replace_all(self, old: str, new: str) -> None:
        """Find and replace, in the whole document."""
        order = self.document.createReplaceDescriptor()
        order.SearchString, order.ReplaceString, order.SearchCaseSensitive = old, new, True
        if not self.document.replaceAll(order):
            raise LookupError(f"there is no “{old}”")

    def after(self, words: str, at: int = 0) -> None:
        """Put the cursor after words."""
        self.cursor.gotoRange(self.found(words, at).End, False)

    def before(self, words: str, at: int = 0) -> None:
        """Put the cursor before words."""
        self.cursor.gotoRange(self.found(words, at).Start, False)

    def end(self, words: str, at: int = 0) -> None:
        """Put the cursor at the end of the paragraph with these words."""
        self.cursor.gotoRange(self.paragraph(words, at).End, False)

    def start(self, words: str, at: int = 0) -> None:
        """Put the cursor at the beginning of the paragraph with these words."""
        self.cursor.gotoRange(self.paragraph(words, at).Start, False)

    def paragraph(self, words: str, at: int = 0) -> Any:
        """Return the paragraph where words stand, as a place."""
        found = self.found(words, at)
        inside = found.getText().createTextCursorByRange(found.Start)
        inside.gotoStartOfParagraph(False)
        inside.gotoEndOfParagraph(True)
        return inside

    def enter(self) -> None:
        """Press Enter."""
        self.do("InsertPara")

    def delete(self) -> None:
        """Press Delete."""
        self.do("Delete")

    def paragraphs(self, first: str, last: str) -> None:
        """Select whole paragraphs: from the beginning of the one with some words to that of the one with
        others.
        """
        self.start(first)
        self.cursor.gotoRange(self.paragraph(last).Start, True)

    def menu(self, command: str) -> None:
        """Choose something in a menu."""
        self.do(command)

    def style(self, name: str) -> None:
        """Give the paragraph of the cursor a style."""
        self.cursor.ParaStyleName = name

    def author(self, given: str, family: str) -> None:
        """Say who is at the keyboard."""
        provider = self.manager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", self.context
        )
        access = "com.sun.star.configuration.ConfigurationUpdateAccess"
        (where,) = wishes(nodepath="/org.openoffice.UserProfile/Data")
        settings = provider.createInstanceWithArguments(access, (where,))
        settings.setPropertyValue("givenname", given)
        settings.setPropertyValue("sn", family)
        settings.commitChanges()

    def track(self) -> None:
        """Track changes from here on."""
        self.document.RecordChanges = True

    def fresh(self) -> None:
        """Copy all, and paste it into a new document."""
        self.do("SelectAll")
        self.do("SelectAll")
        self.do("Copy")
        self.document = self.desktop.loadComponentFromURL(
            "private:factory/swriter", "_blank", 0, wishes(Hidden=True)
        )
        self.controller = self.document.getCurrentController()
        self.cursor = self.controller.getViewCursor()
        self.do("Paste")


def main() -> None:
    """Carry out the orders, then let the office end."""
    context = started(sys.argv[1])
    for line in sys.stdin:
        order = json.loads(line)
        fault, lines, writer = "", list[list[str]](), Writer(context, order["file"])
        try:
            for verb, *with_what in order["steps"]:
                getattr(writer, verb)(*with_what)
            if order["to"]:
                writer.save(order["to"])
            lines = writer.lines()
        except (LookupError, uno.getClass("com.sun.star.uno.Exception")) as error:
            fault = f"{type(error).__name__}: {error}"
        writer.close()
        sys.stdout.write(json.dumps({"fault": fault, "lines": lines}) + "\n")
        sys.stdout.flush()
    context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()


main()
