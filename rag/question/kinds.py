"""What kind of question is asked, since extraction cannot answer every kind; docs/kinds.md says what becomes of each.

Told by the words alone, and only where they are plain: what is not recognised is asked as any other question.
"""

from __future__ import annotations

import re

from rag.datatypes import Asked
from rag.question.language import is_foreign

FILLER = r"(?:there|again|all|everyone|you|so much|very much|a lot|for (?:that|this|(?:your|the) help)|ibid|today|now)"
SMALL_TALK = re.compile(
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day|night)|thanks|thank you|thx|cheers|bye"
    r"|goodbye|see you(?: later)?|ok|okay|great|nice|cool|perfect|wonderful|excellent|sorry|please|yes|no|test"
    r"|well done|good job|(?:that|this|it)(?:'s| is| was) (?:very |so )?(?:helpful|great|nice|good|useful|wrong|bad)"
    rf")(?: {FILLER})*"
    r"|(?:and )?how are you(?: doing)?(?: today| now)?|how(?:'s| is) it going|what(?:'s| is) up|who are you"
    r"|what are you|what(?:'s| is) your name|what can (?:you|i) (?:do|ask)(?: here| you| for me)?"
    r"|who (?:made|built) you"
    r"|are you (?:there|(?:a |an )?(?:robot|human|bot|ai|chatbot|person|machine|language model))"
    r"|help(?: me)?|can you help(?: me)?|nice to meet you",
    re.IGNORECASE,
)
PLEASE = r"(?:please,? |(?:can|could|would|will) you (?:please )?|i (?:want|would like|need) you to |now )*"
WRITTEN = r"(?:me|it|this|that|these|those|all|everything|the|an?|my|your|us|them|in|into|to|any|every|please|now)"
# What is done to what Ibid has, or written: "Save the articles", and not "Save the Children director".
PRONOUN = r"(?:me|it|this|that|these|those|all|everything|us|them|now|please)"
THING = (
    r"(?:articles?|answers?|files?|documents?|librar(?:y|ies)|texts?|pages?|chat|conversation|history|questions?|sources?"
    r"|lists?|news|quotations?|pdfs?|instructions|prompts?|headlines?|data|database|entr(?:y|ies)|app|program"
    r"|server|output|tables?|charts?|graphs?|pictures?|images?|maps?|songs?|poems?|jokes?)"
)
COMMAND = re.compile(
    rf"{PLEASE}(?:(?:delete|remove|erase|clear|forget|stop|cancel|quit|exit|open|close|save|print|send|email|make|draw"
    r"|sort|filter|export|download|upload|add|import|update|install|restart|reset|ignore|play|sing|repeat|shorten"
    rf"|continue|go on|undo|start over|begin|shut (?:up|down))"
    rf"(?: {PRONOUN}\b.*| (?:[\w'-]+ ){{0,3}}{THING}(?: (?:and|as|about|by|for|from|in|of|on|to|with)\b.*)?)?"
    rf"|(?:translate|write|rewrite|rephrase|draft|compose|generate|create)(?: {WRITTEN}\b.*)?"
    r"|remind (?:me|us)(?: (?:to|about|of|in|tomorrow|later|at|on)\b.*)?"
    r"|(?:pretend|act)(?: (?:to be|you|as|like)\b.*)?"
    r"|(?:tell|sing|read) me a (?:joke|story|poem|song)"
    r"|(?:show|list|give)(?: me)?(?: only| all)?(?: the)? (?:articles|files|documents|sources|news)\b.*)",
    re.IGNORECASE,
)
SUMMARY = re.compile(
    rf"{PLEASE}(?:(?:summari[sz]e|catch me up|bring me up to date)\b.*"
    rf"|(?:recap|sum up|outline)(?: (?:{WRITTEN}|what|how|why|who)\b.*)?)"
    rf"|{PLEASE}(?:give|write|show|make|get|send)(?: me| us)? (?:an? |the )?(?:\w+ ){{0,2}}"
    r"(?:summary|overview|recap|outline|digest|timeline|briefing)\b.*"
    r"|(?:an? |the )?(?:\w+ )?(?:summary|overview|recap) of .*|tl;? ?dr\b.*"
    rf"|{PLEASE}tell (?:me|us) (?:more |everything |all |something )?about .*"
    r"|what do (?:you|we) know about .*|what(?:'s| is) (?:this|the) (?:story|article|gist|news)(?: all)?(?: about)?"
    # "What are the key facts of the case?" is told by an article at times; of an article itself it is a summary.
    r"|what(?:'s| is| are) the (?:main|key) (?:points|takeaways|facts|message)"
    r"(?: (?:here|so far|today)| (?:of|in|from) (?:the|this|that|these|all)(?: \w+){0,2}"
    r" (?:story|articles?|news|text))?",
    re.IGNORECASE,
)
# "Can you tell me who won?" asks who won, and "Could you list all towns?" for the towns: what goes before is taken off.
WH = r"(?:who|whom|whose|what|when|where|why|how|which)\b"
PERHAPS = r"(?:please |kindly |perhaps |possibly )?"
TELL_US = r"(?:tell|show|give|remind) (?:me|us),? (?:again |please )?(?!if\b|whether\b|that\b)"
SAY = rf"(?:tell|say|explain|find out|remember)(?: to (?:me|us))? (?={WH})"
FIND = rf"(?:find|give|show|explain)(?: me| us)? (?=(?:{WH}|(?:the|all|every|each|some|any)\b))|(?:list|name) "
REQUEST = re.compile(
    r"(?:and |but |so )?(?:please,? )?(?:"
    rf"(?:tell|remind) (?:me|us),? (?={WH})|i(?: want|'d like| would like| need) to know (?={WH})|i wonder (?={WH})"
    rf"|(?:can|could|will) you {PERHAPS}(?:{TELL_US}|{SAY}|{FIND})|would you {PERHAPS}(?:{TELL_US}|{SAY})"
    rf"|(?:can|could) (?:any|some)(?:one|body) {PERHAPS}{TELL_US}"
    rf"|(?:can|could|may|might) (?:i|we) {PERHAPS}(?:ask|know)(?: you)? (?={WH})"
    rf"|(?:would|do) you mind (?:telling (?:me|us)|saying|explaining) (?={WH})"
    rf"|(?:do (?:you|we|they)|does any(?:one|body)) (?:happen to |already |yet |now )?know (?:yet )?(?={WH})"
    rf"|(?:do you have|have you) any idea (?={WH})|is it (?:already |now |yet )?(?:known|clear) (?:yet )?(?={WH}))",
    re.IGNORECASE,
)
# Whether a thing came out as was thought, or as it was at another time, is a fact.
AS_THOUGHT = (
    r"(?:expected|forecast|forecasts|feared|hoped|predicted|anticipated|thought|estimated|projected|estimates"
    r"|expectations)"
)
THAN_A_FACT = rf"(?:[\w'-]+ ){{0,4}}{AS_THOUGHT}\b|last\b|a year\b|in \d{{4}}\b|usual\b"
A_SUM = (
    r"an? (?:(?:\w+|quarter of a) )?"
    r"(?:hundred|thousand|million|billion|trillion|estimated|reported|fortune|total of|[$€£]\d)"
)
OPINION = re.compile(
    r"\b(?:what|how) do you think\b|\bwhat do you make of\b|\bhow do you feel(?= about\b|\Z)"
    r"|\bdo you (?:think|believe|like|agree|trust|recommend|prefer)\b"
    r"|\b(?:in )?your (?:opinion|view|thoughts)\b|\A(?:should|ought) (?:i|we|one)\b"
    r"|\A(?:is|are|was|were|would) (?!there\b).*\ba (?:good|bad|great|terrible|wise|silly|stupid|clever|brilliant) "
    r"(?:idea|decision|choice|move|thing|step|plan)\Z"
    r"|\Awould you (?!(?:need|have|be|get|qualify|require)\b)"
    rf"|\A(?:is|are|was|were|will|would|do|does|did)\b.*\bworth (?!{A_SUM})(?:it|an?|the|\w+ing)\b"
    rf"|\A(?:is|are|was|were)\b(?! there\b).* "
    r"(?:(?:better|worse)(?: \w+)?|nicer|more (?:important|interesting|beautiful)) than\b"
    rf"(?! (?:{THAN_A_FACT}))",
    re.IGNORECASE,
)
NUMBER = r"[$€£]?\d[\d.,]*\+?"
ARITHMETIC = re.compile(
    # "9/11", "24-10" and "2020-21" are no sums.
    rf"\A(?:what(?:'s| is)|how much is|calculate|compute)? ?{NUMBER}(?: ?(?:%|per ?cent|percent) of {NUMBER}"
    rf"|(?: [-/] | ?(?:[+*x×÷]|plus|minus|times|divided by|multiplied by) ?){NUMBER}(?![\d.,]| \w+ \w))"
    r"|\Ahow (?:many|much) (?:more|fewer|less)\b.*\bthan\b"
    rf"(?! (?:[\w'-]+ ){{0,2}}(?:{AS_THOUGHT}|planned|agreed|allowed|budgeted)\b"
    r"| a (?:year|month|week|quarter|decade) (?:before|earlier|ago)\b| last (?:year|month|week|quarter|season)\b)"
    r"|\A(?:please )?(?:calculate|compute|(?:add up|work out)(?= (?:the|all|these|those|both|how|what|\d)\b))\b"
    r"|\Aif\b.*\b(?!(?:19|20)\d\d\b)\d.*\bhow (?:many|much)\b",
    re.IGNORECASE,
)
YES_NO = re.compile(
    r"(?:and |but |so )?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should)n['’]?t) .*",
    re.IGNORECASE,
)
# "Did he leave or stay?" is answered by one of the two; "Was anyone killed or injured?", "Is it over or not?" are not.
ONE_OF_TWO = re.compile(
    r"(?!.*\b(?:any(?:one|body|thing|where)?|ever)\b.* or )(?!.* or (?:not|so|any\w*|else)\b)"
    r"(?!.*\d or (?:more|fewer|less|older|younger)\b).* or .*",
    re.IGNORECASE,
)
WHY = re.compile(
    r"(?:and |but |so )?(?:why|how come) .*|for what reason .*|what (?:is|was|were|are) the reasons? .*", re.IGNORECASE
)
WH_WORD = re.compile(r"\b(?:who|what|which|when|where|how|why)\b", re.IGNORECASE)

