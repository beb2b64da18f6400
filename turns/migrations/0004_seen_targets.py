"""Which targets of an action were not hidden. What is stored of turns and actions is told anew, from the journal, so that what
was hidden while it went on is shown to DMs alone; records that were restored from Convex stay."""

from typing import Any

from django.db import migrations, models

TOLD_ANEW = {"TurnRecord": "turns.turn_records", "PlayerAction": "turns.player_actions"}


def forget(apps: Any, schema_editor: Any) -> None:
    cursors = apps.get_model("interactions", "FollowerCursor").objects
    for model, follower in TOLD_ANEW.items():
        apps.get_model("turns", model).objects.filter(restored_from="").delete()
        cursors.filter(follower=follower).update(seq=0, error="")


class Migration(migrations.Migration):
    dependencies = [("turns", "0003_restored_records"), ("interactions", "0008_noted_drafts")]

    operations = [
        migrations.AddField(
            model_name="playeraction",
            name="seen_targets",
            field=models.JSONField(
                default=list, help_text="Those that were not hidden then: all that players are told."
            ),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
