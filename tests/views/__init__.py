"""Tests of mlpcore.views."""
