from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    """The shared cache that limits of sign-ins are counted in. Does nothing where the table exists."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles_tokens_audit")]
    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
