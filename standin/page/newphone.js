// The dialog that adds a phone, and the phones that this browser remembers.

import { CODES, codeOf } from "./codes.js";

const KEY = "suar.phones";

export function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function remember(phones) {
  localStorage.setItem(KEY, JSON.stringify(phones));
}

// What WhatsApp gives in the place of a number that a person does not show.
function userId(number) {
  return `${CODES[codeOf(number)] ?? "AU"}.${number.slice(1)}`;
}

export function offer(questions, onAdd) {
  const dialog = document.getElementById("new-phone");
  const form = dialog.querySelector("form");
  for (const [language, { name }] of Object.entries(questions)) {
    const option = new Option(name, language);
    option.lang = language;
    form.elements.language.append(option);
  }
  document.getElementById("add").addEventListener("click", () => dialog.showModal());
  document.getElementById("cancel-phone").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", () => {
    const number = form.elements.number.value.replaceAll(/[\s-]/g, "");
    const channel = form.elements.channel.value;
    const hidden = channel === "whatsapp-id";
    onAdd({
      number: hidden ? userId(number) : number,
      channel: hidden ? "whatsapp" : channel,
      language: form.elements.language.value,
      added: true,
    });
    form.reset();
  });
}
