"""What words find besides at the level "wide": stems of their skeletons, and their other spellings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from searchapp.arabic import Stem, is_stop_word, strip_marks
from searchapp.query.tree import Leaf, ListStems, Negation, Node, Spelling, join_all, join_any
from searchapp.understood import Respelt

Spellings = Callable[[str], Sequence[tuple[str, float]]]
"""A word, or words with spaces between them, by exact forms → other spellings and how much each counts."""

_MOST_GAP = 2
"""So many characters stand between words side by side: where a stop word was left out there are more."""


class Widener:
    """Widens one query. After `widen`, `respelt` has the words that have other spellings, and `others` the stems of
    these spellings. Without `variants` the words stand for none of them, nor for a relative that is the stem of one.
    """

    def __init__(self, stem: Stem, relatives: ListStems, spellings: Spellings, *, variants: bool = True) -> None:
        self._stem = stem
        self._variants = variants
        self._relatives = relatives
        self._spellings = spellings
        self.respelt: list[Respelt] = []
        self.others: set[str] = set()

    def widen(self, node: Node) -> Node:
        """The node with all that its words stand for. What is excluded, and stop words, mean what was typed."""
        if isinstance(node, Leaf):
            return self._widen_leaf(node) if _is_word(node) else node
        if isinstance(node, Negation):
            return node
        pairs = {place: leaf for place, pair in enumerate(pairwise(node.parts)) if (leaf := self._join(*pair))}
        parts = [self.widen(part) for part in node.parts]
        if not pairs and all(new is old for new, old in zip(parts, node.parts, strict=True)):
            return node
        if node.how == "any":
            return join_any([*parts, *pairs.values()])
        joined: list[Node] = []
        place = 0
        while place < len(parts):
            if place in pairs:
                joined.append(join_any([join_all(parts[place : place + 2]), pairs[place]]))
            else:
                joined.append(parts[place])
            place += 1 + (place in pairs)
        return join_all(joined)

    def _widen_leaf(self, leaf: Leaf) -> Leaf:
        relatives = tuple(self._relatives(leaf.stems[0])) if len(leaf.stems) == 1 else ()
        spellings = self._respell(leaf.text, leaf.exact, leaf.stems)
        if relatives and not self._variants:
            others = {self._stem(form) for form, _ in self._spellings(" ".join(leaf.exact))}
            relatives = tuple(each for each in relatives if each not in others)
        return replace(leaf, relatives=relatives, spellings=spellings) if relatives or spellings else leaf

    def _join(self, one: Node, other: Node) -> Leaf | None:
        """The other spellings of two words side by side, or None where they have none."""
        if not isinstance(one, Leaf) or not isinstance(other, Leaf) or one.field != other.field:
            return None
        if not (_is_word(one) and _is_word(other) and len(one.exact) == len(other.exact) == 1):
            return None
        if not 0 < other.start - one.start - len(one.text) <= _MOST_GAP:
            return None
        text = f"{one.text} {other.text}"
        spellings = self._respell(text, one.exact + other.exact, one.stems + other.stems)
        if not spellings:
            return None
        return Leaf("variant", (), (), one.field, spellings=spellings, text=text, start=one.start)

    def _respell(self, text: str, exact: tuple[str, ...], stems: tuple[str, ...]) -> tuple[Spelling, ...]:
        joined = " ".join(exact)
        found: dict[str, Spelling] = {}
        for form, weight in self._spellings(joined):
            words = tuple(form.split())
            terms = tuple(map(self._stem, words))
            if terms == stems:
                continue
            sure = len(words) > 1 or len(exact) > 1 or is_cut_alike(words[0], terms[0], exact[0], stems[0])
            spelling = Spelling("stem", terms, weight) if sure else Spelling("exact", words, weight)
            found[write_like(form, text, joined)] = spelling
            if len(terms) == 1:
                self.others.add(terms[0])
        if found:
            self.respelt.append(Respelt(text, tuple(found)))
        return tuple(found.values()) if self._variants else ()


def write_like(form: str, text: str, exact: str) -> str:
    """A folded form as somebody would write it who wrote `text` for `exact`: the letters that they share at both ends
    stay as typed.

    >>> write_like("الاميركيه", "الأمريكيّة", "الامريكيه"), write_like("عبدالباري", "عبد الباري", "عبد الباري")
    ('الأميركية', 'عبدالباري')
    """
    typed = strip_marks(text)
    if len(typed) != len(exact):
        return form
    first, least = 0, min(len(form), len(exact))
    while first < least and form[first] == exact[first]:
        first += 1
    last = 0
    while last < least - first and form[-1 - last] == exact[-1 - last]:
        last += 1
    return typed[:first] + form[first : len(form) - last] + typed[len(typed) - last :]


def is_cut_alike(form: str, stem: str, exact: str, own: str) -> bool:
    """Whether another spelling `form` of a word `exact` has lost to its stem what the word has lost to its own, apart
    from an article. A name that is known by few spellings may look like an inflected word.

    >>> is_cut_alike("الاميركيه", "اميركي", "امريكيه", "امريكي"), is_cut_alike("سيدني", "سيد", "سدني", "سدني")
    (True, False)
    """
    before, _, after = form.partition(stem)
    own_before, _, own_after = exact.partition(own)
    return before in (own_before, "ال", "") and after == own_after


def _is_word(node: Leaf) -> bool:
    return node.kind == "word" and not all(map(is_stop_word, node.exact))
