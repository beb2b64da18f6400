/** Opens the live page. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.js";
import { giver } from "./fairness.js";
import { html } from "./html.js";
import { client, config, store } from "./page.js";

const root = document.getElementById("live-root");
if (root) {
  root.replaceChildren();
  render(html`<${App} />`, root);
}
window.addEventListener("offline", () => client.drop());
window.addEventListener("online", () => client.hurry());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && client.hurry());
// Whose role has changed gets the page of the new one.
effect(() => {
  const { userId, role } = store.you.value;
  if (userId && role !== config.role) location.reload();
});
const give = giver((type, fields) => client.send(type, fields));
effect(() => give(store.view.value, store.you.value));
client.connect();
