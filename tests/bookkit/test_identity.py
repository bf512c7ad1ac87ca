import pytest
import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from bookkit import agree, identity
from bookkit.results.identity import Disagreement, NotProved
from bookkit.results.tex import pieces, tex

p, q, n = sp.symbols("p q n", positive=True)
k, m = sp.symbols("k m", integer=True, nonnegative=True)
s = sp.Symbol("s", integer=True)
last = sp.Symbol("S", integer=True, positive=True)
a, b, early, late = (sp.IndexedBase(name, positive=True) for name in ("a", "b", "N", "M"))


def over(factor: sp.Expr) -> sp.Product:
    return sp.Product(factor, (s, 1, last))


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (sp.log(2) / -sp.log(1 - p), -sp.log(2) / sp.log(1 - p)),
        ((p + q) ** 2, p**2 + 2 * p * q + q**2),
        (p / (p + q) / (q / (p + q)), p / q),
        (sp.log(p**n * q**n), n * sp.log(p) + n * sp.log(q)),
        (sp.exp(n * sp.log(p)), p**n),
        (sp.Sum(k, (k, 0, m)), m * (m + 1) / 2),
        (sp.gamma(n + 1), n * sp.gamma(n)),
        (sp.beta(p, q + 1) / sp.beta(p, q), q / (p + q)),
        (sp.tanh(n), (sp.exp(n) - sp.exp(-n)) / (sp.exp(n) + sp.exp(-n))),
        (over(a[s] ** (early[s] + late[s])), over(a[s] ** early[s]) * over(a[s] ** late[s])),
        (over(a[s] ** late[s]) / over(b[s] ** late[s]), over((a[s] / b[s]) ** late[s])),
        (
            p * over(a[s] ** late[s]) / (p * over(a[s] ** late[s]) + q * over(b[s] ** late[s])),
            1 / (1 + q / p * over((b[s] / a[s]) ** late[s])),
        ),
        (sp.log(over(a[s] ** late[s])), sp.Sum(late[s] * sp.log(a[s]), (s, 1, last))),
        (sp.exp(n * log1p(-p)) + expm1(q), (1 - p) ** n + sp.exp(q) - 1),
        (0, sp.sin(n) ** 2 + sp.cos(n) ** 2 - 1),
    ],
)
def test_what_is_equal_is_proved(lhs: sp.Expr, rhs: sp.Expr) -> None:
    proved = identity(lhs, rhs, proves="thm-some")
    assert 'data-proves="thm-some"' in proved._repr_html_()
    assert tex(sp.sympify(rhs)) in proved._repr_latex_()


def test_what_is_not_equal_is_not_proved() -> None:
    with pytest.raises(NotProved, match=r"thm-some.*left is"):
        identity(p**n, p ** (n + 1), proves="thm-some")
    with pytest.raises(NotProved):
        identity(over(a[s]), over(b[s]), proves="thm-some")


def test_a_difference_too_small_for_numbers_is_seen() -> None:
    with pytest.raises(NotProved):
        identity(p, p + sp.Rational(1, 10**400), proves="thm-some")


def test_what_holds_for_some_values_alone_needs_the_assumption() -> None:
    x = sp.Symbol("x", real=True)
    with pytest.raises(NotProved):
        identity(sp.Abs(x), x, proves="thm-some")
    proved = identity(sp.Abs(x), x, proves="thm-some", assuming=sp.Q.positive(x))
    assert r"\text{if }" in proved._repr_latex_()


def test_a_label_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="proves is 'Theorem 1'"):
        identity(p, p, proves="Theorem 1")


def test_mathematics_cannot_end_its_element() -> None:
    odd = sp.Symbol("</div><script>")
    assert "<script>" not in identity(odd, odd, proves="thm-some")._repr_html_()


def test_the_left_side_may_bear_its_name() -> None:
    proved = identity(p * q / q, p, proves="thm-some", left=r"\pi_n(A)<1")
    assert r"\(\displaystyle \pi_n(A)&lt;1\)</span> " in proved._repr_html_()
    assert r"\(\displaystyle {}= p\)</span>" in proved._repr_html_()
    assert proved.lhs == p
    with pytest.raises(NotProved):
        identity(p, q, proves="thm-some", left="q")
    with pytest.raises(ValueError, match="left is ' '"):
        identity(p, p, proves="thm-some", left=" ")


def test_powers_print_as_powers() -> None:
    x = sp.exp(n * sp.log(1 - p))
    assert tex(x) == r"\left(1 - p\right)^{n}"
    assert tex(x / (1 + x)) == (r"\frac{\left(1 - p\right)^{n}}{\left(1 - p\right)^{n} + 1}")
    assert tex(sp.exp(n * log1p(-p) - q)) == r"\left(1 - p\right)^{n} e^{- q}"
    assert tex(sp.exp(-n / p)) == r"e^{- \frac{n}{p}}"
    assert "e^" in tex(sp.exp(sp.log(p) * sp.log(q)))


def test_an_equation_breaks_outside_its_brackets_alone() -> None:
    assert pieces(r"a = - \frac{b + c}{d} + \left(e - f\right) \qquad \text{if } g < h") == [
        "a",
        r"{}= - \frac{b + c}{d}",
        r"{}+ \left(e - f\right)",
        r"{}\qquad \text{if } g",
        "{}< h",
    ]
    factors = [rf"\left(1 - q_{{{i}}}\right)^{{N_{{{i}}}}}" for i in range(4)]
    assert pieces("c = " + " ".join(factors)) == [
        "c",
        "{}= " + " ".join(factors[:2]),
        " ".join(factors[2:]),
    ]
    long = r"\frac{aaaaaaaaaaaaaaaaaaaa}{bbbbbbbbbbbbbbbbbbbbbbbbb} \sum_{n=1}^{m} \left(x\right)"
    assert pieces(long)[-1].startswith(r"\sum")
    assert pieces(r"\begin{cases} a & b = c \end{cases}") == [
        r"\begin{cases} a & b = c \end{cases}"
    ]


def test_agreement_shows_the_distance() -> None:
    shown = agree(0.3692, 0.3679, standard_error=0.0015)
    assert repr(shown) == "simulated 0.3692 ± 0.0015, formula 0.3679: 0.87 standard errors apart"
    assert "0.87 standard errors" in shown._repr_html_()


def test_agreement_keeps_the_places_that_the_error_leaves() -> None:
    assert repr(agree(1234.5678, 1234, standard_error=12)).startswith(
        "simulated 1,235 ± 12, formula 1,234"
    )


def test_disagreement_raises() -> None:
    with pytest.raises(Disagreement, match="5 standard errors apart; allowed: 4"):
        agree(1.5, 1, standard_error=0.1)
    agree(1.5, 1, standard_error=0.1, sigmas=5.1)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"simulated": float("nan")}, "simulated is nan"),
        ({"formula": float("inf")}, "formula is inf"),
        ({"standard_error": 0}, "standard_error is 0.0"),
        ({"sigmas": -1}, "sigmas is -1.0"),
    ],
)
def test_agreement_refuses_what_it_cannot_judge(arguments: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        agree(**{"simulated": 1, "formula": 1, "standard_error": 0.1} | arguments)
