#!/usr/bin/env python
"""The command line of Newsroom: `python manage.py help` lists the commands."""

from newsroom.cli import main

if __name__ == "__main__":
    main()
