/** Opens the live page. */

import { render } from "preact";
import { App } from "./app.js";
import { html } from "./html.js";
import { client } from "./page.js";

const root = document.getElementById("live-root");
if (root) {
  root.replaceChildren();
  render(html`<${App} />`, root);
}
window.addEventListener("online", client.hurry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && client.hurry());
client.connect();
