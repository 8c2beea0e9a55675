"""Why an export, a backup or a restore can't be made."""


class TransferError(Exception):
    """An export, backup or restore was refused or failed; the message says why, for people."""
