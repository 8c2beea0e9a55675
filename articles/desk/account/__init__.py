"""Pages of the account: signing in, password, sessions, preferences, and the log of sign-ins."""
