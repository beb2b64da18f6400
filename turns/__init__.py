"""What happened: turn records, player actions, the log and the reward ledger, read from the journal."""
