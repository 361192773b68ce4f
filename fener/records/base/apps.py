from django.apps import AppConfig


class BaseRecords(AppConfig):
    name = "fener.records.base"
    label = "base"
