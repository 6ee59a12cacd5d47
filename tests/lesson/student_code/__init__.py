"""Tests of mlpcore.lesson.student_code."""
