"""QIDO-RS (PS3.18, 10.6): one statement for a page of studies, series or instances.

The default attributes lie ready as text, so that a page is joined rather than built.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from imaging.agents import FIND, Principal, principal_in, rows_beside
from imaging.dicom_json import Json
from imaging.dicomweb.accept import takes
from imaging.dicomweb.admission import admitted
from imaging.dicomweb.answers import DICOM_JSON, Answer, Refused
from imaging.dicomweb.query import MOST_RESULTS, Query, parse
from imaging.dicomweb.store import study_url

#: The tables of each level, and what of them is shown.
SOURCES: Final = {
    "studies": "imaging_study study",
    "series": "imaging_study study JOIN imaging_series series ON series.study_id = study.id",
    "instances": (
        "imaging_study study JOIN imaging_series series ON series.study_id = study.id "
        "JOIN imaging_instance instance ON instance.series_id = series.id"
    ),
}
ALIASES: Final = {"studies": "study", "series": "series", "instances": "instance"}
VISIBLE: Final = {
    "studies": "study.indexed_at IS NOT NULL",
    "series": "study.indexed_at IS NOT NULL AND series.instance_count > 0",
    "instances": "instance.state = 'indexed'",
}
#: The order never changes while studies arrive, so that pages neither overlap nor skip.
ORDER: Final = {"studies": "study.id", "series": "series.id", "instances": "instance.id"}
AGENT_COLUMNS: Final = len(Principal._fields)
NO_FUZZY: Final = (
    '299 {service} "The fuzzymatching parameter is not supported. Only literal matching has been performed."'
)
CUT: Final = (
    '299 {service} "The number of results exceeded the maximum supported by the server. '
    'Additional results can be requested."'
)


def search(token: str, *, asked: Mapping[str, str | None], query: bytes, accept: str) -> Answer:
    """A page of what matches, for an agent's token. Raises Refused."""
    if not takes(accept, (DICOM_JSON, "application/json")):
        raise Refused(406, f"The answer is {DICOM_JSON}.")
    parsed = parse(str(asked["level"]), query)
    for level in ("study", "series"):
        if asked.get(level):
            parsed.conditions.append(f"{level}.uid = {parsed.value(asked[level])}")
    limit = min(MOST_RESULTS if parsed.limit is None else parsed.limit, MOST_RESULTS)
    levels = _shown_levels(parsed.level, asked)
    found = _rows(token, parsed, levels, limit + 1)
    admitted(principal_in(found))
    # An agent whose search finds nothing has one row without a place.
    rows = [row[AGENT_COLUMNS + 1 :] for row in found if row[AGENT_COLUMNS] is not None]
    body = b"[" + b",".join(_described(row, levels, parsed) for row in rows[:limit]) + b"]"
    wanted_more = parsed.limit is None or parsed.limit > MOST_RESULTS
    return Answer(body=body, headers=_warnings(parsed, cut=wanted_more and len(rows) > limit))


def _shown_levels(level: str, asked: Mapping[str, str | None]) -> tuple[str, ...]:
    """The levels whose attributes are answered: what the path says already is not repeated."""
    every = ("studies", "series", "instances")
    upper = every[: every.index(level)]
    named = {"studies": asked.get("study"), "series": asked.get("series")}
    return (*(one for one in upper if not named[one]), level)


def _rows(token: str, query: Query, levels: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """The agent and what it finds in one round trip: two would take a third more of its time."""
    wide = query.include_all or bool(query.include)
    columns = [f"{ALIASES[level]}.answer" for level in levels]
    columns += [f"{ALIASES[level]}.attributes::text" for level in levels if wide]
    uids = [f"{ALIASES[level]}.uid" for level in SOURCES if level in _path_levels(query.level)]
    conditions = ["study.customer_id = agent.customer_id", VISIBLE[query.level], *query.conditions]
    page = (
        f"SELECT {', '.join([f'{ORDER[query.level]} AS place', *uids, *columns])} FROM {SOURCES[query.level]} "  # noqa: S608  # all of it is ours
        f"WHERE {' AND '.join(conditions)} ORDER BY place LIMIT %(limit)s OFFSET %(offset)s"
    )
    statement = f"SELECT agent.*, found.* FROM ({FIND}) agent LEFT JOIN LATERAL ({page}) found ON true ORDER BY place"  # noqa: S608  # as above
    return rows_beside(token, statement, {**query.values, "limit": limit, "offset": query.offset})


def _path_levels(level: str) -> tuple[str, ...]:
    every = ("studies", "series", "instances")
    return every[: every.index(level) + 1]


def _described(row: Sequence[Any], levels: Sequence[str], query: Query) -> bytes:
    depth = len(_path_levels(query.level))
    uids, answers, wide = row[:depth], row[depth : depth + len(levels)], row[depth + len(levels) :]
    members = [f'"00081190":{{"Value":["{_url(uids)}"],"vr":"UR"}}', *_uids(uids, levels)]
    members += [inner for inner in (answer[1:-1] for answer in answers) if inner]
    text = "{" + ",".join(members) + "}"
    if not wide:
        return text.encode()
    return orjson.dumps({**_included(wide, query), **orjson.loads(text)}, option=orjson.OPT_SORT_KEYS)


def _uids(uids: Sequence[str], levels: Sequence[str]) -> Iterator[str]:
    """The UIDs of the levels above whose other attributes are left out."""
    for uid, level, tag in zip(uids, SOURCES, ("0020000D", "0020000E", "00080018"), strict=False):
        if level not in levels:
            yield f'"{tag}":{{"Value":["{uid}"],"vr":"UI"}}'


def _included(wide: Sequence[Any], query: Query) -> Json:
    found: Json = {}
    for attributes in wide:
        found |= orjson.loads(attributes)
    return found if query.include_all else {tag: found[tag] for tag in query.include if tag in found}


def _url(uids: Sequence[str]) -> str:
    study, *rest = uids
    return "/".join(
        [study_url(study), *(f"{kind}/{uid}" for kind, uid in zip(("series", "instances"), rest, strict=False))]
    )


def _warnings(query: Query, *, cut: bool) -> dict[str, str]:
    service = study_url("").removesuffix("/studies/")
    told = [NO_FUZZY] * query.fuzzy + [CUT] * cut
    return {"Warning": ", ".join(text.format(service=service) for text in told)} if told else {}
