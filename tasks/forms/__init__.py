"""Forms of the settings and onboarding pages. They validate input; verbs do the writing."""
