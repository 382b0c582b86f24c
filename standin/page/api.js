// Speaks to the stand-in.

const BASE = "/simulator/api";

async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok && answer.status !== 502) {
    throw new Error(body.error || `The simulator answered ${answer.status}`);
  }
  return body;
}

export const get = (name) => call(`${BASE}/${name}`);

export const file = (name) => call(`/simulator/${name}`);

export const post = (name, words = {}) =>
  call(`${BASE}/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(words),
  });
