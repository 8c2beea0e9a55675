"""The second factor of signing in: who needs one, what a person has, and the check of a code.

A *factor* is an authenticator app (TOTP) or a passkey; recovery codes stand in for one. A session
is *verified* once it has taken the second step (django-otp's `is_verified`).
"""
