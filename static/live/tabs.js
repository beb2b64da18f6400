/** Panels of which one is in front. Arrow keys go from tab to tab, as the ARIA pattern has it. */

import { html } from "./html.js";
import { panel } from "./page.js";

/** @typedef {{id: string, title: string, badge?: number, body: () => any}} Tab */

/** @param {{tabs: Tab[], label: string}} props */
export function Tabs({ tabs, label }) {
  const front = tabs.find((tab) => tab.id === panel.value) ?? tabs[0];
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(front) + step + tabs.length) % tabs.length];
    panel.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return html`
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label=${label} onKeyDown=${move}>
        ${tabs.map(
          (tab) => html`
            <button
              type="button"
              role="tab"
              key=${tab.id}
              id=${`tab-${tab.id}`}
              aria-controls=${`panel-${tab.id}`}
              aria-selected=${tab === front ? "true" : "false"}
              tabindex=${tab === front ? 0 : -1}
              onClick=${() => (panel.value = tab.id)}
            >
              ${tab.title}${tab.badge ? html`<span class="count">${tab.badge}<span class="unseen"> new</span></span>` : null}
            </button>
          `,
        )}
      </div>
      ${tabs.map(
        (tab) => html`
          <div class="tab-panel" role="tabpanel" key=${tab.id} id=${`panel-${tab.id}`} aria-labelledby=${`tab-${tab.id}`} tabindex="0" hidden=${tab !== front}>
            ${tab === front ? tab.body() : null}
          </div>
        `,
      )}
    </div>
  `;
}
