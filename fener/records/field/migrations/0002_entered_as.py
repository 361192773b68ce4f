"""``origin`` said both where a record came from and where a leg begins: legs had lost the first. Now each has its name."""

from django.db import migrations, models


def mark_reference(apps, schema_editor):
    # Until now only the reference base brought prices and segments.
    for name in ("PriceReport", "RouteSegment"):
        apps.get_model("field", name)._base_manager.update(entered_as="reference")


class Migration(migrations.Migration):
    dependencies = [("field", "0001_initial")]

    operations = [
        *(
            migrations.RenameField(name, "origin", "entered_as")
            for name in ("CooperationInstrument", "Incident", "Observation", "Stakeholder")
        ),
        *(
            migrations.AddField(name, "entered_as", models.CharField(default="field", max_length=12))
            for name in ("PriceReport", "RouteSegment")
        ),
        migrations.RunPython(mark_reference, migrations.RunPython.noop),
    ]
