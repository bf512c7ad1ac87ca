// Numbers as readers see them: the same rules as formats.py. And back again: the number that a printed text means.

const SUPERSCRIPTS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";
const SIZE_WORDS = { 6: "million", 9: "billion", 12: "trillion" };
const A_POWER = { "1,000,000": "a million", "1 billion": "a billion", "1 trillion": "a trillion" };
const RAREST = 1e12;

const strip = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
const superscript = (text) => [...text].map((c) => SUPERSCRIPTS["-0123456789".indexOf(c)]).join("");
const powerOfTen = (mantissa, exponent) => `${mantissa === "1" ? "" : `${mantissa}×`}10${superscript(String(exponent))}`;

function grouped(text) {
  const [whole, rest] = text.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...(rest === undefined ? [] : [rest])].join(".");
}

// Moves the point of "1.2345" by places to the right: no arithmetic, no rounding.
function shifted(mantissa, places) {
  const figures = mantissa.replace(".", "").padEnd(places + 1, "0");
  return figures.length > places + 1 ? `${figures.slice(0, places + 1)}.${figures.slice(places + 1)}` : figures;
}

function number(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return sign + "∞";
  if (size === 0) return "0";
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent > 14) return sign + powerOfTen(strip(mantissa), exponent);
  if (exponent < 7) return sign + strip(grouped(size.toFixed(Math.max(0, digits - 1 - exponent))));
  const places = exponent % 3;
  const [exactly] = size.toExponential(Math.max(digits - 1, places)).split("e");
  return `${sign}${strip(shifted(exactly, places))} ${SIZE_WORDS[exponent - places]}`;
}

/** All of a number's digits, for hovering and quoting. */
function exact(value) {
  if (!Number.isFinite(value) || value === 0) return number(value);
  const sign = value < 0 ? "−" : "";
  const [mantissa, power] = Math.abs(value).toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -7 || exponent > 15) return sign + powerOfTen(mantissa, exponent);
  if (exponent >= 0) return sign + grouped(shifted(mantissa, exponent));
  return `${sign}0.${"0".repeat(-exponent - 1)}${mantissa.replace(".", "")}`;
}

function oneIn(value) {
  const many = 1 / value;
  if (many > RAREST * 1.0005) return "less than 1 in a trillion";
  const text = number(many, many < 100 ? 2 : 3);
  return `1 in ${A_POWER[text] ?? text}`;
}

function nearAnEnd(value, near) {
  if (value > 0 && value < near) return oneIn(value);
  return value > 1 - near && value < 1 ? `all but ${oneIn(1 - value)}` : "";
}

function inHundreds(value, digits) {
  const hundred = 100 * value;
  if (!(value > 0.5 && value < 1)) return `${number(hundred, digits)}%`;
  const exponent = Number((100 - hundred).toExponential(digits - 1).split("e")[1]);
  return `${strip(hundred.toFixed(Math.max(0, digits - 1 - exponent)))}%`;
}

const percent = (value, digits = 3) => nearAnEnd(value, 0.001) || inHundreds(value, digits);

function chance(value, digits = 3) {
  if (value === 0) return "none";
  if (value === 1) return "certain";
  return nearAnEnd(value, 0.01) || inHundreds(value, digits);
}

function odds(value, digits = 4) {
  return value > 0 && value < 1 ? `1 : ${number(1 / value, digits)}` : `${number(value, digits)} : 1`;
}

const FORMATS = { number, percent, chance, odds };

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

// A comma or a point before three digits groups thousands, as in 1,000 and 1.000,5; else a comma is a decimal one.
function decimal(text) {
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text)) return text.replaceAll(",", "");
  if (/^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+$/.test(text)) return text.replaceAll(".", "").replace(",", ".");
  return text.replace(",", ".");
}

const plainNumber = (text) => (NUMBER.test(decimal(text)) ? Number(decimal(text)) : NaN);

const SIZES = { thousand: 3, million: 6, billion: 9, trillion: 12 };

/** A number, or one with its size in words: 2.3 million, a trillion. */
function sized(text) {
  const [, many, size] = text.match(/^(.*?)(thousand|million|billion|trillion)$/) ?? [null, text, null];
  if (size === null) return plainNumber(text);
  const plain = decimal(many === "a" || many === "" ? "1" : many);
  // As one literal, so that 2.3 million is the number nearest to 2,300,000.
  return NUMBER.test(plain) && !/e/i.test(plain) ? Number(`${plain}e${SIZES[size]}`) : NaN;
}

/** The number that a reader has typed or pasted: 0.05, 0,05, 5%, 1/20, 1 in 20, 1 : 20, 1e6, 10^6, 2.3 million, or as it is printed. */
function typedNumber(text) {
  const plain = text.toLowerCase().replace(/\s/g, "").replaceAll("−", "-")
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/, (power) => `^${[...power].map((c) => "-0123456789"[SUPERSCRIPTS.indexOf(c)]).join("")}`)
    .replace(/(^[+-]?|[:/])10\^/, (_, before) => `${before}1e`).replace(/[×*]10\^/, "e")
    .replace(/^(allbut)?(lessthan)?(an?|one|1)in/, "$11/");
  if (plain === "none") return 0;
  if (plain === "certain") return 1;
  if (plain.startsWith("allbut")) return 1 - typedNumber(plain.slice(6));
  if (plain.endsWith("%")) return plainNumber(plain.slice(0, -1)) / 100;
  const [above, below, ...rest] = plain.split(/[/:]/).map(sized);
  return below === undefined ? above : rest.length ? NaN : above / below;
}
