/** Alerts as they are seen and heard: a list that grows quietly, a dialog when a game begins, a number in the tab's title. */

/** @typedef {import("./desk.js").Alert} Alert */

const WORDS = /** @type {Record<string, string>} */ ({ interactionLive: "Join", yourTurn: "Take it", onDeck: "Join", timeWarning: "Take it", missedTurn: "Look", interactionPaused: "Look", interactionResumed: "Join" });

export class Shown {
  #root;
  #title;
  #read;
  /** The alert that the dialog is about, once it was opened. */
  #asked = new Set();

  /** @param {HTMLElement} root @param {string} title empty where the page has its own way with it @param {(ids: string[]) => void} read */
  constructor(root, title, read) {
    this.#root = root;
    this.#title = title;
    this.#read = read;
    const dialog = this.#dialog();
    dialog.addEventListener("close", () => this.#answered());
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
    this.#find(".alerts-dismiss").addEventListener("click", () => this.#read(this.#ids()));
  }

  /** @param {Alert[]} unread */
  draw(unread) {
    if (this.#title) document.title = unread.length ? `(${unread.length}) ${this.#title}` : this.#title;
    this.#list(unread);
    const begun = unread.find((alert) => alert.kind === "interactionLive" && !this.#asked.has(alert.id));
    if (begun) this.#ask(begun);
    const dialog = this.#dialog();
    if (dialog.open && !unread.some((alert) => alert.id === dialog.dataset.alert)) dialog.close("gone");
  }

  /** Who is on one of them with the keyboard stays there, and only what is new is read aloud. @param {Alert[]} unread */
  #list(unread) {
    const list = this.#find("ol");
    const hadFocus = this.#find(".alerts-box").contains(document.activeElement);
    const shown = new Map([...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset.alert, item]));
    for (const [id, item] of shown) if (!unread.some((alert) => alert.id === id)) item.remove();
    let before = /** @type {Element | null} */ (null);
    for (const alert of unread) {
      const item = shown.get(alert.id) ?? this.#item(alert);
      const place = before ? before.nextElementSibling : list.firstElementChild;
      if (item !== place) list.insertBefore(item, place);
      before = item;
    }
    this.#find(".alerts-box").classList.toggle("empty", unread.length === 0);
    this.#find(".alerts-dismiss").hidden = unread.length === 0;
    if (hadFocus && document.activeElement === document.body) this.#next(unread.length)?.focus();
  }

  /** Where the keyboard goes on when what it was on is gone. @param {number} left @returns {HTMLElement | null} */
  #next(left) {
    return left ? this.#find(".alerts-dismiss") : document.querySelector("main");
  }

  /** @param {Alert} alert */
  #item(alert) {
    const item = document.createElement("li");
    item.dataset.alert = alert.id;
    const text = document.createElement("span");
    text.textContent = alert.text;
    const link = document.createElement("a");
    link.href = `/interactions/${encodeURIComponent(alert.interactionId)}/`;
    link.textContent = WORDS[alert.kind] ?? "See";
    link.setAttribute("aria-label", `${link.textContent}: ${alert.text}`);
    link.addEventListener("click", () => this.#read([alert.id]));
    item.append(text, " ", link);
    return item;
  }

  /** Asks at once, unless somebody is writing: then the dialog takes neither focus nor the page. @param {Alert} alert */
  #ask(alert) {
    const dialog = this.#dialog();
    if (dialog.open) return;
    this.#asked.add(alert.id);
    dialog.dataset.alert = alert.id;
    this.#find(".alerts-said").textContent = alert.text;
    /** @type {HTMLAnchorElement} */ (this.#find(".alerts-join")).href = `/interactions/${encodeURIComponent(alert.interactionId)}/`;
    // `show()` would take the focus for a moment, and a field that loses it has changed.
    if (document.activeElement?.matches("input, textarea, select, [contenteditable]")) dialog.setAttribute("open", "");
    else dialog.showModal();
  }

  /** Whatever the answer was, it has been read. */
  #answered() {
    const dialog = this.#dialog();
    if (dialog.returnValue !== "gone" && dialog.dataset.alert) this.#read([dialog.dataset.alert]);
    dialog.returnValue = "";
  }

  #ids() {
    return [...this.#root.querySelectorAll("li")].map((item) => item.dataset.alert ?? "").filter(Boolean);
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (this.#find("dialog"));
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    const found = /** @type {HTMLElement | null} */ (this.#root.querySelector(selector));
    if (!found) throw new Error(`no ${selector} among the alerts`);
    return found;
  }
}
