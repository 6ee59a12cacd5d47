"""Tests of mlpcore.lesson.notation."""
