"""The panels in marimo: `pip install "mlpcore[panels]" marimo`, then `marimo run marimo_app.py`.

`marimo edit marimo_app.py` shows the code beside them. A cell that reads a slider runs again when
the slider moves; `mo.ui.anywidget` is what makes marimo listen to a panel.
"""

import marimo

app = marimo.App(app_title="mlpcore: one step of backpropagation", width="full")


@app.cell
def _():
    import marimo as mo

    import mlpcore
    from mlpcore import panels

    return mlpcore, mo, panels


@app.cell
def _(mo):
    mo.md("""
    # One step of backpropagation

    Choose a learning rate, then step through the panel: click into it, and press Page Down.
    """)


@app.cell
def _(mo):
    eta = mo.ui.slider(0.1, 2.0, step=0.1, value=0.5, label="learning rate η", show_value=True)
    eta  # noqa: B018  # a cell of marimo shows its last line
    return (eta,)


@app.cell
def _(eta, mlpcore, mo, panels):
    mlp = mlpcore.MLP([2, 3, 2], "tanh", seed=1)
    mo.ui.anywidget(panels.step(mlp, [0.8, -0.4], [1.0, 0.0], eta=eta.value))


if __name__ == "__main__":
    app.run()
