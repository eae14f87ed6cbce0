"""Loaded by every Python that has this folder on its path: refuses connections beyond this machine."""

from tests import netguard

netguard.install()
