"""Words: right in spelling and wrong in sense, apostrophes, and turns of phrase that are not standard
English.

A pattern stands here only where the words around it leave no other reading. Patterns are for any English
policy: a slip that was seen once is written down as the slip that people make.
"""

from __future__ import annotations

import re

from .rules import pattern

_ANY = re.IGNORECASE
_PEOPLE = (
    "employees|staffs|teachers|pupils|students|parents|carers|governors|trustees|volunteers|visitors|organisations|schools|academys|"
    "academies|trusts|councils|childs|childrens|headteachers|services|users|members|colleagues|individuals|persons|families|adults"
)
_PERSON = (
    "user|pupil|student|employee|teacher|governor|volunteer|visitor|adult|colleague|learner|individual|member|policy|procedure|site|"
    "account|device|website|platform|guideline|incident|image"
)
# What people or bodies have, where the same word is not also something that they do.
_THINGS = (
    r"code|codes|policy|policies|procedures?|reputation|networks?|websites?|equipment|name(?="
    r" (?:and|or|is|on|in)\b|[.,;])|"
    "data|behaviour|safety|welfare|wellbeing|"
    "responsibilit(?:y|ies)|rights?|needs|handbooks?|premises|conduct|privacy|expectations|acceptable"
    " use|social media|personal (?:data|"
    "details|information|devices?|phones?|accounts?|lives|life|use)|mobile phones?|email|line"
    " manager|role|details|identity|logo|values"
)
# What they have or do: the words before or behind must show which.
_ALSO_DONE = "consent|permission|knowledge|approval|agreement|views|wishes|account|accounts"
_DONE = "advise|inform|allow|require|expect|encourage|treat|deem|ensure|discuss"

