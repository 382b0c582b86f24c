// Countries by their calling codes.

// Calling codes of the countries the service is for; a longer code comes before its beginning.
export const CODES = {
  61: "AU", 62: "ID", 60: "MY", 63: "PH", 64: "NZ", 65: "SG", 66: "TH", 84: "VN", 855: "KH",
  856: "LA", 880: "BD", 86: "CN", 91: "IN", 92: "PK", 93: "AF", 94: "LK", 95: "MM", 977: "NP",
  98: "IR", 964: "IQ", 963: "SY", 962: "JO", 1: "US", 44: "GB",
};

export function codeOf(number) {
  return Object.keys(CODES)
    .sort((one, other) => other.length - one.length)
    .find((start) => number.startsWith(`+${start}`));
}
