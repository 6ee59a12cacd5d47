"""Where a panel stands on the site that a lecturer has put up, with these very numbers.

The site's address is in the environment variable `MLPCORE_SITE`: nobody's is built in.
"""

import os
from urllib.parse import quote_plus, urljoin, urlsplit

SITE = "MLPCORE_SITE"
PLAIN = "=,/*:~"  # of a code, which an address may have as they are: it is shorter so


def has_site() -> bool:
    """Whether an address of a site is set."""
    return bool(os.environ.get(SITE))


def link(word: str, code: str) -> str:
    """The address of the page that brings back the panel of a code; ValueError without a site."""
    site = os.environ.get(SITE, "").strip()
    if urlsplit(site).scheme not in ("http", "https") or not urlsplit(site).netloc:
        raise ValueError(f"{SITE} is {site!r:.60}: expected a site such as https://my.edu/mlp/")
    folder = site if site.endswith(("/", ".html")) else f"{site}/"
    return urljoin(folder, f"panels/{word}.html?code={quote_plus(code, safe=PLAIN)}")
