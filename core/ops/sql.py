"""Hand-written SQL of operations: about PostgreSQL itself, which has no models in Django."""

# Send a payload to all listeners of a channel when the transaction commits.
NOTIFY = "SELECT pg_notify(%s, %s)"

# The clock of the database, for comparison with this machine's.
CLOCK = "SELECT clock_timestamp()"

# Client connections to all databases; background processes have no datname.
CONNECTION_COUNT = "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"

DATABASE_SIZE = "SELECT pg_size_pretty(pg_database_size(current_database()))"

# End idle web connections that are older than the migration, and count those that are still busy.
# Connections of the running release keep plans of their statements, which fail once a column has
# another type ("cached plan must not change result type"). Their next request opens a new one.
END_OLD_CONNECTIONS = """
WITH older AS (
    SELECT pid, state FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
    AND application_name = 'whendoist-web' AND backend_start < %s
)
SELECT count(*) FILTER (WHERE state <> 'idle' OR NOT pg_terminate_backend(pid)) FROM older
"""
