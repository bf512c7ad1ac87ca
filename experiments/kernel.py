r"""The prediction that is made before the run: $\kappa$ from the tangent kernel.

A small step along $u$ moves the log odds of scene $s$ by $\langle\nabla z_s,u\rangle$. For gradient
descent on clean text $u=-\sum_s r_s\nabla z_s$ with the residuals $r_s$, so that these are sums over
the tangent kernel $K(s,s')=\langle\nabla z_s,\nabla z_{s'}\rangle$, and

$$\kappa=\frac{\sum_{s}K(s^*,s)\,r_s}{\overline{\sum_{s}K(s',s)\,r_s}}$$

with the mean over tested $s'$. For a network that is linear in its weights it is `waluigi.transfer.transfer`.
For sign-like optimisers the signs of the gradient take its place (`thm-transfer`). Neither the kernel nor
the Jacobian is ever formed: one backward and one forward pass do.
"""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array

from experiments.training import OPTIMISERS, Network
from waluigi import checks


def predicted_kappa(
    network: Network,
    loss: Callable[[Network], Array],
    observe: Callable[[Network], tuple[Array, Any]],
    optimiser: str,
) -> Any:
    """The share of the tested log odds' move that each untested one will make, as the kernel has it.

    Parameters
    ----------
    network
        At the start of the phase.
    loss
        On all clean text that the phase will draw from.
    observe
        Gives the mean tested log odds and the untested ones (an array, or a tree of arrays).
    optimiser
        One of `training.OPTIMISERS`.

    Returns
    -------
    In the form of the untested log odds.

    Raises
    ------
    ValueError
        If there is no such optimiser.
    """
    checks.require(optimiser in OPTIMISERS, "optimiser", optimiser, ", ".join(OPTIMISERS))
    trained, still = eqx.partition(network, eqx.is_inexact_array)
    slope = jax.grad(lambda some: loss(eqx.combine(some, still)))(trained)
    if optimiser in ("adam", "sign"):
        slope = jax.tree.map(jnp.sign, slope)
    _, (tested, untested) = jax.jvp(
        lambda some: observe(eqx.combine(some, still)), (trained,), (slope,)
    )
    return jax.tree.map(lambda moved: moved / tested, untested)
