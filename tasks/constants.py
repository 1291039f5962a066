"""The numbers of the product, named."""

from __future__ import annotations

from datetime import date, timedelta

# Titles, notes and names, in characters.
TITLE_LENGTH = 500
DESCRIPTION_LENGTH = 10_000
DOMAIN_NAME_LENGTH = 100
LABEL_NAME_LENGTH = 50

# The day view and the planner assume this for tasks without a duration; it is never stored.
ASSUMED_DURATION = 30  # minutes

# The days that can be stored: each has an instant in every time zone.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

# Tasks nest under a domain: task › subtask › subtask.
TREE_LEVELS = 3

# A series can repeat this often on each of its days: every hour.
MAX_TIMES_A_DAY = 24

# Instances exist this many days ahead of the user's own today.
MATERIALIZATION_HORIZON_DAYS = 60
# The time limit of a cycle; the next cycle continues.
MATERIALIZATION_TIMEOUT_SECONDS = 300
# The time limit of one statement, whatever a user has stored.
MATERIALIZATION_STATEMENT_TIMEOUT_MS = 20_000
# Users per background job: well under the job timeout, and enough to spread over workers.
MATERIALIZATION_CHUNK_USERS = 100
# After this long a job hands its remaining users to another job. Even with one more statement it
# ends before the job timeout, which would kill it.
MATERIALIZATION_CHUNK_SECONDS = 30
# Series per transaction, so that a user with 10,000 series makes progress.
MATERIALIZATION_CHUNK_SERIES = 500

# The longest time that a person can be away.
MAX_AWAY_DAYS = 366
# How many periods of days away a person can have, past ones included.
MAX_AWAY_PERIODS = 100

# Completed and skipped instances are deleted after this many days; history stays.
INSTANCE_RETENTION_DAYS = 90

# The page loads this many days before and after today; it fetches others when they are opened.
SNAPSHOT_DAYS = 14

# How often other calendars are synced; after errors at growing intervals up to the maximum.
CALENDAR_SYNC_MINUTES = 15
CALENDAR_FEED_MINUTES = 60  # subscribed ICS addresses
CALENDAR_WATCHED_MINUTES = 60  # accounts whose provider notifies us of changes
CALENDAR_MAX_RETRY_MINUTES = 6 * 60
# Days before and after today that are copied. When fewer than the last are left ahead, everything
# is listed again: every ten days, which also repairs changes that a provider failed to report.
CALENDAR_DAYS_BACK = 30
CALENDAR_DAYS_AHEAD = 400
CALENDAR_MIN_DAYS_AHEAD = 390
# Days before and after today whose blocks are pushed; instances reach as far.
CALENDAR_PUSH_DAYS_BACK = 1
CALENDAR_PUSH_DAYS_AHEAD = MATERIALIZATION_HORIZON_DAYS
# A listing that lacks this number and share of a calendar's entries looks like an accident:
# the entries stay until the user confirms.
CALENDAR_HELD_ENTRIES = 10
CALENDAR_HELD_SHARE = 0.2
# Requests that an account may make at once, and how many are added per second.
CALENDAR_BUDGET = 120
CALENDAR_BUDGET_PER_SECOND = 2
# How long the sync log, and calendars that an account no longer lists, are kept.
CALENDAR_LOG_DAYS = 30

# How far a feed reaches back: less than the retention of finished instances.
FEED_DAYS_BACK = 45
# How often programs should read a feed; an unchanged one costs two queries.
FEED_REFRESH_INTERVAL = timedelta(hours=1)

# What CalDAV clients see: instances so many days ahead, as tasks and as blocks, and completed ones
# for so many days. Less than the horizon and the retention of instances.
DAV_TASK_DAYS_AHEAD = 14
DAV_BLOCK_DAYS_AHEAD = 45
DAV_DAYS_BACK = 30
# Earlier states of a collection that sync tokens may refer to.
DAV_MAX_STATES = 30
# Feeds, and app passwords, per user.
MAX_SHARES = 20
