"""What the product remembers."""

from tasks.models.domain import Domain
from tasks.models.history import Activity, Change, Completion, MaterializationCycle
from tasks.models.instance import TaskInstance
from tasks.models.label import Label, TaskLabel
from tasks.models.series import Series
from tasks.models.task import Task, TaskDependency

__all__ = [
    "Activity",
    "Change",
    "Completion",
    "Domain",
    "Label",
    "MaterializationCycle",
    "Series",
    "Task",
    "TaskDependency",
    "TaskInstance",
    "TaskLabel",
]
