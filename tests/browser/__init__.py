"""Notebooks in a real browser: a private JupyterLab, Chromium, and what drives them."""
