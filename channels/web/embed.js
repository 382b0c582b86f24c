// A button in the corner that opens the chat in a frame. The site needs this one line:
// <script src="https://…/chat/embed.js" defer></script>
(() => {
  "use strict";
  const titles = TITLES;
  const home = new URL(document.currentScript.src).origin;
  const wanted = document.documentElement.lang || navigator.language || "en";
  const lang = [wanted, wanted.split("-")[0], "en"].find((one) => one in titles);
  const style = (made, rules) => Object.assign(made.style, rules);
  let frame = null;

  const button = document.createElement("button");
  button.type = "button";
  button.lang = lang;
  button.textContent = titles[lang];
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed", bottom: "1rem", insetInlineEnd: "1rem", zIndex: "2147483000", maxWidth: "80vw",
    padding: ".8rem 1rem", minHeight: "3rem", border: "2px solid #fff", borderRadius: "2rem",
    background: "#0b5672", color: "#fff", font: "600 1rem/1.4 system-ui, sans-serif", cursor: "pointer",
  });

  const open = () => {
    frame = document.createElement("iframe");
    frame.src = `${home}/chat/framed?guess=${lang.replace("-", "_")}`;
    frame.title = titles[lang];
    frame.referrerPolicy = "no-referrer";
    style(frame, {
      position: "fixed", bottom: "5rem", insetInlineEnd: "1rem", zIndex: "2147483000", border: "1px solid #6b7a86",
      width: "min(26rem, calc(100vw - 2rem))", height: "min(40rem, calc(100vh - 6rem))",
      borderRadius: ".6rem", background: "#fff",
    });
    button.before(frame);
    frame.focus();
  };
  const close = () => { frame.remove(); frame = null; };

  button.addEventListener("click", () => {
    if (frame) close(); else open();
    button.setAttribute("aria-expanded", String(Boolean(frame)));
  });
  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home || data.suar !== "leave") return;
    close();
    button.remove();
    if (/^https?:/.test(data.to)) location.replace(data.to);
  });
  let escaped = 0;
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key === "Escape" && frame && escaped && timeStamp - escaped < 1500) {
      frame.contentWindow.postMessage("suar-leave", home);
    }
    escaped = key === "Escape" ? timeStamp : 0;
  });
  document.body.append(button);
})();
