# ruff: noqa: RUF001 - signs that look alike are what this file is about
"""Symbols of the fonts that have pictures in the places of letters: what each of their signs is in Unicode.

The assignments are those of the Unicode Consortium for the sets of Wingdings and Webdings (Unicode 7.0,
L2/11-052R), and Adobe's for Symbol. Where Unicode has a rarer sign beside one that more fonts draw, such as a
cross or a ticked box, the common one is taken: a tick stays a tick wherever it is printed.
"""

from __future__ import annotations

import re

TICKED, CROSSED, EMPTY = "☑", "☒", "☐"
# Signs that say something: a list that has them as its bullets says yes or no with each.
ANSWERS = frozenset("✓✔✗✘☐☑☒")
UNKNOWN = "\ufffd"
_BULLET = "\uf0b7"
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_RAISED = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_FIRST, _PRIVATE = 0x20, 0xF000
# Each font's signs from the place of the space on.
# fmt: off
_TABLES = {
    "wingdings": (
        "🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭📁📂📄🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍"
        "🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉"
        "♊♋♌♍♎♏♐♑♒♓🙰🙵●🔾■□☐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷"
        "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•"
        "⚪🞆🞈◉◎🔿▪☐🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘"
        "🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘⮚⮙⮛⮈⮊⮉⮋🡨"
        "🡪🡩🡫🡬🡭🡯🡮🡸🡺🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬀⬁⬃⬂🢬🢭✘✔☒☑"
    ),
    "wingdings 2": (
        "🖊🖋🖌🖍✄✀🕾🕽🗅🗆🗇🗈🗉🗊🗋🗌🗍📋🗑🗔🖵🖶🖷🖸🖭🖯🖱🖒🖓🖘🖙"
        "🖚🖛👈👉🖜🖝🖞🖟🖠🖡👆👇🖢🖣🖑✗✓☒☑☒☒⮾⮿⦸⦸🙱🙴🙲🙳‽🙹🙺"
        "🙻🙦🙤🙥🙧🙚🙘🙙🙛⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"
        "☉🌕☽☾⸿✝🕇🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧🙨🙩•●⚫⬤🞅🞆🞇🞈🞊⦿◾"
        "◼⬛☐🞑🞒🞓🞔▣🞕🞖🞗⬩⬥◆◇🞚◈🞛🞜🞝⬪⬧⧫◊🞠◖◗⯊⯋◼⬥"
        "⬟⯂⬣⬢⯃⯄🞡🞢🞣🞤🞥🞦🞧🞨🞩🞪🞫🞬🞭🞮🞯🞰🞱🞲🞳🞴🞵🞶🞷🞸🞹🞺"
        "🞻🞼🞽🞾🞿🟀🟂🟄✦🟉★✶🟋✷🟏🟒✹🟃🟇✯🟍🟔⯌⯍※⁂"
    ),
    "wingdings 3": (
        "⭠⭢⭡⭣⭦⭧⭩⭨⭰⭲⭱⭳⭶⭸⭻⭽⭤⭥⭪⭬⭫⭭⭍⮠⮡⮢⮣⮤⮥⮦⮧"
        "⮐⮑⮒⮓⮀⮃⭾⭿⮄⮆⮅⮇⮏⮍⮎⮌⭮⭯⎋⌤⌃⌥⎵⍽⇪⮸🢠🢡🢢🢣🢤🢥"
        "🢦🢧🢨🢩🢪🢫←→↑↓↖↗↙↘🡘🡙▲▼△▽◄►◁▷◣◢◤◥🞀🞂🞁"
        "🞃▲▼◀▶⮜⮞⮝⮟🠐🠒🠑🠓🠔🠖🠕🠗🠘🠚🠙🠛🠜🠞🠝🠟🠀🠂🠁🠃🠄🠆🠅"
        "🠈🠊🠉🠋🠠🠢🠤🠦🠨🠪🠬🢜🢝🢞🢟🠮🠰🠲🠴🠶🠸🠺🠹🠻🢘🢚🢙🢛🠼🠾🠽"
        "🠿🡀🡂🡁🡃🡄🡆🡅🡇⮨⮩⮪⮫⮬⮭⮮⮯🡠🡢🡡🡣🡤🡥🡧🡦🡰🡲🡱🡳🡴🡵🡷"
        "🡶🢀🢂🢁🢃🢄🢅🢇🢆🢐🢒🢑🢓🢔🢖🢕🢗"
    ),
    "webdings": (
        "🕷🕸🕲🕶🏆🎖🖇🗨🗩🗰🗱🌶🎗🙾🙼🗕🗖🗗⏴⏵⏶⏷⏪⏩⏮⏭⏸⏹⏺🗚🗳"
        "🛠🏗🏘🏙🏚🏜🏭🏛🏠🏖🏝🛣🔍🏔👁👂🏞🏕🛤🏟🛳🕬🕫🕨🔈🎔🎕🗬🙽🗭🗪🗫"
        "⮔✔🚲□🛡📦🛱■🚑🛈🛩🛰🟈🕴⚫🛥🚔🗘✘❓🛲🚇🚍⛳🛇⊖🚭🗮|🗯🗲"
        "🚹🚺🛉🛊🚼👽🏋⛷🏂🏌🏊🏄🏍🏎🚘🗠🛢💰🏷💳👪🗡🗢🗣✯🖄🖅🖃🖆🖹🖺🖻"
        "🕰🖽🖾📋🗒🗓📖📚🗞🗟🗃🗂🖼🎭🎜🎘🎙🎧💿🎞📷🎟🎬📽📹📾📻🎚🎛📺💻"
        "🖥🖦🖧🕹🎮🕻🕼📟🖁🖀🖨🖩🖿🖪🗜🔒🔓🗝📥📤🕳🌣🌤🌥🌦☁🌧🌨🌩🌪🌬🌫"
        "🌜🌡🛋🛏🍽🍸🛎🛍Ⓟ♿🛆🖈🎓🗤🗥🗦🗧🛪🐿🐦🐟🐕🐈🙬🙮🙭🙯🗺🌍🌏🌎🕊"
    ),
    "symbol": (
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
        "≅ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
        ""
        "€ϒ′≤∕∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…↵"
        "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇∏√⋅¬∧∨⇔⇐⇑⇒⇓"
        "◊〈∑〉∫⌠⌡"
    ),
}
# fmt: on


