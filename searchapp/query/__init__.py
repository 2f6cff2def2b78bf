"""A reader's words → what an engine looks for. Pure: knows no engine, no index and no web.

**The language.**

- A word finds every word of its stem, or with `level="exact"` only itself, its letters folded.
- Where words are looked for as written, one with vowels (كَتَبَ) finds those that were written without, and none whose
  vowels contradict it (كُتُب). Patterns (`كَت*`) and words with `~` have no vowels.
- Words: all must match (`match="any"`: at least one). Stop words are not required beside another word.
- `"exact phrase"`, also «…» and “…”: these words, in this order, side by side, as written (letters folded).
  `"…"~3`: each at most three places after the one before (1 to 99).
- `word*`: every word that begins so. Inside a word `*` is any letters or none and `?` is one: `ك?تب`, `مك*ة`. A `?`
  at the edge of a word or in a web address is punctuation.
- `word~`, `word~1`, `word~2`: the word, and every one so many letters away that begins with the same letter. Only for
  four letters or more. Elsewhere `~`, and everywhere `^ [ ]`, only separate words.
- A month's name also finds its other names, for less, and a date in digits with a year (9/2014, 15/9/2014) those
  names with it; either finds the date's other forms in digits; but not with `level="exact"`; see `month_names`.
  Where a day stands beside the name, articles that have the two side by side, or the day in digits, rank first.
- `-word`, `NOT word`: without it. `AND`, `OR`, `NOT` are operators in upper case only.
- و, أو, ليس (AND, OR, NOT) are operators only as words of their own between two operands: not first or last in
  the query or a group, not beside another operator (but و ليس and أو ليس), never inside quotes. Elsewhere they are
  words. In running text ليس is nearly always the verb, and a headline pasted as a query must find its article: so
  it excludes only (a) before a quoted phrase, a parenthesis or a field name, or (b) where the whole query or group
  is `operand ليس operand` and the second operand is no stop word. و and أو need no such rule: they require no more
  than the words themselves would.
- Parentheses. Loosest to tightest: words side by side, OR, AND, NOT; so `a b OR c` is `a (b OR c)`.
- `title: body: captions: source: tag: author: date:` or عنوان: مصدر: وسم: كاتب: تاريخ: before a word, phrase or group
  (`text:` is body, `tags:` tag). A space may
  follow the colon of an English name. With a space an Arabic one is a word, for headlines begin with `مصدر: …`, but
  for `تاريخ:` before a date. An unknown name is just a word too (10:30, https://…).
- Dates: see `dates`. One with a month's name may have spaces: `date:5 سبتمبر 2023`; one with a sign before it is open
  at one end: `date:>2023-09`, `date:>=2023-01 <2023-07`. After `date:`, what cannot be read is a BadDateError in
  both modes, since leaving out a limit gives a wrong answer. Only `تاريخ:` or `date:`, a space and no date is read as
  words: تاريخ is history too.
- A word that holds other punctuation (جونغ-أون, covid-19, a web address) is its parts side by
  side, by stem or exactly.
- With `match="any"`, what names its field and what is excluded holds always; the bare words are alternatives.

**Forgiving and strict.** A search box repairs (an open quote closes at the end, a stray operator or
parenthesis is dropped, a field name without a value is a word) and lists codes in `understood.ignored`;
`strict=True` raises QuerySyntaxError with position and cure instead.

**Why not Whoosh's parser.** The nodes are Whoosh's, the parser is not: `whoosh.qparser` 2.7.4 takes time
quadratic in the length of a word, recurses to a crash in open parentheses, raises IndexError on `NOT OR x`,
splits vocalized words, has no strict mode and gives no positions. A scanner and a
grammar of four rules are less code than the plugins and guards that would mend it, and their time is linear.
"""

from searchapp.query.language import QueryLimits
from searchapp.query.nodes import AnyField, NearWord, flatten_or, list_terms
from searchapp.query.origins import Origin, list_origins
from searchapp.query.parser import ParsedQuery, parse_query

__all__ = [
    "AnyField",
    "NearWord",
    "Origin",
    "ParsedQuery",
    "QueryLimits",
    "flatten_or",
    "list_origins",
    "list_terms",
    "parse_query",
]
