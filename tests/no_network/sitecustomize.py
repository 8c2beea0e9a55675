"""Imported by Python at its start in the processes that tests start; see `network_guard`."""

import sys

import network_guard

# A process that runs tests, as pytest-xdist starts some, imports the same module by this name.
sys.modules.setdefault("tests.no_network.network_guard", network_guard)
network_guard.install()
