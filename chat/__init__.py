"""What was said: messages read from the journal, their history and moderation."""
