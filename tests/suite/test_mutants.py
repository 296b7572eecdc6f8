"""scripts/mutants: which faults it puts into Python and SQL, and that a seed draws the same ones again."""

from pathlib import Path

from scripts.mutants import python_faults, sql_faults
from scripts.mutants.sample import IDEMPOTENCY, covering, every_fault, sample

ROOT = Path(__file__).resolve().parent.parent.parent


def python(text: str) -> list[str]:
    """Every text with one fault."""
    return [mutant.apply(text) for mutant in python_faults.faults_of("a.py", text)]


def sql(text: str) -> list[str]:
    return [mutant.apply(text) for mutant in sql_faults.faults_of("a.sql", text)]


def test_operators_and_numbers_are_changed() -> None:
    assert python("x = a <= b + 1") == ["x = a < b + 1", "x = a <= b - 1", "x = a <= b + 2"]
    assert python("x = a is not None and b") == ["x = a is None and b", "x = a is not None or b"]
    assert python("x = not a") == ["x = a"]


def test_statements_conditions_and_results_are_left_out() -> None:
    assert python("a.b = c") == ["pass"]
    assert python("f(a)") == ["pass"]
    assert python("if a:\n    raise E") == ["if not (a):\n    raise E", "if a:\n    pass"]
    assert python("def f():\n    return a") == ["def f():\n    return None"]


def test_what_a_query_asks_for_is_left_out_one_by_one() -> None:
    """As in the fault that burned bought credits: the end of a month without the kind."""
    assert python("q = m.filter(wallet=w, kind=k)") == ["q = m.filter(kind=k)", "q = m.filter(wallet=w)"]
    assert python("x = (HEAD, 'A', 'B')") == []
    assert python("x = ('A', 'B')") == ["x = ('B')", "x = ('A')"]
    assert python("x = f'{a}:{b}'") == ["x = f':{b}'", "x = f'{a}:'"]


def test_letters_beyond_ascii_move_no_fault() -> None:
    assert python("x = 'ü', a < b") == ["x = 'ü', a <= b"]


def test_docstrings_imports_types_and_names_for_people_have_no_faults() -> None:
    assert python("'''1 < 2'''\nimport a\nx: int\ndef __str__(self):\n    return 1") == []


def test_comments_parameters_and_casts_of_sql_are_left_alone() -> None:
    assert sql("-- a = 1\nSELECT %(a)s::int4 = 2") == [
        "-- a = 1\nSELECT %(a)s::int4 <> 2",
        "-- a = 1\nSELECT %(a)s::int4 = 3",
    ]


def test_conditions_of_sql_are_changed_and_left_out() -> None:
    text = "SELECT\nWHERE a > b\n    AND c = 'd'\n"
    assert sql(text) == [
        "SELECT\nWHERE a >= b\n    AND c = 'd'\n",
        "SELECT\nWHERE a > b\n",
        "SELECT\nWHERE a > b\n    OR c = 'd'\n",
        "SELECT\nWHERE a > b\n    AND c <> 'd'\n",
        "SELECT\nWHERE a > b\n    AND c = 'other'\n",
    ]


def test_a_sample_is_the_same_for_a_seed_and_has_three_of_ten_in_sql() -> None:
    first = sample(ROOT, 200, 1)
    assert first == sample(ROOT, 200, 1) != sample(ROOT, 200, 2)
    assert len(set(first)) == 200
    assert sum(mutant.path.endswith(".sql") for mutant in first) == 60


def test_every_file_with_faults_is_covered_by_tests_that_exist() -> None:
    mutants = [*every_fault(ROOT, ".py"), *every_fault(ROOT, ".sql")]
    assert IDEMPOTENCY in {mutant.path for mutant in mutants}
    assert not any("migrations" in mutant.path for mutant in mutants)
    for path in {mutant.path for mutant in mutants}:
        assert all((ROOT / tests).exists() for tests in covering(path))


def test_only_faults_of_the_named_files_are_drawn() -> None:
    assert {mutant.path for mutant in sample(ROOT, 20, 1, "idempotency")} == {IDEMPOTENCY}
    assert {mutant.path for mutant in sample(ROOT, 20, 1, "charge.sql")} == {"credits/sql/charge.sql"}
