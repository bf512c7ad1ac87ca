/**
 * Special functions for compiled formulas; the twin of special.py. Errors are relative and the
 * largest that the tests have met, against mpmath.
 */
export const special = (() => {
  "use strict";

  // Riemann's zeta(k) - 1 over k for k = 2, 3, ...: Taylor's series of ln Gamma at 2 but for signs.
  const NEAR_TWO = [
    0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
    0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
    0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
    6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6,
    3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
    2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
    1.4901554828365043e-8, 7.45071178983543e-9,
  ].map((zetaMinusOne, index) => zetaMinusOne / (index + 2));
  const ONE_MINUS_EULER = 0.42278433509846713;
  // Bernoulli numbers over 2k(2k - 1): with eight terms the error is below 1e-17 from 10 upwards.
  const STIRLING = [
    1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400,
  ];
  const HALF_LOG_TWO_PI = 0.9189385332046728;
  const SQRT_TWO_PI = 2.5066282746310007;

  function polynomial(coefficients, x) {
    let value = 0;
    for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k];
    return value;
  }

  /** term(i) added up for i = lower, lower + 1, ... up to upper; an empty range gives 0. */
  function sum(term, lower, upper) {
    if (!Number.isFinite(lower) || !Number.isFinite(upper)) return NaN;
    let total = 0;
    for (let k = 0; k <= upper - lower; k++) total += term(lower + k);
    return total;
  }

  /** ln Gamma(x) - (x - 1/2) ln x + x - ln(2 pi)/2 for x >= 10. */
  const stirling = (x) => polynomial(STIRLING, 1 / (x * x)) / x;

  /** ln Gamma(2 + z) for |z| <= 1/2. */
  const nearTwo = (z) => z * (ONE_MINUS_EULER + z * polynomial(NEAR_TWO, -z));

  /** ln Gamma(x), NaN below 0. Error 5e-15, also near its zeros at 1 and 2. */
  function logGamma(x) {
    if (!(x >= 0)) return NaN;
    if (x >= 10) return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_TWO_PI - 0.5) + stirling(x);
    if (x < 0.5) return nearTwo(x) - Math.log(x) - Math.log1p(x);
    if (x < 1.5) return nearTwo(x - 1) - Math.log(x);
    let factors = 1;
    for (; x > 2.5; factors *= x) x -= 1;
    return nearTwo(x - 2) + Math.log(factors);
  }

  /**
   * ln B(a, b), NaN below 0. Where the larger argument is at least 10, Stirling's series is put
   * into ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b) on paper, and the large terms cancel there.
   * Error 3e-15, absolute where |ln B| < 1.
   */
  function logBeta(p, q) {
    const a = Math.min(p, q);
    const b = Math.max(p, q);
    const total = a + b;
    if (b < 10) return logGamma(a) + logGamma(b) - logGamma(total);
    const remainder = stirling(b) - stirling(total);
    const ratio = Math.log1p(a / b);
    if (a < 10) return logGamma(a) - a * Math.log(total) + (a - (b - 0.5) * ratio) + remainder;
    const powers = (a - 0.5) * Math.log(a / total) - b * ratio - Math.log(b) / 2;
    return powers + HALF_LOG_TWO_PI + stirling(a) + remainder;
  }

  const density = (x) => Math.exp((-x * x) / 2) / SQRT_TWO_PI;

  /** Upper tail over density for x near 2 and above: Laplace's continued fraction, from its end. */
  function mills(x) {
    const terms = Math.ceil(10 + 320 / (x * x));
    let value = (x + Math.sqrt(x * x + 4 * terms)) / 2;
    for (let k = terms; k >= 1; k--) value = x + k / value;
    return 1 / value;
  }

  /** Normal CDF minus one half: density times the sum of x^(2k+1) / (2k+1)!!, all of one sign. */
  function centre(x) {
    if (x > 2) return 0.5 - density(x) * mills(x);
    if (x < -2) return density(x) * mills(-x) - 0.5;
    let value = x;
    for (let k = 3, term = x; Math.abs(term) > 1e-17 * Math.abs(value); k += 2) {
      term *= (x * x) / k;
      value += term;
    }
    return density(x) * value;
  }

  /** Normal CDF. Error 1e-14, growing with x * x in the left tail to 2e-13 at -37. */
  const normalCdf = (x) => (x < -2 ? density(x) * mills(-x) : 0.5 + centre(x));

  /** Steps on from x until the next step, with its cubic convergence, would be below a rounding. */
  function halley(x, step) {
    const change = step(x);
    return Math.abs(change) > 1e-6 * Math.abs(x) ? halley(x - change, step) : x - change;
  }

  /** The x with normalCdf(x) = p; where p is small, its logarithm is solved for. Error 4e-15. */
  function normalQuantile(p) {
    if (!(p >= 0 && p <= 1)) return NaN;
    if (p > 0.5) return -normalQuantile(1 - p);
    if (p === 0) return -Infinity;
    if (p > 0.0228) {
      return halley((p - 0.5) * SQRT_TWO_PI, (x) => {
        const miss = (centre(x) - (p - 0.5)) / density(x);
        return miss / (1 + (miss * x) / 2);
      });
    }
    const logP = Math.log(p);
    return halley(-Math.sqrt(-2 * logP), (x) => {
      const hazard = 1 / mills(-x);
      const miss = (-x * x) / 2 - HALF_LOG_TWO_PI - Math.log(hazard) - logP;
      return miss / (hazard + (miss * (hazard + x)) / 2);
    });
  }

  /** The w > 0 with w + ln w = x: e^x far to the left, x - ln x far to the right. Error 1e-15. */
  function wrightOmega(x) {
    if (x < -40) return Math.exp(x);
    if (!(x < 1e18)) return x;
    // Newton's step in ln w, from the right side: it doubles the digits and cannot overshoot.
    let w = x > 1 ? x : Math.exp(Math.min(x, 0));
    for (let steps = 0; steps < 8; steps++) w *= (1 + x - Math.log(w)) / (1 + w);
    return w;
  }

  return Object.freeze({
    sum,
    logGamma,
    logBeta,
    gamma: (x) => Math.exp(logGamma(x)),
    beta: (a, b) => Math.exp(logBeta(a, b)),
    normalCdf,
    normalQuantile,
    wrightOmega,
    erf: (x) => 2 * centre(Math.SQRT2 * x),
    erfc: (x) => 2 * normalCdf(-Math.SQRT2 * x),
  });
})();
