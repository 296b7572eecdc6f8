-- A minute of counters needs no crash safety, and without the write-ahead log an admission costs no disk flush.
-- Each request rewrites its row; half-empty pages keep the new version off the index.
ALTER TABLE partners_ratewindow SET UNLOGGED;
ALTER TABLE partners_ratewindow SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
