"""The parts that every panel uses: HTML, matrices, formulas, controls, pictures, the theme."""
