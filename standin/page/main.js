// Puts the page together: phones, events, panel.

import { file, get, post } from "./api.js";
import * as behaviour from "./behaviour.js";
import * as newPhone from "./newphone.js";
import { Phone } from "./phone.js";
import { listen } from "./stream.js";

const KEPT_MESSAGES = 500;
const place = document.getElementById("phones");
const link = document.getElementById("link");
const phones = new Map();

const [standard, questions] = await Promise.all([file("phones.json"), file("questions.json")]);
for (const description of [...standard, ...newPhone.remembered()]) {
  add(description);
}
newPhone.offer(questions, (description) => {
  if (add(description)) {
    newPhone.remember([...newPhone.remembered(), description]);
    catchUp();
  }
  phones.get(address(description))?.input.focus();
});
await behaviour.build(catchUp);
document.getElementById("reset").addEventListener("click", () => post("reset"));

listen({
  open: async () => {
    say("on", "Connected");
    await catchUp();
    behaviour.show(await get("behaviour"));
  },
  lost: () => say("off", "Connection lost, trying again"),
  message: show,
  behaviour: behaviour.show,
  reset: async () => {
    for (const phone of phones.values()) {
      phone.clear();
    }
    behaviour.show(await get("behaviour"));
  },
});

function address({ number, channel }) {
  return channel === "sms" ? number : `${channel}:${number}`;
}

function add(description) {
  if (phones.has(address(description))) {
    return false;
  }
  const phone = new Phone(description, questions, remove);
  phones.set(phone.address, phone);
  place.append(phone.element);
  return true;
}

function remove(phone) {
  phones.delete(phone.address);
  phone.element.remove();
  newPhone.remember(newPhone.remembered().filter((kept) => address(kept) !== phone.address));
  place.focus();
}

// Read everything anew; what a phone shows already is brought up to date.
async function catchUp() {
  const { messages } = await get(`messages?limit=${KEPT_MESSAGES}`);
  messages.forEach(show);
  // After a pause, so that none of these is read aloud.
  setTimeout(() => phones.forEach((phone) => phone.announce()), 500);
}

function show(message) {
  phones.get(message.direction === "inbound" ? message.from : message.to)?.show(message);
}

function say(state, words) {
  link.dataset.state = state;
  link.textContent = words;
}
