"""Tests of mlpcore.lesson.activation."""
