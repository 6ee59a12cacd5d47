"""Tests of mlpcore.lesson.steps."""
