"""Run by LibreOffice's own Python: opens Word files in Writer, accepts or rejects all changes, and says what is there.

Usage: settle.py ADDRESS < orders, where each line of the orders is a JSON object: `file`, and `do`: "accept", "reject" or "" for neither.
For each, one line on standard output: a JSON list of what stands in the text, each paragraph as [style, label, words], each row of a
table as ["row", "", cell, cell ...], each footnote as ["note", "", words]. It imports nothing of ours: the Python is another one.
"""

from __future__ import annotations

import importlib
import json
import pathlib
import sys
import time
from typing import Any

uno: Any = importlib.import_module("uno")
COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


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


def hidden() -> tuple[Any]:
    """Return the wish that no window opens."""
    wish = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    wish.Name, wish.Value = "Hidden", True
    return (wish,)


def said(text: Any) -> list[list[str]]:
    """Return the paragraphs and rows of a text."""
    found: list[list[str]] = []
    parts = text.createEnumeration()
    while parts.hasMoreElements():
        part = parts.nextElement()
        if part.supportsService("com.sun.star.text.TextTable"):
            rows: dict[int, list[str]] = {}
            for name in part.getCellNames():
                rows.setdefault(int("".join(filter(str.isdigit, name))), []).append(part.getCellByName(name).getString())
            found += [["row", "", *rows[at]] for at in sorted(rows)]
        else:
            found.append([part.ParaStyleName, part.ListLabelString, part.getString()])
    return found


def main() -> None:
    """Carry out the orders, then let the office end."""
    context = started(sys.argv[1])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for line in sys.stdin:
        order = json.loads(line)
        document = desktop.loadComponentFromURL(pathlib.Path(order["file"]).as_uri(), "_blank", 0, hidden())
        if order["do"]:
            dispatcher.executeDispatch(document.getCurrentController().getFrame(), COMMANDS[order["do"]], "", 0, ())
        notes = [["note", "", document.Footnotes.getByIndex(at).getString()] for at in range(document.Footnotes.getCount())]
        sys.stdout.write(json.dumps(said(document.Text) + notes) + "\n")
        sys.stdout.flush()
        document.close(True)
    desktop.terminate()


main()
