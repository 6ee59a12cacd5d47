"""Tests of the site: what it stores, and its pages in Chromium."""
