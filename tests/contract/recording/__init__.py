"""A walk over all operations whose answers, the same in each run, are the examples of the documents."""
