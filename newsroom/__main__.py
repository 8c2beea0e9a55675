"""The command line of Newsroom as `python -m newsroom`."""

from newsroom.cli import main

if __name__ == "__main__":
    main()
