"""Imported by Python at its start in the processes that tests start; see `network_guard`."""

import network_guard

network_guard.install()
