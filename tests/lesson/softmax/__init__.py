"""Tests of mlpcore.lesson.softmax."""
