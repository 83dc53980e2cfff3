// Talks with the demo's server.
import { toast } from "./dom.js";

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Error(body.error ?? `${response.status} ${response.statusText}`);
}

export const cast = () => fetch("/demo/api/cast").then(answer);

export const chat = (person, id) =>
  fetch(`/demo/api/chat?person=${person}&chat=${id}`).then(answer);

// Does something as a person; a refusal is shown, and the result is then null.
export async function act(name, body) {
  const form = body instanceof FormData;
  try {
    return await answer(
      await fetch(`/demo/api/${name}`, {
        method: "POST",
        headers: form ? {} : { "Content-Type": "application/json" },
        body: form ? body : JSON.stringify(body),
      }),
    );
  } catch (error) {
    toast(error.message, "error");
    return null;
  }
}

// Calls `react` with each change of the small world, `lost` and `found` as the server comes and goes.
export function listen(react, lost) {
  const source = new EventSource("/demo/api/events");
  source.onmessage = (event) => react(JSON.parse(event.data));
  source.onerror = lost;
}
