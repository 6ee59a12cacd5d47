"""Tests of mlpcore.lesson.worksheets."""
