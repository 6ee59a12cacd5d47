"""Tests of mlpcore.lesson.gradcheck."""
