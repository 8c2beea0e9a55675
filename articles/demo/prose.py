"""Headlines and excerpts of the demo documents, built from sentence templates and phrases.

Templates are written with straight quotes and apostrophes; filling one makes them curved.
"""

import re
from random import Random

from articles.demo.vocabulary import Topic, phrases

KINDS = ("low-cost", "small-scale", "publicly run", "next-generation")
WHEN = phrases("""this winter; before the storm season; after a year of delays;
    with a smaller budget; despite early doubts; in a second trial; under new rules;
    with little notice; as costs rise; as demand grows; in three countries; ahead of a vote;
    after the summer break""")
DO = phrases("""test; adopt; extend; pause; question; rethink; welcome; weigh; back; revisit;
    set limits on; publish first results on; split over; pool funds for; call for rules on;
    warn against rushing; ask for more time on""")
DOES = phrases("""passes first independent test; falls short of early promises; wins over sceptics;
    moves from pilot to daily use; proves cheaper than expected; faces new safety rules;
    runs into a shortage of parts; cuts costs by {percent} per cent; reaches {number} {sites};
    needs fewer people than thought; gets its first common standard; stalls over funding;
    raises questions of liability; loses its largest backer; draws interest from abroad;
    saves {percent} per cent on running costs; finds a second use""")
COULD = phrases("""work at scale; pay for itself; win public trust; do without subsidies;
    cope with peak demand; keep its promises; reach {number} {sites} in a year""")
AFTER = phrases("""two failed trials; a critical audit; a year of outages; a long strike;
    a record winter; a wet summer; a change of rules""")
ASIDES = phrases("""who pays, and who decides?; what the figures leave out; a cautious success;
    the case for patience; what happens next; the numbers behind the claims""")
CAVEATS = phrases("""the sample is small; upkeep costs are not yet known; staff need training;
    results vary from site to site; the figures come from the makers themselves;
    nobody has tried it at full scale; the savings depend on local prices;
    older equipment struggles to keep up""")
NUMBERS = phrases("three; four; five; six; eight; nine; ten; twelve; fourteen; twenty; thirty")
SEASONS = phrases("spring; early summer; autumn; next winter; the new year")

# The first two templates vary most, so they are repeated to be drawn more often.
HEADLINES = (
    *["{actors} {do} {thing} {when}"] * 5,
    *["{thing} {does} {when}"] * 4,
    "{actors} and {others} {do} {thing}",
    "After {after}, {actors} turn to {thing} {place}",
    "Can {thing} {could}?",
    "Explained: how {thing} {does}",
    "Inside the {number} {sites} that rely on {thing} {when}",
    "{number} {sites} to try {thing} from {season}",
    "Opinion: {thing} deserves a longer trial {when}",
    "Study: {thing} {does}",
    "The quiet rise of {thing} {when}",
    "{thing} {when}: {aside}",
    "What {actors} learned from {number} months of {thing}",
)
APOSTROPHES = (
    "What's holding back {thing} {when}",
    "Why {thing} isn't ready for {number} more {sites}",
    "{actors} aren't convinced by {thing} {when}",
    "It's early days for {thing} {when}, say {actors}",
)
VIDEO_TITLES = (
    "{thing} {when} | Field report",
    "{thing} in {number} minutes | How it works",
    "{actors} on {thing} {when} | Panel recording",
)
LONG_TAILS = (
    "what {actors} found in {number} {sites} over {more} months",
    "why {others} remain unconvinced that {thing} {does}",
    "how the comparison with {old_way} was made, and what it leaves out",
    "and what all of this means for the {number} {sites} that are to follow {when}",
)

SENTENCES = (
    "{actors} spent {number} months comparing {thing} with {old_way} {place}.",
    "The trial covers {number} {sites} and runs until {season}.",
    "A report published this week puts the saving at {percent} per cent, but warns that {caveat}.",
    "Supporters say that {thing} {does}; critics point out that {caveat}.",
    "{number} {sites} took part, and most of them want to go on, although {caveat}.",
    "Until now {actors} {place} had relied on {old_way}, which takes longer and costs more.",
    "The work began {more} years ago {place} and has seldom made headlines since.",
    "{others} see it differently: in their view {caveat}, and {old_way} still has its merits.",
    "A second stage, with {more} more {sites}, is planned for {season}.",
    "It is too soon to say whether {thing} can {could}, since {caveat}.",
)
QUOTES = (
    '"We\'re careful with the numbers," said one of the {actors}; repair & upkeep share a budget.',
    "\"It's a start, and that's all it is,\" one of the {others} said of {thing} & its costs.",
    '{place}, {actors} speak of "year zero" & don\'t expect {thing} to pay for itself soon.',
    "The {sites}' own figures for parts & labour aren't public: \"not yet\", says a manager.",
)

# Replacements that make a headline differ from another by one word.
SWAPS = {
    "test": "trial",
    "adopt": "embrace",
    "extend": "expand",
    "pause": "halt",
    "question": "challenge",
    "rethink": "reconsider",
    "weigh": "consider",
    "back": "support",
    "revisit": "review",
    "passes": "clears",
    "faces": "meets",
    "reaches": "covers",
    "cuts": "lowers",
    "saves": "spares",
    "months": "weeks",
    "first": "early",
    "new": "stricter",
    "rely": "depend",
    "try": "test",
    "quiet": "steady",
    "turn": "look",
}

