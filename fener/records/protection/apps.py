from django.apps import AppConfig


class ProtectionRecords(AppConfig):
    name = "fener.records.protection"
    label = "protection"