REALWORD = pattern(
    "SPELL-REALWORD",
    "A word is right in spelling and wrong in sense.",
    "Read the sentence aloud, and correct the word.",
    # one letter more or less
    r"\bexpressed(?: prior)?(?: written| verbal| parental)? (?:consent|permission|agreement|approval|authorisation)\b",
    r"\bbreech(?:es|ed|ing)?\b(?! (?:birth|delivery|presentation))",
    r"\b(?:faster|slower|older|younger|greater|higher|lower|longer|larger|smaller|fewer|easier|wider) that "
    r"(?:this|these|those|the|its?|we|you|they|an?|one|two|three|\d+)\b",
    r"(?<!is )(?<!was )\b(?:more|less|other|rather) that (?:this|these|the|an?|one|two|three|\d+)\b",
    r"\b(?:more|less|rather|other|fewer|greater|older|younger|higher|lower|longer) then (?:the|an?|one|two|three|\d+|those|this|"
    r"these|any)\b",
    r"\b(?:new|creative|innovative|different|various|several|many|effective|imaginative|positive) says\b",
    r"\b(?:view|see|use|read|check|make|take|find|give|ask|support|report|complete|access|open|create|provide|attend) and "
    r"(?=[aeiou]\w+[’']s\b)",
    r"\b(?:policies|procedures|children|parents|staff|pupils|carers|teachers|governors) an "
    r"(?:procedures|policies|parents|staff|pupils|children|young|other|the|their|all|carers|governors)\b",
    r"\b(?:where|when|if|that|because|about|which|by|for) they (?:use|misuse|abuse|nature|content|extent|purpose|age|type|number|"
    r"safety|welfare) of\b",
    r"\b(?:must|should|will|may) (?:not )?by (?:made|used|given|taken|informed|reported|kept|asked|able|aware|done|allowed|sent|"
    r"followed|recorded)\b",
    r"\b(?:cases|situations|circumstances|occasions|instances) were (?:an?|the|there|it|pupils|staff|children|parents)\b",
    r"\b(?:switched|turned|logged|switch|turn|log|sign|signed) of (?:by|and|when|at|during|or|before)\b",
    r"\b(?:should|could|would|must|might) of\b(?! course)",
    r"\b(?:may|should)(?: also| not| only| always| never| then)? to (?!the\b|date\b|an?\b)\w+",
    # words that sound alike
    r"\b(?:the|seek|take|legal|professional|further|for|give|offer|obtain|medical|expert) advise\b",
    r"\b(?:good|best|safe|safer|working|professional|current|common|poor|teaching) practises?\b",
    r"\b(?:adversely|negatively|seriously|badly|may|might) effect (?!change)\w+",
    r"\b(?:an|the|have|has|negative|positive|adverse) affects? (?:on|of)\b",
    r"\b(?:vice|deputy|acting|assistant)[- ]principle\b",
    r"\b(?:guiding|key|core|general|basic|underlying|following) principals\b",
    r"\b(?:may|will|could|might|to|not) loose (?:their|his|her|its|your|marks|data|confidence|access)\b",
    r"\b(?:of|in|with|for|to|from|on|by|about|ensure|support) there "
    r"(?:own|children|child|pupils|behaviour|accounts|devices|famil(?:y|ies)|needs|actions)\b",
    r"\btheir (?:is|are|was|were|has been|have been|will be|may be|should be|must be)\b",
    r"\byour (?:responsible for|not sure|required to|expected to|concerned (?:about|that)|unsure)\b",
    r"\bwho[’']s (?:parents?|child|children|behaviour|role|job|responsibility|duty|needs|safety|names?|duties|first language)\b",
    r"\b(?:away|apart|obtained|received|protect|protected|prevented|suffering|downloaded|resulting|removed?|withdrawn|excluded) form "
    r"(?:the|an?|any|their|our|another|other|harm|school|home)\b",
    r"\b(?:on a|on|a) (?:daily|weekly|monthly|termly|yearly|annual|regular|case[- ]by[- ]case) bases\b",
    r"\b(?:is|are|be|fully|remain|being) complaint with\b|\bcompliants\b|\bmake a compliant\b",
    r"\b(?:have|has|gain|gains|no|allow|limited|restricted|unauthorised) assess to\b",
    r"\b(?:school|our|other|these|related|following|relevant|trust|all) polices\b",
    r"\bquite (?:room|area|space|place|corner|reading)\b",
    r"\bmembers? of stuff\b|\bpubic\b|\b(?:to|will|must|should) mange\b|\bbe aloud\b|\bstationary (?:items|cupboard|supplies)\b",
    r"\b(?:necessary|reasonable|fair|appropriate|considered|deemed|thought|felt) (?:and |to be )?proportional\b"
    r"(?! (?:to (?:the|an?|its|their|this|any|what|how)|representation|share)\b)",
    r"\baccounts?\b[^.;]{0,60}\bopen[- ]source\b",
    r"\bschool media (?:applications?|platforms?|networks?|networking)\b",
    flags=_ANY,
)  # fmt: skip

APOSTROPHE = pattern(
    "PUNCT-APOS",
    "An apostrophe is missing or too many.",
    "Write the apostrophe where something belongs to somebody, and not in a plain its.",
    r"\bit[’']s (?:employees|staff|pupils|own|policy|policies|aims|members|duty|duties|website|values|ethos|obligations?|"
    r"responsibilit(?:y|ies)|"
    r"functions|community|powers|reputation|procedures|resources|premises|users|contents?|purpose|meaning|source|nature|"
    r"objectives|schools)\b",
    rf"\b(?:the|their|our|your|an?|each|every|this|any) (?:\w+ ?/ ?)?(?:{_PEOPLE}) (?:{_THINGS})\b",
    rf"\b(?:without|with|gain|obtain|seek|get|subject to|of|for) (?:the |an? |all |prior )?(?:{_PEOPLE}) (?:{_ALSO_DONE})\b",
    rf"\b(?:the|their|our|an?) (?:{_PEOPLE}) (?:{_ALSO_DONE}) (?:or|and|is|are|must be|should be|has|have|may be)\b",
    r"\b(?:childrens|womens)\b(?![’'])",
    r"\b(?:young|other|disabled) peoples\b(?![’'])",
    r"\bparents (?:evenings?|consultation)\b",
    r"(?<![\w./-])(?:dont|cant|wont|doesnt|isnt|arent|shouldnt|wouldnt|couldnt|didnt|hasnt|havent|theyre|youre|wasnt|werent)(?![\w/-])",
    r"\b(?:their|your|our|her)[’']s\b",
    r"\b(?:DSL|CD|DVD|PC|TV|iPad|TA|GCSE|CV|photo|video|tablet|laptop|phone)[’']s (?:are|were|have|should|must|may|can)\b",
    flags=_ANY,
)  # fmt: skip

