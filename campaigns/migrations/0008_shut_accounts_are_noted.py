from django.db import migrations

from campaigns.convex.watching import Watch, Watched


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0007_documents_as_texts'),
    ]

    operations = [
        Watch([Watched('auth_user', 'users', of=('username', 'first_name', 'last_name', 'is_active'))]),
    ]
