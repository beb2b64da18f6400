from django.db import migrations

from campaigns.convex.watching import Watch, Watched


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0005_what_convex_may_not_have_heard'),
    ]

    operations = [
        Watch([Watched('campaigns_map', 'pictures', of=('image',))]),
    ]
