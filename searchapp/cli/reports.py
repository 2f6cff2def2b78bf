"""The final report of a reindex or an add: for people, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from searchapp.cli.progress import measure_rate
from searchapp.cli.terminal import cut, make_printable
from searchapp.model import Report, Skipped

MOST_LISTED = 20
MOST_REASONS = 10
MOST_NOTED = 5
MOST_NAMED = 10

_WORD = re.compile(r"[^\s:,;()]+")
_PLAIN_WORD = re.compile(r"[a-z]+[.']?[a-z]*")


def encode_report(report: Report) -> str:
    """The report as one line of JSON: articles, skipped (file, line, reason), seconds, generation; variants, where
    they were learned; and, when there are any, notes, in the shape of skipped, untaken, names of values that no field
    took, each with how many records have it, passed_over, endings of names of unknown formats, each with how many
    files have it, and unmet, fields whose mapped name no record had a value under, each with that name.
    """
    answer: dict[str, object] = {
        "articles": report.articles,
        "skipped": _encode_places(report.skipped),
        "seconds": round(report.seconds, 3),
        "generation": report.generation,
    }
    if report.variants:
        answer["variants"] = report.variants
    if report.notes:
        answer["notes"] = _encode_places(report.notes)
    if report.untaken:
        answer["untaken"] = report.untaken
    if report.passed_over:
        answer["passed_over"] = report.passed_over
    if report.unmet:
        answer["unmet"] = report.unmet
    return json.dumps(answer, ensure_ascii=False)


def _encode_places(items: Sequence[Skipped]) -> list[dict[str, object]]:
    return [{"file": item.file, "line": item.line, "reason": item.reason} for item in items]


def describe_report(report: Report) -> list[str]:
    """The report as lines: the sum, what was skipped by reason, and places: the first of each reason, then more."""
    rate = measure_rate(report.articles, report.seconds)
    if not report.articles:
        lines = [f"No article was found; generation {report.generation} serves."]
        return [make_printable(line) for line in lines + _describe_left_out(report)]
    noun = "article" if report.articles == 1 else "articles"
    lines = [
        f"{report.articles:,} {noun} in {report.seconds:.1f} s ({rate:,.0f} articles/s); "
        f"generation {report.generation}."
    ]
    if report.variants:
        lines.append(f"Other spellings of names: {report.variants}.")
    return [make_printable(line) for line in lines + _describe_left_out(report)]


def _describe_left_out(report: Report) -> list[str]:
    lines = _describe_skipped(report.skipped) + _describe_notes(report.notes)
    if report.passed_over:
        named = _name_common({name or "no ending": count for name, count in report.passed_over.items()})
        lines.append(f"Files of no known format: {named}.")
    if report.unmet:
        named = ", ".join(f"--map {field}={name}" for field, name in report.unmet.items())
        lines.append(f"No record has a value for {named}.")
    if report.untaken:
        named = _name_common(report.untaken)
        lines.append(f"Values that no field took: {named}. To have one read: --map FIELD=NAME.")
    return lines


def _describe_notes(notes: Sequence[Skipped]) -> list[str]:
    if not notes:
        return []
    lines = [f"Kept with an unknown date: {len(notes):,}"]
    lines += [f"  {describe_place(item)}: {item.reason}" for item in notes[:MOST_NOTED]]
    if len(notes) > MOST_NOTED:
        lines.append(f"  and {len(notes) - MOST_NOTED:,} more: searchapp … --json lists all")
    return lines


def _name_common(counts: Mapping[str, int]) -> str:
    common = sorted(counts.items(), key=lambda name: -name[1])
    named = ", ".join(f"{cut(name, 40)} ({count:,})" for name, count in common[:MOST_NAMED])
    return named + (f" and {len(common) - MOST_NAMED:,} more" if len(common) > MOST_NAMED else "")


def _describe_skipped(skipped: Sequence[Skipped]) -> list[str]:
    if not skipped:
        return []
    groups = _group_by_reason(skipped)
    common = sorted(groups.items(), key=lambda group: -len(group[1]))
    lines = [f"Skipped {len(skipped):,}:"]
    lines += [f"  {len(items):>6,}  {reason}" for reason, items in common[:MOST_REASONS]]
    if len(common) > MOST_REASONS:
        lines.append(f"  {sum(len(items) for _, items in common[MOST_REASONS:]):>6,}  other reasons")
    places = [items[0] for items in groups.values()] + [item for items in groups.values() for item in items[1:]]
    lines += ["Where:"] + [f"  {describe_place(item)}: {item.reason}" for item in places[:MOST_LISTED]]
    if len(places) > MOST_LISTED:
        lines.append(f"  and {len(places) - MOST_LISTED:,} more: searchapp … --json lists all")
    return lines


def _group_by_reason(skipped: Sequence[Skipped]) -> dict[str, list[Skipped]]:
    """The skipped by reason, in order of appearance. Reasons that differ in a number or a name alone are one."""
    groups: dict[str, list[Skipped]] = {}
    for item in skipped:
        groups.setdefault(_WORD.sub(_generalize, item.reason), []).append(item)
    return {_name_group(items): items for items in groups.values()}


def _name_group(items: Sequence[Skipped]) -> str:
    """What all reasons of a group have in common, with "…" for each word in which they differ: no other group's."""
    common = _WORD.findall(items[0].reason)
    for reason in {item.reason for item in items}:
        common = [word if word == other else "…" for word, other in zip(common, _WORD.findall(reason), strict=True)]
    words = iter(common)
    return _WORD.sub(lambda _: next(words), items[0].reason)


def _generalize(word: re.Match[str]) -> str:
    return word[0] if _PLAIN_WORD.fullmatch(word[0]) else "…"


def describe_place(item: Skipped) -> str:
    """`file:line`, or the file alone for a whole file."""
    return item.file if item.line is None else f"{item.file}:{item.line}"
