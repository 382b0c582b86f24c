// One message on a phone's screen.

import { cost } from "./price.js";
import { markScript } from "./script.js";

const TICKS = {
  accepted: ["clock", "Waiting to be sent"],
  queued: ["clock", "Waiting to be sent"],
  sending: ["clock", "Being sent"],
  sent: ["one", "Sent"],
  delivered: ["two", "Delivered"],
  read: ["two", "Read"],
  undelivered: ["cross", "Not delivered"],
  failed: ["cross", "Not sent"],
};
const SENT_ALONG = { image: "Photo", location: "Place" };
const FAILED = new Set(["undelivered", "failed"]);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function make(message, press) {
  const template = document.getElementById("bubble");
  const bubble = template.content.firstElementChild.cloneNode(true);
  bubble.classList.toggle("is-mine", message.direction === "inbound");
  bubble.dataset.sid = message.sid;
  showChoices(bubble.querySelector(".choices"), message.shown, press);
  fill(bubble, message);
  return bubble;
}

export function fill(bubble, message) {
  showPicture(bubble.querySelector(".picture"), message);
  const text = bubble.querySelector(".text");
  text.textContent = words(message);
  markScript(text, text.textContent);
  const time = bubble.querySelector("time");
  time.dateTime = message.created_at;
  time.textContent = clock.format(new Date(message.created_at));
  bubble.querySelector(".cost").textContent = size(message);
  showTick(bubble.querySelector(".tick"), message);
  const trouble = bubble.querySelector(".trouble");
  trouble.textContent = whatWentWrong(message);
  trouble.hidden = !trouble.textContent;
}

function words(message) {
  const lines = [SENT_ALONG[message.kind], message.body];
  if (message.direction !== "inbound") {
    lines.push(...message.media.filter((url) => !isOurs(url)));
  }
  return lines.filter(Boolean).join("\n");
}

// Buttons stand below the text; a list opens from its one button.
function showChoices(place, shown, press) {
  place.hidden = !shown?.choices.length;
  if (place.hidden) {
    return;
  }
  const buttons = shown.choices.map((choice) => choiceButton(choice, shown.type, press));
  if (shown.type !== "twilio/list-picker") {
    place.append(...buttons);
    return;
  }
  const list = document.createElement("details");
  const opener = document.createElement("summary");
  opener.textContent = shown.button;
  list.append(opener, ...buttons);
  list.addEventListener("click", (event) => {
    list.open = event.target.closest("button") ? false : list.open;
  });
  place.append(list);
}

function choiceButton({ id, title, description }, type, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.dir = "auto";
  button.dataset.payload = id;
  for (const words of [title, description].filter(Boolean)) {
    const line = document.createElement(words === title ? "b" : "small");
    line.textContent = words;
    markScript(line, words);
    button.append(line);
  }
  button.addEventListener("click", () => press({ type, id, title }));
  return button;
}

// The page shows only pictures of its own address: everything else stays a link.
function isOurs(url) {
  return URL.canParse(url) && new URL(url).pathname.startsWith("/pictures/");
}

function showPicture(image, message) {
  const ours = message.media.find(isOurs);
  image.hidden = !ours;
  if (ours && !image.src) {
    image.src = new URL(ours).pathname;
    image.alt = "The picture that goes with this answer; the text says the same in words.";
  }
}

// What a service's SMS weighs and costs; the person's own is not ours to pay.
function size({ direction, channel, segments, encoding }) {
  if (direction === "inbound" || channel !== "sms") {
    return "";
  }
  const whose = direction === "outbound-reply" ? "Twilio’s own reply · " : "";
  const parts = segments === 1 ? "1 segment" : `${segments} segments`;
  return `${whose}${parts} · ${encoding} · ${cost(segments)}`;
}

function showTick(tick, { direction, status }) {
  const [icon, label] = TICKS[status] ?? ["one", status];
  tick.classList.toggle("hidden", direction === "inbound");
  tick.classList.toggle("is-read", status === "read");
  tick.classList.toggle("is-failed", FAILED.has(status));
  tick.setAttribute("aria-label", label);
  tick.firstElementChild.setAttribute("href", `#${icon}`);
}

function whatWentWrong({ direction, status, error_code, error_message, webhook }) {
  if (FAILED.has(status)) {
    return `${error_code}: ${error_message}`;
  }
  if (direction !== "inbound" || !webhook || (webhook.status >= 200 && webhook.status < 300)) {
    return "";
  }
  return webhook.status
    ? `The service answered ${webhook.status}`
    : `The service cannot be reached (tried ${webhook.attempts} times)`;
}
