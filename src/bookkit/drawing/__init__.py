"""Drawings: the house style, Matplotlib's SVG as part of a page, figures."""
