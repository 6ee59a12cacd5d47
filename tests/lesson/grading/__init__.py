"""Tests of mlpcore.lesson.grading."""
