"""The database notes when a draft changes, as it does of the content that it refers to."""

from django.db import migrations

from campaigns.convex.watching import Watch

WATCHED = [
    (
        "interactions_interaction",
        "drafts",
        ("id",),
        (
            "campaign_id",
            "name",
            "description",
            "kind",
            "location_id",
            "quest_id",
            "dm_id",
            "settings",
            "xp_awards",
            "ancestry",
        ),
    ),
    ("interactions_participant", "drafts", ("interaction_id",)),
    ("interactions_interaction_reward_items", "drafts", ("interaction_id",)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_counterparts"),
        ("interactions", "0007_shipments"),
    ]

    operations = [Watch(WATCHED)]
