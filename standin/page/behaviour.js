// The folded panel that makes the network slow or unreliable.

import { get, post } from "./api.js";
import { price, setPrice } from "./price.js";

const DIALS = [
  ["latency_ms", "Delay of every answer", "ms", "How long the sending interface takes"],
  ["rate_429", "Too many requests", "%", "Refused, safe to send again"],
  ["rate_500_before_accept", "Error, nothing sent", "%", "Answers 500 and drops the message"],
  ["rate_500_after_accept", "Error, yet sent", "%", "Answers 500 and sends the message"],
  ["rate_drop_after_accept", "Line cut, yet sent", "%", "Closes the connection, no answer"],
  ["rate_hang_after_accept", "No answer, yet sent", "%", "Holds the connection open"],
  ["rate_undelivered", "Never reaches the phone", "%", "A receipt says 30003"],
  ["receipts", "Delivery receipts", "on", "Off: messages stay at one tick"],
  ["read_receipts", "Read receipts on WhatsApp", "on", "Blue ticks"],
  ["receipts_duplicated", "Receipts come twice", "on", "As Twilio may send them"],
  ["receipts_reversed", "Receipts in the wrong order", "on", "Delivered comes before sent"],
];

export async function build(onPrice) {
  const form = document.getElementById("dials");
  for (const [name, label, unit, hint] of DIALS) {
    form.append(dial(name, label, unit, hint));
  }
  form.append(priceDial(onPrice));
  const alert = document.createElement("p");
  alert.setAttribute("role", "alert");
  form.append(alert);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => label(event.target));
  form.addEventListener("change", async (event) => {
    if (!event.target.name) {
      return;
    }
    try {
      show(await post("behaviour", { [event.target.name]: read(event.target) }));
      alert.textContent = "";
    } catch (error) {
      alert.textContent = error.message;
      show(await get("behaviour"));
    }
  });
}

export function show(behaviour) {
  const bad = [];
  for (const [name, title, unit] of DIALS) {
    const input = document.getElementById(`dial-${name}`);
    const value = behaviour[name];
    if (unit === "on") {
      input.checked = value;
    } else {
      input.value = unit === "%" ? Math.round(value * 100) : value;
      label(input);
    }
    const usual = name === "receipts";
    if (unit === "on" ? value !== usual && name !== "read_receipts" : value > 0) {
      bad.push(title.toLowerCase());
    }
  }
  document.getElementById("mood").textContent = bad.length
    ? `Changed: ${bad.join(", ")}`
    : "Everything works";
}

function dial(name, title, unit, hint) {
  const { box, input } = frame(`dial-${name}`, title, hint);
  input.name = name;
  input.dataset.unit = unit;
  if (unit === "on") {
    input.type = "checkbox";
    return box;
  }
  input.type = "range";
  [input.min, input.max, input.step] = unit === "%" ? [0, 100, 5] : [0, 5000, 100];
  const output = document.createElement("output");
  output.htmlFor = input.id;
  input.before(output);
  return box;
}

function priceDial(onPrice) {
  const hint = "US dollars. A planning figure: Twilio’s prices differ by country";
  const { box, input } = frame("price", "Price of one SMS segment", hint);
  Object.assign(input, { type: "number", min: 0, max: 5, step: 0.01, value: price() });
  input.addEventListener("change", () => {
    setPrice(input.value);
    onPrice();
  });
  return box;
}

function frame(id, title, hint) {
  const box = document.createElement("div");
  box.className = "dial";
  const name = document.createElement("label");
  name.htmlFor = id;
  name.textContent = title;
  const input = document.createElement("input");
  input.id = id;
  box.append(name, input);
  const small = document.createElement("small");
  small.id = `${id}-hint`;
  small.textContent = hint;
  input.setAttribute("aria-describedby", small.id);
  box.append(small);
  return { box, input };
}

function read(input) {
  if (input.dataset.unit === "on") {
    return input.checked;
  }
  return input.dataset.unit === "%" ? Number(input.value) / 100 : Number(input.value);
}

function label(input) {
  if (input.type === "range") {
    const unit = input.dataset.unit === "%" ? " %" : " ms";
    input.previousElementSibling.textContent = input.value + unit;
  }
}
