"""Every number of the product, named."""

from __future__ import annotations

from datetime import date

# Titles, notes and names, in characters.
TITLE_LENGTH = 500
DESCRIPTION_LENGTH = 10_000
DOMAIN_NAME_LENGTH = 100
LABEL_NAME_LENGTH = 50

# What the day view and the planner assume when nobody said how long; never written back.
ASSUMED_DURATION = 30  # minutes

# Days are of our time: each has an instant in every zone, with room on both sides.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

# Tasks nest under a domain: task › subtask › subtask.
TREE_LEVELS = 3

# Instances are kept this many days ahead of the person's own today.
MATERIALIZATION_HORIZON_DAYS = 60
# A whole cycle may take this long; what is left waits for the next one.
MATERIALIZATION_TIMEOUT_SECONDS = 300
# One statement of one user may take this long, whatever they stored.
MATERIALIZATION_STATEMENT_TIMEOUT_MS = 20_000
# Users per background job: well under the cluster's job timeout, enough to spread over workers.
MATERIALIZATION_CHUNK_USERS = 100
# After this long a job leaves the rest of its users to another: with one statement more it still
# ends before the cluster's job timeout, which would kill it and keep those behind waiting.
MATERIALIZATION_CHUNK_SECONDS = 30
# Series per transaction: somebody with 10,000 of them still makes progress.
MATERIALIZATION_CHUNK_SERIES = 500

# Old completed and skipped instances go after this many days; history stays.
INSTANCE_RETENTION_DAYS = 90

# The page opens with this many days before and after today; others are fetched when looked at.
SNAPSHOT_DAYS = 14

# Calendars elsewhere are read this often, and after trouble at growing distance up to the latter.
CALENDAR_SYNC_MINUTES = 15
CALENDAR_FEED_MINUTES = 60  # subscribed ICS addresses, which are files rather than services
CALENDAR_RETRY_MOST_MINUTES = 6 * 60
# Days before and after today that are kept of them. When fewer than the latter are left ahead all
# is listed anew: every ten days, which also mends what a provider may have failed to tell.
CALENDAR_DAYS_BACK = 30
CALENDAR_DAYS_AHEAD = 400
CALENDAR_DAYS_AHEAD_LEAST = 390
# Days before and after today whose blocks are pushed: as far as instances reach.
CALENDAR_PUSH_DAYS_BACK = 1
CALENDAR_PUSH_DAYS_AHEAD = MATERIALIZATION_HORIZON_DAYS
# A run that would delete more than this waits for a person; a few never do.
CALENDAR_DELETIONS_MOST = 50
CALENDAR_DELETIONS_SHARE = 0.2
CALENDAR_DELETIONS_FINE = 3
# Requests an account may make at once, and how many come back each second.
CALENDAR_BUDGET = 120
CALENDAR_BUDGET_PER_SECOND = 2
# The sync log is kept this long, as is what an account no longer lists.
CALENDAR_LOG_DAYS = 30

# A feed reaches back this far: less than finished instances are kept.
FEED_DAYS_BACK = 45

# What CalDAV clients see: days of series so many days ahead as tasks, and as blocks; completed ones
# for so many days. Less than instances are made ahead, and kept.
DAV_TASK_DAYS_AHEAD = 14
DAV_BLOCK_DAYS_AHEAD = 45
DAV_DAYS_BACK = 30
# Earlier states of a collection that a sync token may name.
DAV_STATES_KEPT = 30
# Feeds, and app passwords, that one person may have.
SHARES_MOST = 20
