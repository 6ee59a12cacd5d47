"""The extras of the package, as in `mlpcore[panels]`: who needs one and lacks it is told."""

from importlib import import_module


def require(who: str, extra: str, *packages: str) -> None:
    """Load packages of an extra; ModuleNotFoundError with its name where one is not installed.

    They are loaded and not looked for: a Python in a browser finds a package once it has loaded it.
    """
    for package in packages:
        try:
            import_module(package)
        except ModuleNotFoundError as missing:
            mend = f'which comes with the extra {extra}: pip install "mlpcore[{extra}]"'
            name = (missing.name or package).partition(".")[0]
            raise ModuleNotFoundError(f"{who} needs {name}, {mend}", name=name) from missing


__all__ = ["require"]
