"""Accounts of people: client addresses, limits of sign-ins, passwords, sessions, refused requests.

`articles.desk.account` has the pages, `articles.accounts.sign_in_log` the log of sign-ins.
"""
