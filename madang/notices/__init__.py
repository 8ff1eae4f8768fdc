"""What is sent to people: e-mail, its outbox."""
