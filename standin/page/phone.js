// One phone: its screen, its example questions, its keyboard.

import { post } from "./api.js";
import * as bubble from "./bubble.js";
import { CODES, codeOf } from "./codes.js";
import { markScript } from "./script.js";

const CHANNELS = { sms: "SMS", whatsapp: "WhatsApp", messenger: "Messenger", rcs: "RCS" };
const PHOTO = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0";
const LONGEST_WAIT_MS = 12000;
const RIGHT_TO_LEFT = new Set(["ar", "fa", "ps", "ur"]);
const countries = new Intl.DisplayNames(["en"], { type: "region" });

export class Phone {
  constructor({ number, channel, language, added }, questions, onRemove) {
    this.address = channel === "sms" ? number : `${channel}:${number}`;
    this.number = number;
    this.channel = channel;
    this.bubbles = new Map();
    const template = document.getElementById("phone");
    this.element = template.content.firstElementChild.cloneNode(true);
    this.log = this.element.querySelector(".log");
    this.input = this.element.querySelector("textarea");
    this.#name();
    this.#offer(questions[language]?.asks ?? [], language);
    this.#listen();
    this.#allowRemoval(added, onRemove);
  }

  show(message) {
    const known = this.bubbles.get(message.sid);
    if (known) {
      bubble.fill(known, message);
      return;
    }
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const made = bubble.make(message, (pressed) => this.#press(pressed));
    this.bubbles.set(message.sid, made);
    this.#stopWaiting();
    this.log.append(made);
    if (message.direction === "inbound" && Date.now() - new Date(message.created_at) < 2000) {
      this.#wait();
    }
    if (atEnd) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  // A screen reader hears what is new, not what was there when the page was opened.
  announce() {
    this.log.setAttribute("aria-live", "polite");
  }

  clear() {
    this.bubbles.clear();
    this.#stopWaiting();
    this.log.replaceChildren();
  }

  #name() {
    const code = codeOf(this.number);
    const country = CODES[code] ?? this.number.match(/^([A-Z]{2})\./)?.[1];
    const title = country ? countries.of(country).replace(/ \(.*\)/, "") : "A phone";
    this.element.dataset.channel = this.channel;
    this.element.querySelector(".face").textContent = country ?? "+";
    this.element.querySelector("h2").textContent = title;
    this.element.querySelector(".number").textContent = spaced(this.number, code);
    this.element.querySelector(".badge").textContent = CHANNELS[this.channel];
    const name = `${title}, ${CHANNELS[this.channel]}, ${this.number}`;
    this.element.setAttribute("aria-label", name);
    this.log.setAttribute("aria-label", `Messages of ${name}`);
    this.log.dataset.empty = "Write a message, or pick a question below.";
    const label = this.element.querySelector(".composer label");
    this.input.id = `write-${this.channel}-${this.number.replace(/\W/g, "")}`;
    label.htmlFor = this.input.id;
    label.textContent = `Message from ${name}`;
  }

  #offer(asks, language) {
    const row = this.element.querySelector(".asks");
    row.hidden = asks.length === 0;
    row.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
    for (const ask of asks) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = ask;
      button.title = ask;
      button.lang = language;
      button.dir = "auto";
      button.addEventListener("click", () => this.#send(ask));
      row.append(button);
    }
  }

  #listen() {
    const form = this.element.querySelector(".composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (text) {
        this.input.value = "";
        this.#grow();
        this.#send(text);
      }
    });
    const attach = form.querySelector(".attach");
    attach.hidden = this.channel === "sms";
    attach.addEventListener("change", () => {
      this.#attach(attach.value);
      attach.value = "";
    });
    this.input.addEventListener("input", () => this.#grow());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  #grow() {
    markScript(this.input, this.input.value);
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #allowRemoval(added, onRemove) {
    const button = this.element.querySelector(".remove");
    button.hidden = !added;
    button.setAttribute("aria-label", `Remove ${this.number}`);
    button.addEventListener("click", () => onRemove(this));
  }

  // What comes back of a button or of a list's item, as Twilio sends it.
  #press({ type, id, title }) {
    const isList = type === "twilio/list-picker";
    const more = isList ? { list_id: id, list_title: title } : {};
    this.#send(title, { button_payload: id, button_text: title, ...more });
  }

  #attach(what) {
    if (what === "photo") {
      this.#send(this.input.value.trim(), { MediaUrl0: PHOTO });
      this.input.value = "";
    } else if (what) {
      const [latitude, longitude] = what.split(",");
      this.#send("", { latitude, longitude });
    }
  }

  async #send(body, more = {}) {
    this.log.scrollTop = this.log.scrollHeight;
    const to = { from: this.number, channel: this.channel, wait: false, retry_for_s: 60 };
    const words = { ...to, body, ...more };
    try {
      await post("inbound", words);
    } catch (error) {
      this.input.setCustomValidity(error.message);
      this.input.reportValidity();
      this.input.setCustomValidity("");
    }
  }

  #wait() {
    this.waiting = document.createElement("li");
    this.waiting.className = "bubble is-waiting";
    this.waiting.setAttribute("aria-hidden", "true");
    for (let dot = 0; dot < 3; dot += 1) {
      this.waiting.append(document.createElement("i"));
    }
    this.log.append(this.waiting);
    this.timer = setTimeout(() => this.#stopWaiting(), LONGEST_WAIT_MS);
  }

  #stopWaiting() {
    clearTimeout(this.timer);
    this.waiting?.remove();
  }
}

function spaced(number, code) {
  if (!number.startsWith("+")) {
    return number;
  }
  const rest = number.slice((code?.length ?? 0) + 1);
  const groups = (code && rest.match(/.{1,3}/g)) || [rest];
  if (groups.length > 1 && groups.at(-1).length === 1) {
    groups.push(groups.splice(-2).join(""));
  }
  return [`+${code ?? ""}`, ...groups].join(code ? " " : "");
}
