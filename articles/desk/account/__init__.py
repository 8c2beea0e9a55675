"""Pages of one's account: sign-in, second factor, password, sessions and preferences.

Also the page of all sign-ins, for superusers.
"""
