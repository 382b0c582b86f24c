// Shows, while somebody writes, what the phone will show and what the rules say.

const WAIT_MS = 300;
const bubble = document.getElementById("bubble");
const later = document.getElementById("later");
const cost = document.getElementById("cost");
let unsaved = false;

for (const form of document.querySelectorAll("form.edit")) {
  const text = form.elements.text;
  let waiting;
  text.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => show(form), WAIT_MS);
  });
  text.addEventListener("focus", () => show(form));
  form.addEventListener("submit", () => { unsaved = false; });
}

addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

async function show(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch("/desk/content/preview", { method: "POST", body }).catch(() => null);
  if (!answer) { cost.textContent = "The desk does not answer. Your text is still here."; return; }
  if (answer.status === 403) { cost.textContent = await answer.text(); return; }
  if (!answer.ok) return;
  const said = await answer.json();
  const seen = said.bubble;
  bubble.textContent = seen.text;
  later.replaceChildren(...(seen.later ?? []).flatMap(part));
  bubble.closest(".phone").dataset.channel = form.elements.channel.value;
  cost.textContent = counted(seen);
  for (const card of document.querySelectorAll(".text")) card.classList.toggle("chosen", card.contains(form));
  list(form.querySelector(".live"), said.findings);
}

function part(seen) {
  const asked = document.createElement("p");
  asked.className = "asked";
  asked.textContent = `${seen.segments} segment${seen.segments === 1 ? "" : "s"}, if the person asks for more`;
  const text = bubble.cloneNode(false);
  text.removeAttribute("id");
  text.textContent = seen.text;
  return [asked, text];
}

function counted(seen) {
  if (!seen.segments) return `${[...seen.text].length} characters${seen.cut ? " · cut: too long for this channel" : ""}`;
  const price = seen.cost ? `, about ${seen.cost.toFixed(3)} a reply` : "";
  return `${seen.segments} SMS segment${seen.segments === 1 ? "" : "s"}, ${seen.encoding}, ${seen.units} units${price}`;
}

function list(place, findings) {
  const items = findings.map((one) => {
    const item = document.createElement("li");
    item.className = one.level;
    const level = document.createElement("strong");
    level.textContent = one.level;
    const advice = document.createElement("em");
    advice.textContent = ` ${one.advice[0].toUpperCase()}${one.advice.slice(1)}.`;
    item.append(level, ` ${one.message}.`, advice);
    return item;
  });
  const all = document.createElement("ul");
  all.className = "findings";
  all.append(...items);
  place.replaceChildren(...(items.length ? [all] : []));
}
