"""Tests of mlpcore.lesson."""
