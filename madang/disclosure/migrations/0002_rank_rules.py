"""Korea's rank rules, as the action plan of 2014 gives them. An installation elsewhere sets its own."""

from datetime import date

from django.db import migrations

RULES = [
    (date(2014, 3, 1), "director-general", "Official Information Disclosure Act art. 8-2; action plan 2014-2016, 2.c"),
    (date(2015, 1, 1), "director", "Action plan 2014-2016, 2.c: documents signed by directors from 2015"),
]


def enter(apps, schema_editor):
    model = apps.get_model("disclosure", "DatedRankRule")
    for since_on, rank, source in RULES:
        model.objects.get_or_create(since_on=since_on, defaults={"rank": rank, "source": source})


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
