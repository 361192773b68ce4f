"""``origin`` becomes ``entered_as``, see the field room."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_remove_figureimport_byte_count")]

    operations = [migrations.RenameField(name, "origin", "entered_as") for name in ("Figure", "MonitoringReport")]
