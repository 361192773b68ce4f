from django.apps import AppConfig


class Jobs(AppConfig):
    name = "fener.jobs"
    label = "jobs"
