// Flex values in CSS. Only LINE's own words and plain lengths pass; anything else is left out.

const PLAIN_LENGTH = /^-?\d+(\.\d+)?(px|%)$/;
const HEX = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i;

const SPACES = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const TEXTS = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" };
const IMAGES = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" };
const BORDERS = { none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };

const oneOf = (words) => (value) => words[value] ?? (PLAIN_LENGTH.test(value ?? "") ? value : undefined);

export const space = oneOf(SPACES);
export const textSize = oneOf(TEXTS);
export const imageSize = oneOf(IMAGES);
export const borderWidth = oneOf(BORDERS);
export const length = oneOf({});

/** A hexadecimal colour. */
export const color = (value) => (HEX.test(value ?? "") ? value : undefined);

/** A ratio such as 20:13 as CSS writes it. */
export function ratio(value, otherwise) {
  const match = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value ?? otherwise);
  return match ? `${match[1]} / ${match[2]}` : undefined;
}

/** A linear gradient. */
export function gradient(background) {
  if (background?.type !== "linearGradient" || !/^\d+(\.\d+)?deg$/.test(background.angle)) return undefined;
  const center = color(background.centerColor);
  const middle = center ? `, ${center} ${length(background.centerPosition) ?? "50%"}` : "";
  return `linear-gradient(${background.angle}, ${color(background.startColor)}${middle}, ${color(background.endColor)})`;
}