NOTES = {
    Asked.NOT_ENGLISH: "Ibid reads English only. Ask in English.",
    Asked.SMALL_TALK: "Ibid answers questions with quotations from your articles. Ask who, what, when or where.",
    Asked.COMMAND: "Ibid only answers questions; it changes, writes and translates nothing. Ask for a fact.",
    Asked.SUMMARY: "Ibid quotes and does not sum up. Ask for one thing at a time: who, what, when, where or how many.",
    Asked.OPINION: "Ibid has no opinion. Ask what somebody said about it, or what the articles say happened.",
    Asked.ARITHMETIC: "Ibid does not calculate. Ask for each of the numbers by itself.",
    Asked.YES_NO: "Ibid does not say yes or no; it quotes what bears on it.",
}
DECLINED = frozenset(NOTES) - {Asked.YES_NO}
NO_QUESTION = frozenset({Asked.NOT_ENGLISH, Asked.SMALL_TALK, Asked.COMMAND})


def kind_of(question: str) -> Asked:
    """What kind of question is asked. "Hello! Who won?" asks who won."""
    text = " ".join(question.replace("’", "'").split())
    if is_foreign(text):
        return Asked.NOT_ENGLISH
    pieces = [piece.strip() for piece in re.split(r"[,.!?;:]+(?:\s|\Z)", text) if piece.strip()]
    if pieces and all(SMALL_TALK.fullmatch(piece) for piece in pieces):
        return Asked.SMALL_TALK
    text = text.rstrip(" ?!.")
    if SUMMARY.fullmatch(text):
        return Asked.SUMMARY
    if COMMAND.fullmatch(text) and not WH_WORD.search(text):
        return Asked.COMMAND
    if (asked := REQUEST.match(text)) is not None:
        return kind_of(text[asked.end() :])
    if OPINION.search(text) and "according to" not in text.lower():
        return Asked.OPINION
    if ARITHMETIC.search(text):
        return Asked.ARITHMETIC
    if WHY.fullmatch(text):
        return Asked.WHY
    return Asked.YES_NO if YES_NO.fullmatch(text) and not ONE_OF_TWO.fullmatch(text) else Asked.FACT
