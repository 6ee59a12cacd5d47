"""Tests of mlpcore.panels."""