GRAMMAR = pattern(
    "GRAM",
    "A turn of phrase is not standard English.",
    "Say it more simply.",
    r"\b(?:with|in) regards to\b",
    r"\bdifferently than\b|\bin any ways\b|\bBelow sets out\b|\b(?:in|some|are|most) cases when\b",
    r"\bthose that (?:get|see|read|work|use|know|attend|teach|have access|post|care|come|wish|need)\b",
    r"(?:^|[.!?] )To this extent,? (?:they|we|staff|employees|practitioners|teachers|all|everyone)\b",
    r"\bon there(?=[.,;])",
    r"\bcomprises of\b|\btry and (?:keep|make|get|ensure|find|avoid|help|use|be|do|prevent|resolve|give)\b",
    r"\b(?:less|fewer|amount of) (?:pupils|children|people|parents|teachers|governors|incidents|hours|"
    r"days)\b(?<!fewer pupils)(?<!fewer children)"
    r"(?<!fewer people)(?<!fewer parents)(?<!fewer teachers)(?<!fewer governors)(?<!fewer incidents)(?<!fewer hours)(?<!fewer days)",
    r"\b(?:informations|advices|equipments|feedbacks)\b",
    r"\b(?:they|we) (?:is|was|has|does)\b",
    rf"\b(?:many|several|both|these|those|two|three|four|five|few) (?:{_PERSON})(?= (?:who|are|were|have|should|must|will|may|can|"
    rf"of|that)\b|[.,;])",
    rf"\b(?:allow|allows|enable|let|with|from|to|for|about|against|between|among|of|many|all|"
    rf"several) other (?:{_PERSON})(?= (?:of|who|are|were)\b)",
    r"\b(?:this|each|every|an?|another) (?:policies|procedures|pupils|children|employees|guidelines|incidents|websites|accounts|"
    r"devices)\b(?![’'])",
    r"\b(?:must|should|may|could) (?:not )?(?:ensures|informs|reports|makes|takes|is|are|was|been|uses|provides|follows|keeps|gives)\b",
    rf"\b(?:be|been|being) (?:{_DONE})\b",
    r"\b(?:use of|using|via) social (?:networking|media) (?:site|platform)\b(?=[.,;/]| (?:and|or|should|must|by|is|are|in|to)\b)",
    r"\ba (?:employee|adult|individual|incident|offence|allegation|email|e-mail|online|inappropriate|appropriate|important|effective|"
    r"investigation|environment|agreement|assessment|image|interview|account|organisation|academy|open|agreed|annual|alternative|adequate|"
    r"informal|internal|external|official|illegal|independent|urgent|unauthorised|equal)\b",
    r"\ban (?:school|pupil|parent|child|member|policy|teacher|staff|person|user|unique|university|uniform|student|governor|safe|social)\b",
    r"\b(the|an?|of|to|and|for|with|by|be|or|not|will|should|must|are|as|this|at|from|any|their|our|we|they) \1\b",
    flags=_ANY,
)  # fmt: skip

RULES = (REALWORD, APOSTROPHE, GRAMMAR)
