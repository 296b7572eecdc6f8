"""QIDO-RS (PS3.18, 10.6): one statement for a page of studies, series or instances.

The default attributes lie ready as text, so that a page is joined rather than built. Others are added to them in the
database, so that no attribute becomes an object here; what is large is read by bytes (imaging/dicomweb/rows.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from imaging.agents import FIND, Principal, principal_in, rows_beside
from imaging.dicomweb.accept import takes
from imaging.dicomweb.admission import may_read
from imaging.dicomweb.answers import DICOM_JSON, Answer, Refused
from imaging.dicomweb.query import LEVELS, MOST_RESULTS, Query, parse
from imaging.dicomweb.rows import MOST_BYTES, answer_of, measured, read_rows
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
#: The tag of each level's UID.
UIDS: Final = {"studies": "0020000D", "series": "0020000E", "instances": "00080018"}
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
    principal = may_read(principal_in(found))
    # An agent whose search finds nothing has one row without a place.
    rows = [row[AGENT_COLUMNS:] for row in found if row[AGENT_COLUMNS] is not None]
    cut = (parsed.limit is None or parsed.limit > MOST_RESULTS) and len(rows) > limit
    objects = _objects(principal, parsed, levels, rows[:limit])
    return answer_of(objects, principal, _warnings(parsed, cut=cut))


def _objects(
    principal: Principal, query: Query, levels: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Iterator[bytes]:
    """What each row is answered with: those that came with the first statement, then those that were left."""
    ready = [row for row in rows if row[-1] is not None]
    left = [row[0] for row in rows[len(ready) :]]
    for row in ready:
        yield _described(row, levels, query.level)
    values = {"customer": principal.customer_id, "tags": sorted(query.include)}
    for row in read_rows(_statement(query, levels), values, left) if left else ():
        yield _described(row, levels, query.level)


def _shown_levels(level: str, asked: Mapping[str, str | None]) -> tuple[str, ...]:
    """The levels whose attributes are answered: what the path says already is not repeated."""
    upper = LEVELS[: LEVELS.index(level)]
    named = {"studies": asked.get("study"), "series": asked.get("series")}
    return (*(one for one in upper if not named[one]), level)


def _rows(token: str, query: Query, levels: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """The agent and what it finds in one round trip: two would take a third more of its time.

    A row with further attributes may be large: of those only the places are found here.
    """
    conditions = ["study.customer_id = agent.customer_id", VISIBLE[query.level], *query.conditions]
    parts = ["NULL::text"] if _is_wide(query) else _answers(levels)
    page = f"{_page(query, parts, conditions)} ORDER BY place LIMIT %(limit)s OFFSET %(offset)s"
    found = measured(page, _columns(query.level), _names(parts))
    statement = f"SELECT agent.*, found.* FROM ({FIND}) agent LEFT JOIN LATERAL ({found}) found ON true ORDER BY place"  # noqa: S608  # all of it is ours
    values = {**query.values, "limit": limit, "offset": query.offset, "most": MOST_BYTES}
    return rows_beside(token, statement, values)


def _statement(query: Query, levels: Sequence[str]) -> str:
    """For rows by their places."""
    parts = [_wide(query, levels)] if _is_wide(query) else _answers(levels)
    conditions = ["study.customer_id = %(customer)s", f"{ORDER[query.level]} = ANY(%(ids)s)"]
    return measured(_page(query, parts, conditions), _columns(query.level), _names(parts))


def _page(query: Query, parts: Sequence[str], conditions: Sequence[str]) -> str:
    uids = [f"{ALIASES[level]}.uid AS {ALIASES[level]}_uid" for level in _path_levels(query.level)]
    texts = [f"{part} AS {name}" for part, name in zip(parts, _names(parts), strict=True)]
    columns = ", ".join([f"{ORDER[query.level]} AS place", *uids, *texts])
    return f"SELECT {columns} FROM {SOURCES[query.level]} WHERE {' AND '.join(conditions)}"  # noqa: S608  # all of it is ours


def _columns(level: str) -> list[str]:
    return ["place", *(f"{ALIASES[one]}_uid" for one in _path_levels(level))]


def _names(parts: Sequence[str]) -> list[str]:
    return [f"part{number}" for number in range(len(parts))]


def _answers(levels: Sequence[str]) -> list[str]:
    return [f"{ALIASES[level]}.answer" for level in levels]


def _is_wide(query: Query) -> bool:
    return query.include_all or bool(query.include)


def _wide(query: Query, levels: Sequence[str]) -> str:
    """The attributes that are asked for, and over them the default ones, but for what ``_described`` adds."""
    every = " || ".join(f"{ALIASES[level]}.attributes" for level in levels)
    chosen = f"(SELECT jsonb_object_agg(key, value) FROM jsonb_each({every}) WHERE key = ANY(%(tags)s))"  # noqa: S608  # all of it is ours
    asked = f"({every})" if query.include_all else f"coalesce({chosen}, '{{}}')"
    default = " || ".join(f"coalesce(nullif({answer}, ''), '{{}}')::jsonb" for answer in _answers(levels))
    added = ["00081190", *(UIDS[level] for level in _path_levels(query.level) if level not in levels)]
    return f"(({asked} || {default}) - '{{{','.join(added)}}}'::text[])::text"


def _path_levels(level: str) -> tuple[str, ...]:
    return LEVELS[: LEVELS.index(level) + 1]


def _described(row: Sequence[Any], levels: Sequence[str], level: str) -> bytes:
    """A row as an object: its address, UIDs of levels whose other attributes are left out, and its parts."""
    depth = 1 + len(_path_levels(level))
    uids, parts = row[1:depth], row[depth:]
    members = [f'"00081190":{{"Value":["{_url(uids)}"],"vr":"UR"}}', *_uids(uids, levels)]
    members += [inner for inner in (part[1:-1] for part in parts) if inner]
    return ("{" + ",".join(members) + "}").encode()


def _uids(uids: Sequence[str], levels: Sequence[str]) -> Iterator[str]:
    for level, uid in zip(LEVELS, uids, strict=False):
        if level not in levels:
            yield f'"{UIDS[level]}":{{"Value":["{uid}"],"vr":"UI"}}'


def _url(uids: Sequence[str]) -> str:
    study, *rest = uids
    return "/".join(
        [study_url(study), *(f"{kind}/{uid}" for kind, uid in zip(("series", "instances"), rest, strict=False))]
    )


def _warnings(query: Query, *, cut: bool) -> dict[str, str]:
    service = study_url("").removesuffix("/studies/")
    told = [NO_FUZZY] * query.fuzzy + [CUT] * cut
    return {"Warning": ", ".join(text.format(service=service) for text in told)} if told else {}
