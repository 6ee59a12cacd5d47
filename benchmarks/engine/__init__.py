"""How quick mlpcore's engine is beside a plain NumPy class and beside other libraries."""
