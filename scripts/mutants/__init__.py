"""Small faults put into the ledger and into Idempotency-Key, one at a time: do the tests notice?

``make mutants`` runs a seeded sample (COUNT=200, SEED=1); ``make mutants COUNT=20`` is a quick look, ONLY=ledger one of
files whose path has this in it, JOBS=2 how many run at a time. The tools that exist for this (mutmut, Cosmic Ray)
change Python only; three faults of ten here are in SQL. A fault is a change of text in a copy of the sources, so both
kinds go the same way. It takes hours: a fault that is noticed costs about as much as starting the tests, one that isn't
all of the tests that cover its file.
"""