def is_symbol_font(font: str) -> bool:
    """Say whether a font has signs in the places of letters."""
    return font.lower() in _TABLES


def read_symbol(font: str, char: str) -> str:
    """Return what a sign of a font is, by its letter or its private code; `UNKNOWN` where nobody knows."""
    place = ord(char)
    if _PRIVATE <= place < _PRIVATE + 0x100:
        place -= _PRIVATE
    signs = _TABLES.get(font.lower(), "")
    place -= _FIRST
    return signs[place] if 0 <= place < len(signs) else UNKNOWN


def read_symbols(font: str, text: str) -> str:
    """Return a text that is set in a font of signs; spaces stay spaces."""
    return "".join(char if char.isspace() else read_symbol(font, char) for char in text)


def read_private_signs(text: str) -> str:
    """Return a text with the signs that a font of signs left in it as private characters, where which font it
    was is no longer known: the bullet of Symbol, and for the rest those of Wingdings, out of which writing
    programs take their bullets, ticks and boxes. `UNKNOWN` stands for what neither has.
    """
    return _PRIVATE_USE.sub(
        lambda sign: "•" if sign[0] == _BULLET else read_symbol("wingdings", sign[0]), text
    )


def raise_figures(text: str) -> str:
    """Return a text that is set raised: figures as raised ones, which would else join the number before them;
    letters, as in "1st", stay what they are.
    """
    return text.translate(_RAISED) if re.fullmatch(r"\s*[-+\u2212]?\d+\s*", text) else text
