"""What all panels share: the widget, going from place to place, state codes, the scripts."""
