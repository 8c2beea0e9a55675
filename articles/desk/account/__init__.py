"""Pages of the account: signing in, preferences, and the log of sign-ins."""
