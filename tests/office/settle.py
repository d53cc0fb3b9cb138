"""Run by LibreOffice's own Python: opens Word files in Writer, accepts or rejects all changes, and says what is there.

Usage: settle.py ADDRESS < orders, where each line of the orders is a JSON object: `file`, `do` ("accept", "reject" or "" for neither).
For each, one line on standard output: a JSON list of the text's paragraphs, as `[style, label, words]`; a table is `["table", [rows]]`.
It knows nothing of clausewright, so that it can be run by another Python than ours.
"""

import json
import pathlib
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def desktop(address):
    """Return the running office's desktop; it may take a while to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            time.sleep(0.1)
    else:
        raise SystemExit("LibreOffice did not start within half a minute")
    return context, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def hidden():
    """Return the wish that no window opens."""
    wish = PropertyValue()
    wish.Name, wish.Value = "Hidden", True
    return (wish,)


def lines(text):
    """Return the paragraphs and tables of a text."""
    found, parts = [], text.createEnumeration()
    while parts.hasMoreElements():
        part = parts.nextElement()
        if part.supportsService("com.sun.star.text.TextTable"):
            rows = {}
            for name in part.getCellNames():
                rows.setdefault(int("".join(filter(str.isdigit, name))), []).append(part.getCellByName(name).getString())
            found.append(["table", [rows[at] for at in sorted(rows)]])
        else:
            label = part.ListLabelString if part.getPropertySetInfo().hasPropertyByName("ListLabelString") else ""
            found.append([part.ParaStyleName, label, part.getString()])
    return found


def main():
    """Carry out the orders."""
    context, office = desktop(sys.argv[1])
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    commands = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}
    for line in sys.stdin:
        order = json.loads(line)
        document = office.loadComponentFromURL(pathlib.Path(order["file"]).as_uri(), "_blank", 0, hidden())
        if order["do"]:
            dispatcher.executeDispatch(document.getCurrentController().getFrame(), commands[order["do"]], "", 0, ())
        notes = [document.Footnotes.getByIndex(at).getString() for at in range(document.Footnotes.getCount())]
        print(json.dumps(lines(document.Text) + [["note", note] for note in notes]), flush=True)
        document.close(True)
    office.terminate()


main()
