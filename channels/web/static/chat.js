// The chat over a WebSocket. Without this script, or where no WebSocket comes through, the page is a
// plain form; nothing here is needed for a message to be answered.
(() => {
  "use strict";
  const page = document.body;
  const find = (id) => document.getElementById(id);
  const log = find("log"), state = find("state"), write = find("write"), field = find("text");
  const framed = "session" in page.dataset;
  const AGAIN_MS = 1000, LAST_AGAIN_MS = 30000, ACK_MS = 15000, ESCAPES_MS = 1500;
  const token = page.dataset.session; // in a frame there is no cookie: the page itself knows
  let after = page.dataset.after.split(",").map(Number);
  let socket, tries = 0, everOpen = false, plain = false, ended = false, awaits = Boolean(find("again"));
  let timer, patience;
  const unsent = new Map(); // id → what was said, until the server has it

  const word = (key) => document.querySelector(`[data-said=${key}]`).textContent;
  const tell = (text) => { if (state.textContent !== text) state.textContent = text; };

  const newId = () => [...crypto.getRandomValues(new Uint8Array(10))]
    .map((one) => one.toString(16).padStart(2, "0")).join("");

  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const draw = (line) => {
    const drawn = make("div", line.mine ? "line mine" : "line");
    drawn.id = line.key;
    const who = make("b", "who", word(line.mine ? "web_you" : "web_us"));
    who.dataset.word = line.mine ? "web_you" : "web_us";
    const text = make("p", "text", line.text);
    text.dir = "auto";
    if (line.lang !== undefined) text.lang = line.lang;
    drawn.append(who, text);
    if (line.picture) {
      const picture = make("img");
      Object.assign(picture, { src: line.picture, alt: line.alt, width: 480, loading: "lazy" });
      drawn.append(picture);
    }
    if (line.items) {
      const items = make("div", "items");
      for (const item of line.items) {
        const button = make("button", "", item.title);
        Object.assign(button, { type: "button", value: item.payload, dir: "auto", lang: line.lang });
        items.append(button);
      }
      drawn.append(items);
    }
    log.append(drawn);
    drawn.scrollIntoView({ block: line.mine ? "end" : "start" });
  };

  const show = () => {
    if (ended) return tell("");
    const here = socket && socket.readyState === WebSocket.OPEN;
    const waits = awaits || [...unsent.values()].some((one) => !one.failed);
    if (!here && (tries > 1 || waits) && tries > 0) tell(word("web_offline"));
    else tell(waits ? word("web_waiting") : "");
  };

  const send = (words) => {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(words));
  };

  const sendUnsent = () => {
    for (const [id, said] of unsent) {
      if (!said.failed) send({ t: "say", id, text: said.text, payload: said.payload });
    }
    clearTimeout(patience);
    // A dead connection does not say so on a phone: no word for so long means it is one.
    if (unsent.size) patience = setTimeout(() => socket && socket.close(), ACK_MS);
  };

  const say = (text, payload = "") => {
    const id = newId();
    draw({ key: `c-${id}`, mine: true, text });
    find(`c-${id}`).classList.add("is-unsent");
    unsent.set(id, { text, payload, failed: false });
    sendUnsent();
    show();
  };

  const mark = (id, failed) => {
    const line = find(`c-${id}`), said = unsent.get(id);
    if (!said) return;
    line.classList.toggle("is-failed", failed);
    if (!failed) {
      line.classList.remove("is-unsent");
      unsent.delete(id);
      awaits = true;
    } else if (!line.querySelector(".retry")) {
      said.failed = true;
      const retry = make("button", "retry small", word("web_failed"));
      retry.type = "button";
      retry.dataset.word = "web_failed";
      retry.onclick = () => { said.failed = false; mark.clear(line); sendUnsent(); show(); field.focus(); };
      line.append(retry);
      tell(word("web_failed"));
    }
    if (![...unsent.values()].some((one) => !one.failed)) clearTimeout(patience);
  };
  mark.clear = (line) => { line.classList.remove("is-failed"); line.querySelector(".retry").remove(); };

  // The page follows the language that the answers are in.
  const speak = (told) => {
    document.documentElement.lang = told.lang;
    document.documentElement.dir = told.dir;
    page.dataset.locale = told.locale;
    for (const one of document.querySelectorAll("[data-word]")) one.textContent = told.words[one.dataset.word];
    log.setAttribute("aria-label", told.words.web_title);
    document.title = told.words.web_us;
    find("lang").value = told.locale;
  };

  const over = (line) => {
    ended = true;
    log.textContent = "";
    unsent.clear();
    field.value = "";
    write.hidden = true;
    if (line) draw(line); else find("over").hidden = false;
    if (find("again")) find("again").hidden = true;
    show();
    document.querySelector("#anew button").focus();
  };

  const heard = ({ data }) => {
    const told = JSON.parse(data);
    if (told.t === "over") return over(told.line);
    if (told.t === "no") return mark(told.id, true);
    if (told.t === "ok") { mark(told.id, false); return show(); }
    if (told.words) speak(told);
    for (const line of told.lines) {
      if (line.mine) mark(line.key.slice(2), false);
      if (!find(line.key)) draw(line);
    }
    after = told.after;
    awaits = told.awaits;
    show();
  };

  const connect = () => {
    clearTimeout(timer);
    if (ended || plain || (socket && socket.readyState < WebSocket.CLOSING)) return;
    socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/chat/talk`);
    socket.onopen = () => {
      tries = 0;
      everOpen = true;
      const { locale, chosen } = page.dataset;
      send({ t: "hello", session: token, after, locale, chosen });
      sendUnsent();
      show();
    };
    socket.onmessage = heard;
    socket.onclose = () => {
      clearTimeout(patience);
      if (ended) return;
      tries += 1;
      if (!everOpen && !framed && tries > 2) giveWay();
      const pause = Math.min(LAST_AGAIN_MS, AGAIN_MS * 2 ** (tries - 1));
      timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
      show();
    };
  };

  // Some networks let pages through and no WebSocket: then the form is sent as without a script.
  const giveWay = async () => {
    try {
      await fetch(document.querySelector("link[rel=icon]").href, { cache: "no-store" });
    } catch { return; }
    if (everOpen) return;
    plain = true;
    clearTimeout(timer);
    for (const one of document.querySelectorAll("#again")) one.hidden = false;
    const [first] = unsent;
    if (first && !first[1].payload) {
      write.elements.id.value = first[0]; // the same id: it cannot be stored twice
      field.value = first[1].text;
      write.submit();
    } else tell("");
  };

  const farewell = () =>
    new URLSearchParams({ quiet: "1", session: token || "", form: write.elements.form.value });

  // The quick way out: the screen first, then the server, and no entry in the tab's history.
  const leave = () => {
    ended = true;
    const form = farewell();
    page.hidden = true;
    page.textContent = "";
    document.title = "…";
    if (!(navigator.sendBeacon && navigator.sendBeacon("/chat/leave", form))) {
      fetch("/chat/leave", { method: "POST", body: form, keepalive: true }).catch(() => {});
    }
    const to = page.dataset.exit;
    if (!framed) return location.replace(to);
    parent.postMessage({ suar: "leave", to }, "*"); // embed.js opens the harmless page
    return undefined;
  };

  let escaped = 0;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { escaped = 0; return; }
    if (event.timeStamp - escaped < ESCAPES_MS && escaped) leave();
    escaped = event.timeStamp;
  });
  addEventListener("message", (event) => {
    if (framed && event.source === parent && event.data === "suar-leave") leave();
  });
  find("leave").addEventListener("submit", (event) => { event.preventDefault(); leave(); });

  const anew = async () => {
    await fetch("/chat/leave", { method: "POST", body: farewell() }).catch(() => {});
    location.replace(location.pathname);
  };
  find("anew").addEventListener("submit", (event) => { event.preventDefault(); anew(); });

  find("speak").addEventListener("submit", (event) => {
    event.preventDefault();
    location.replace(`${location.pathname}?lang=${find("lang").value}`);
  });

  write.addEventListener("submit", (event) => {
    if (plain) return;
    event.preventDefault();
    const text = field.value.trim();
    if (text) say(text);
    field.value = "";
    field.focus();
  });
  log.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (plain || !pressed) return;
    event.preventDefault();
    say(pressed.textContent, pressed.value);
  });
  log.addEventListener("click", ({ target }) => {
    if (target.closest(".items") && target.type === "button") say(target.textContent, target.value);
  });
  field.addEventListener("keydown", (event) => {
    const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (isEnter && matchMedia("(pointer: fine)").matches) { event.preventDefault(); write.requestSubmit(); }
  });

  addEventListener("online", () => { tries = 0; connect(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) connect(); });
  // A page out of the browser's memory may show a chat that has ended.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  if (!window.WebSocket) { plain = true; return; }
  if (find("again")) find("again").hidden = true;
  if (log.lastElementChild) log.lastElementChild.scrollIntoView({ block: "end" });
  connect();
})();
