"""A chapter's source, with one of each thing that a notebook writes otherwise."""

from tests.small import HEAD

CHAPTER = (
    HEAD
    + """description: A chapter.
---

# A chapter

(sec-start)=
## A start

As {cite:t}`ville1939` and {prf:ref}`the theorem <thm-x>` say, {eq}`eq-x`.

```{code-cell} ipython3
:tags: [hide-input]

1 + 1
```

````{prf:theorem} Ville
:label: thm-x

Let $x > 0$.

```{note}
Inside.
```
````

$$
x^2
$$ (eq-x)
"""
)
