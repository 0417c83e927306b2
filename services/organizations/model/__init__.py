"""What an organization, its posts and its members are, and the rules they keep; no clock, no broker, no HTTP here."""
