// Numbers as readers see them: the same rules as formats.py.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

const strip = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function number(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return sign + "∞";
  if (size === 0) return "0";
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent > 8) {
    return `${sign}${strip(mantissa)}×10${[...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("")}`;
  }
  const [whole, rest] = size.toFixed(Math.max(0, digits - 1 - exponent)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return sign + strip(rest === undefined ? grouped : `${grouped}.${rest}`);
}

function percent(value, digits = 3) {
  const hundred = 100 * value;
  if (!(value > 0.5 && value < 1)) return number(hundred, digits) + "%";
  const rest = 100 - hundred;
  const exponent = rest === 0 ? -99 : Number(rest.toExponential(digits - 1).split("e")[1]);
  if (exponent < -6) return "> 99.999999%";
  return strip(hundred.toFixed(Math.min(Math.max(0, digits - 1 - exponent), 6))) + "%";
}

function odds(value, digits = 4) {
  return value > 0 && value < 1 ? "1 : " + number(1 / value, digits) : number(value, digits) + " : 1";
}

const FORMATS = { number, percent, odds };

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);
