"""Tests of mlpcore.lesson.exercise_book."""