SMALL_WORDS = frozenset(
    phrases("a; and; as; at; by; for; from; in; is; of; on; or; per; than; that; the; to; with")
)
ENTITIES = {
    ord("\u2019"): "&#8217;",
    ord("\u201c"): "&#8220;",
    ord("\u201d"): "&#8221;",
    ord("&"): "&amp;",
}


def subject(rng: Random, topic: Topic) -> str:
    """Return a subject: one of the topic's things, sometimes with an adjective."""
    thing = rng.choice(topic.things)
    kind = rng.choice(KINDS)
    return f"{kind} {thing}" if rng.random() < 0.2 and kind[:3] not in thing else thing


def fill(rng: Random, template: str, topic: Topic, thing: str) -> str:
    """Return the template with its placeholders filled, a first capital and curved quotes."""
    actors, others = rng.sample(topic.actors, 2)
    number, more = rng.sample(NUMBERS, 2)
    values = {
        "thing": thing,
        "actors": actors,
        "others": others,
        "number": number,
        "more": more,
        "place": rng.choice(topic.places),
        "sites": topic.sites,
        "old_way": topic.old_way,
        "percent": str(rng.randint(6, 44)),
        "do": rng.choice(DO),
        "when": rng.choice(WHEN),
        "after": rng.choice(AFTER),
        "aside": rng.choice(ASIDES),
        "caveat": rng.choice(CAVEATS),
        "season": rng.choice(SEASONS),
    }
    # These two have placeholders of their own.
    values["does"] = rng.choice(DOES).format(**values)
    values["could"] = rng.choice(COULD).format(**values)
    text = template.format(**values)
    return typeset(text[0].upper() + text[1:])


def typeset(text: str) -> str:
    """Return the text with each pair of `"` curved (“…”), and ’ for every `'`.

    An unpaired `"` stays.
    """
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text).replace("'", "\u2019")


def headline(rng: Random, style: str, topic: Topic, thing: str) -> str:
    """Return a headline in a style: `plain`, `video`, `long`, `apostrophe` or `garbled`.

    Those of the styles `apostrophe` and `garbled`, and of an unknown one, have an apostrophe. For
    `garbled` the caller garbles it.
    """
    if style == "long":
        return _long_headline(rng, topic, thing)
    templates = {"video": VIDEO_TITLES, "plain": HEADLINES}.get(style, APOSTROPHES)
    return fill(rng, rng.choice(templates), topic, thing)


def _long_headline(rng: Random, topic: Topic, thing: str) -> str:
    """Return a headline cut to at most 300 characters, ended by dots, as some sites have."""
    parts = [fill(rng, each, topic, thing) for each in (HEADLINES[0], *LONG_TAILS)]
    whole = ", ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])])
    return whole[:296].rpartition(" ")[0] + " ..."


def title_case(headline: str) -> str:
    """Return the headline in title case; SMALL_WORDS after the first word stay in lower case."""
    words = [
        word if word in SMALL_WORDS else word[0].upper() + word[1:] for word in headline.split()
    ]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def reworded(headline: str) -> str:
    """Return the headline with its first word that is a key of SWAPS replaced by the value.

    Upper case makes no difference. Without such a word, return it with `Report: ` in front.
    """
    words = headline.split()
    for position, word in enumerate(words):
        if other := SWAPS.get(word.lower()):
            words[position] = other.capitalize() if word[0].isupper() else other
            return " ".join(words)
    return f"Report: {headline}"


def sentences(rng: Random, topic: Topic, thing: str, how_many: int) -> str:
    """Return `how_many` different sentences on the subject `thing`, separated by spaces."""
    return " ".join(fill(rng, each, topic, thing) for each in rng.sample(SENTENCES, how_many))


def quotation(rng: Random, topic: Topic, thing: str) -> str:
    """Return a sentence with an apostrophe, quotes and an ampersand."""
    return fill(rng, rng.choice(QUOTES), topic, thing)


def excerpt(rng: Random, style: str, topic: Topic, thing: str) -> str:
    """Return an excerpt in a style: `plain`, `empty`, `cut`, `entities` or `lines`.

    `empty` is '', `cut` ends with dots, `entities` has HTML entities, `lines` has CRLF line ends;
    an unknown style is as `plain`.
    """
    if style == "empty":
        return ""
    text = sentences(rng, topic, thing, rng.randint(1, 3))
    if style == "entities":
        return f"{quotation(rng, topic, thing)} {text}".translate(ENTITIES)
    if style == "lines":
        return f'{text}\r\n\r\nFrom the report: "{sentences(rng, topic, thing, 1)}"\r\n'
    if style == "cut":
        words = f"{text} {quotation(rng, topic, thing)}".split()
        return " ".join(words[: rng.randint(len(words) // 2, len(words) - 3)]) + " ..."
    return text


def slug(title: str, length: int) -> str:
    """Return the title as a slug for URLs and file names, cut between words to `length` characters.

    It has lower-case ASCII letters, digits and hyphens; it is '' if the first word is longer.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub("['\u2019]", "", title.lower())).strip("-")
    return plain if len(plain) <= length else plain[: length + 1].rpartition("-")[0]
