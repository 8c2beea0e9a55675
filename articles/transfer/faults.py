"""Why an export, a backup or a restore can't be made."""


class TransferError(Exception):
    """The work was refused or failed, and nothing was changed; the message says what to do."""
