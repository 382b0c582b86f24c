// Listens to the stand-in's events and comes back after every interruption.

const EVENTS = ["message", "behaviour", "reset"];
const PAUSE_MS = 1500;

// `handlers.open` runs at every connection, so that what was missed can be read anew.
export function listen(handlers) {
  const source = new EventSource("/simulator/api/events");
  source.addEventListener("open", () => handlers.open());
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    handlers.lost();
    // The browser tries again by itself, except after an answer that is no event stream.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(handlers), PAUSE_MS);
    }
  });
}
