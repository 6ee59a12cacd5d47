"""Tests of mlpcore.lesson.slip_book."""
