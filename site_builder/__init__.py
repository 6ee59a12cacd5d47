"""The site: pages on which panels step with nothing installed, and the notebooks to read.

    python -m site_builder OUT

A panel's page holds what the panel shows at every step, so that it moves before Python is there.
"""
