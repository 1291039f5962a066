"""The addresses of the product."""

from __future__ import annotations

from django.urls import path

from tasks.api import api
from tasks.views import planner

app_name = "tasks"
urlpatterns = [
    path("", planner.planner, {"page": "today"}, name="today"),
    path("week/", planner.planner, {"page": "week"}, name="week"),
    path("thoughts/", planner.planner, {"page": "thoughts"}, name="thoughts"),
    path("api/v1/", api.urls),
]
