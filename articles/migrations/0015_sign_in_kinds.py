"""The log of sign-ins has changed passwords, ended sessions and second steps by a passkey too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_upstream_doubts")]

    operations = [
        migrations.AlterField(
            model_name="signinevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("in", "signed in"),
                    ("out", "signed out"),
                    ("refused", "refused"),
                    ("step", "took the second step by the app"),
                    ("passkey", "took the second step by a passkey"),
                    ("recover", "took the second step by a recovery code"),
                    ("no step", "refused at the second step"),
                    ("factors", "changed their second factor"),
                    ("reset", "had their second factor reset"),
                    ("pass", "changed their password"),
                    ("set", "had a new password set"),
                    ("ended", "ended other sessions of theirs"),
                    ("all end", "had all sessions ended"),
                ],
                max_length=7,
            ),
        ),
    ]
