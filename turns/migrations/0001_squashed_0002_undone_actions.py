"""The tables of what happened made in one step: a fresh database is migrated in a third of the time. The steps that it replaces stay
for databases that have taken them; both ways lead to the same schema."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('turns', '0001_initial'), ('turns', '0002_undone_actions')]

    initial = True

    dependencies = [
        ('interactions', '0003_alerts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('interaction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='settlement', serialize=False, to='interactions.interaction')),
                ('seq', models.PositiveIntegerField()),
                ('at', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CastMember',
            fields=[
                ('entity_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('entity_type', models.CharField(max_length=16)),
                ('user_id', models.CharField(blank=True, max_length=64)),
                ('source_id', models.CharField(blank=True, max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('seq', models.PositiveIntegerField()),
                ('interaction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cast', to='interactions.interaction')),
            ],
        ),
        migrations.CreateModel(
            name='RewardGrant',
            fields=[
                ('id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('entity_id', models.CharField(max_length=64)),
                ('player_character_id', models.CharField(blank=True, max_length=64)),
                ('xp', models.PositiveIntegerField(default=0)),
                ('item_id', models.CharField(blank=True, max_length=64)),
                ('item_name', models.CharField(blank=True, max_length=120)),
                ('quantity', models.PositiveIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=2000)),
                ('action_id', models.CharField(blank=True, max_length=64)),
                ('granted_at', models.BigIntegerField()),
                ('reversed', models.BooleanField(default=False)),
                ('audience', models.CharField(choices=[('all', 'all'), ('party', 'party'), ('dm', 'dm')], default='all', max_length=5)),
                ('seq', models.PositiveIntegerField()),
                ('revision', models.PositiveIntegerField()),
                ('interaction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reward_grants', to='interactions.interaction')),
            ],
            options={
                'ordering': ['interaction', 'seq', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LiveInteractionLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('i', models.PositiveSmallIntegerField()),
                ('event_type', models.CharField(max_length=32)),
                ('event_data', models.TextField(help_text='JSON. The database need not parse it again with every row.')),
                ('user_id', models.CharField(blank=True, max_length=64)),
                ('entity_id', models.CharField(blank=True, max_length=64)),
                ('timestamp', models.BigIntegerField()),
                ('session_id', models.CharField(blank=True, max_length=64)),
                ('audience', models.CharField(choices=[('all', 'all'), ('party', 'party'), ('dm', 'dm')], default='all', max_length=5)),
                ('interaction', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='logs', to='interactions.interaction')),
            ],
            options={
                'ordering': ['interaction', 'seq', 'i'],
                'constraints': [models.UniqueConstraint(fields=('interaction', 'seq', 'i'), name='log_event_once')],
            },
        ),
        migrations.CreateModel(
            name='PlayerAction',
            fields=[
                ('id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('player_character_id', models.CharField(blank=True, max_length=64)),
                ('entity_id', models.CharField(max_length=64)),
                ('user_id', models.CharField(blank=True, max_length=64)),
                ('turn_id', models.CharField(max_length=64)),
                ('verb', models.CharField(max_length=64)),
                ('action_type', models.CharField(max_length=16)),
                ('action_description', models.CharField(blank=True, max_length=2000)),
                ('targets', models.JSONField(default=list)),
                ('submitted_at', models.BigIntegerField()),
                ('status', models.CharField(max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('visibility', models.CharField(max_length=6)),
                ('dm_notes', models.CharField(blank=True, max_length=2000)),
                ('associated_item_id', models.CharField(blank=True, max_length=64)),
                ('awarded_xp', models.PositiveIntegerField(default=0)),
                ('awarded_item_ids', models.JSONField(default=list)),
                ('created_at', models.BigIntegerField()),
                ('audience', models.CharField(choices=[('all', 'all'), ('party', 'party'), ('dm', 'dm')], default='all', max_length=5)),
                ('seq', models.PositiveIntegerField()),
                ('revision', models.PositiveIntegerField()),
                ('interaction', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='player_actions', to='interactions.interaction')),
                ('undone', models.BooleanField(default=False, help_text='Its turn was rewound.')),
            ],
            options={
                'ordering': ['interaction', 'seq'],
                'indexes': [models.Index(fields=['interaction', 'seq'], name='actions_of_interaction')],
            },
        ),
        migrations.CreateModel(
            name='TurnRecord',
            fields=[
                ('turn_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('entity_id', models.CharField(max_length=64)),
                ('entity_type', models.CharField(max_length=16)),
                ('user_id', models.CharField(blank=True, max_length=64)),
                ('turn_number', models.PositiveIntegerField()),
                ('seen_number', models.PositiveIntegerField(help_text='As the players count.')),
                ('round_number', models.PositiveIntegerField()),
                ('actions', models.JSONField(default=list)),
                ('start_time', models.BigIntegerField()),
                ('end_time', models.BigIntegerField(null=True)),
                ('status', models.CharField(blank=True, help_text='completed, skipped or timeout; empty: under way.', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('undone', models.BooleanField(default=False)),
                ('catch_up_for', models.CharField(blank=True, max_length=64)),
                ('audience', models.CharField(choices=[('all', 'all'), ('party', 'party'), ('dm', 'dm')], default='all', max_length=5)),
                ('seq', models.PositiveIntegerField()),
                ('revision', models.PositiveIntegerField()),
                ('interaction', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='turn_records', to='interactions.interaction')),
            ],
            options={
                'ordering': ['interaction', 'turn_number'],
                'indexes': [models.Index(fields=['interaction', 'turn_number'], name='turns_of_interaction')],
            },
        ),
    ]
