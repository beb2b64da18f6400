/** Whether the page hears the room, and what can be done where it does not. */

import { html } from "./html.js";
import { client, config } from "./page.js";

const CLOSED = {
  "signed-out": { text: "You are signed out.", link: "Sign in again", href: () => `/accounts/login/?next=${encodeURIComponent(location.pathname)}` },
  forbidden: { text: "You do not belong to this table (any more).", link: "Back to the campaign", href: () => config.campaignUrl },
  missing: { text: "There is no such table.", link: "Back to the campaign", href: () => config.campaignUrl },
  replaced: { text: "This table is open in another window.", link: "Use it here", href: () => location.pathname },
};

export function ConnectionBanner() {
  const connection = client.connection.value;
  if (connection.state === "open" || connection.state === "connecting") return html`<div role="status"></div>`;
  if (connection.state === "reconnecting") {
    return html`<div role="status" class="banner warn">Connection lost. Coming back by itself; what you send meanwhile waits.</div>`;
  }
  const { text, link, href } = CLOSED[connection.reason];
  return html`<div role="status" class="banner danger">${text} <a href=${href()}>${link}</a></div>`;
}
