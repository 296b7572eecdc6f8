"""How dates and times are written for people: sortable, 24 hours, never in doubt about day and month."""
