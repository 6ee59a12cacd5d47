"""Tests of mlpcore.commands."""
