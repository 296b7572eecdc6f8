"""`make run`: everything that Tollgate needs, started, watched and ended as one. It never imports Django itself."""
