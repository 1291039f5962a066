"""The tables of the product."""

from tasks.models.away import Away
from tasks.models.calendar import Calendar, CalendarAccount
from tasks.models.dependency import TaskDependency
from tasks.models.domain import Domain
from tasks.models.event import Event
from tasks.models.history import Activity, Change, Completion, MaterializationCycle
from tasks.models.instance import TaskInstance
from tasks.models.label import Label, TaskLabel
from tasks.models.proposal import Proposal
from tasks.models.series import Series
from tasks.models.sharing import AppPassword, CalendarFeed, DavName, DavState
from tasks.models.sync import PushedBlock, SyncRun
from tasks.models.task import Task
from tasks.models.timer import TimeEntry

__all__ = [
    "Activity",
    "AppPassword",
    "Away",
    "Calendar",
    "CalendarAccount",
    "CalendarFeed",
    "Change",
    "Completion",
    "DavName",
    "DavState",
    "Domain",
    "Event",
    "Label",
    "MaterializationCycle",
    "Proposal",
    "PushedBlock",
    "Series",
    "SyncRun",
    "Task",
    "TaskDependency",
    "TaskInstance",
    "TaskLabel",
    "TimeEntry",
]
