"""Plainer names of the places where people act: History, and other pages of the desk."""

from django.db import migrations, models

PLACES = [
    ("queue", "in the queue"),
    ("article", "on the article's page"),
    ("review", "in review"),
    ("admin", "in the admin"),
    ("conflicts", "on the page of conflicts"),
    ("history", "in History"),
    ("desk", "on another page of the desk"),
    ("command", "by a command"),
    ("import", "by an import"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_setting_runs")]

    operations = [
        migrations.AlterField("act", "place", models.CharField(choices=PLACES, max_length=10)),
        migrations.AlterField("batch", "place", models.CharField(choices=PLACES, max_length=10)),
    ]
