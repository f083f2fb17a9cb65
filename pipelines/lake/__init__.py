"""The warehouse in a DuckLake: versions as snapshots, the catalogue in PostgreSQL, the files on shared storage.

Several machines share one warehouse then. Nothing else changes: a version is built and checked in a local DuckDB file
as always, and publishing it copies its tables into the lake in one transaction, which is one snapshot. A table that is
the same as in the version before is not written again. A row in the catalogue points to the version that is served.

Readers do not query the lake: each machine fetches the served version once into its own versions folder (time travel
to the snapshot), holds it against the fingerprints of what was published, and opens it as any version – read-only and
closed to files and network. A page costs what it costs on one machine, and a catalogue that is down for an hour
disturbs nobody.

`setting.py` reads the one setting, `engine.py` is DuckDB with its extensions, `catalogue.py` what stands in PostgreSQL,
`tables.py` copies versions in and out, `copies.py` keeps the copies on this machine, `moving.py` moves a warehouse in
and back.
"""
