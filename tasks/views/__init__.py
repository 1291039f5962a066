"""The HTML pages: planner, settings and onboarding."""
