"""Tests of mlpcore.lesson.batch."""
