"""Runs in each kernel of JupyterLite before the first cell, among the names of whoever uses it.

A look into the folder of the notebooks asks the page and waits for it, so that folder is the last
place where a module is looked for. And while a person still reads, the panels are imported.
"""

import asyncio
import sys

sys.path.sort(key=lambda folder: folder == "")
asyncio.get_event_loop().call_later(0.5, __import__, "mlpcore.panels")
del asyncio, sys
