/** The live page as a whole, in the layout there is room for. */

import { Act } from "./act.js";
import { Announcements } from "./announcements.js";
import { Chat } from "./chat.js";
import { ConnectionBanner } from "./connection.js";
import { DmControls } from "./dm-controls.js";
import { Ended } from "./ended.js";
import { html } from "./html.js";
import { layout } from "./layout.js";
import { Log } from "./log.js";
import { MapGrid } from "./map-grid.js";
import { Order } from "./order.js";
import { config, store } from "./page.js";
import { askedOfDm } from "./reading.js";
import { ReviewCard } from "./review-card.js";
import { Sheet } from "./sheet.js";
import { Standstill } from "./standstill.js";
import { Tabs } from "./tabs.js";
import { TurnLine } from "./turn-line.js";
import { unread } from "./unread.js";

/** @typedef {import("./types.js").View} View */

export function App() {
  const view = store.view.value;
  return html`
    <div class=${`table ${layout.value}`}>
      ${config.viewAs ? html`<p class="banner">You see what ${config.userName} sees, and only look on. <a href=${location.pathname}>Back to your own page</a></p>` : null}
      <${ConnectionBanner} />
      ${view ? html`<${Table} view=${view} />` : html`<p class="muted loading">Joining the table…</p>`}
      <${Announcements} />
    </div>
  `;
}

/** @param {{view: View}} props */
function Table({ view }) {
  return html`
    <${TurnLine} view=${view} />
    <${Standstill} view=${view} />
    ${layout.value === "phone" ? null : html`<${Order} view=${view} />`}
    <div class="middle">
      ${view.liveStatus === "completed" ? html`<${Ended} view=${view} />` : null}
      <${MapGrid} view=${view} />
    </div>
    <div class="side">
      ${config.role === "dm" ? html`<${ReviewCard} view=${view} />` : null}
      <${Tabs} label="Panels" tabs=${tabsFor(view, config.role, layout.value)} />
    </div>
  `;
}

/** @param {View} view @param {import("./types.js").Role} role @param {string} size @returns {import("./tabs.js").Tab[]} */
function tabsFor(view, role, size) {
  const act = { id: "act", title: "Act", body: () => html`<${Act} view=${view} />` };
  const order = { id: "order", title: "Order", body: () => html`<${Order} view=${view} />` };
  const sheet = { id: "sheet", title: "Sheet", body: () => html`<${Sheet} view=${view} />` };
  const table = { id: "table", title: "Table", badge: askedOfDm(view), body: () => html`<${DmControls} view=${view} />` };
  const chat = { id: "chat", title: "Chat", badge: unread.value, body: () => html`<${Chat} view=${view} />` };
  const log = { id: "log", title: "Log", body: () => html`<${Log} />` };
  return [
    ...(role === "spectator" ? [] : [act]),
    ...(size === "phone" ? [order] : []),
    ...(role === "player" ? [sheet] : []),
    ...(role === "dm" ? [table] : []),
    chat,
    log,
  ];
}
