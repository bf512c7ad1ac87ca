"""From Sphinx's document tree to the house's HTML: statements, formulas, terms and permanent links."""
