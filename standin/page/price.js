// What a segment costs: one planning figure, kept in this browser. Twilio's prices differ by
// country and change; https://www.twilio.com/en-us/sms/pricing has them.

const KEY = "suar.price";
const PLANNING_FIGURE = 0.1;

export function price() {
  const kept = Number.parseFloat(localStorage.getItem(KEY));
  return Number.isFinite(kept) && kept >= 0 ? kept : PLANNING_FIGURE;
}

export function setPrice(value) {
  localStorage.setItem(KEY, String(value));
}

export function cost(segments) {
  return `≈ $${(segments * price()).toFixed(2)}`;
}
