"""Accounts of people: client addresses, limits of failed sign-ins, passwords, sessions, logs.

The logs are those of sign-ins and of refused requests. `articles.desk.account` has the pages.
"""
