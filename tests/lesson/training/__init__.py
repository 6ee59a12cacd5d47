"""Tests of mlpcore.lesson.training."""
