/** Asking the room from a control: one at a time, and what is refused is said beside the control, which keeps its focus. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { html } from "./html.js";
import { client } from "./page.js";

/** @typedef {[string, object]} Command */

/** @returns {{ask: (command: Command) => Promise<boolean>, sending: import("@preact/signals").Signal<boolean>, refusal: import("@preact/signals").Signal<string>}} */
export function useCommand() {
  const sending = useSignal(false);
  const refusal = useSignal("");
  /** @param {Command} command @returns {Promise<boolean>} whether it was accepted */
  async function ask([type, fields]) {
    if (sending.peek()) return false;
    refusal.value = "";
    sending.value = true;
    try {
      await client.send(type, fields);
      return true;
    } catch (refused) {
      refusal.value = /** @type {import("./types.js").Refusal} */ (refused).message || "That was refused.";
      return false;
    } finally {
      sending.value = false;
    }
  }
  return { ask, sending, refusal };
}

/** @param {{id?: string, text: string}} props */
export const Refusal = ({ id, text }) => (text ? html`<p class="refusal" role="alert" id=${id}>${text}</p>` : null);

/**
 * A button that asks the room. With a `reason` it stays in its place, disabled, and says why.
 * @param {{command: () => Command, reason?: string, note?: string, kind?: string, name?: string, onDone?: () => void, children?: any}} props
 */
export function CommandButton({ command, reason = "", note = "", kind = "", name, onDone, children }) {
  const { ask, sending, refusal } = useCommand();
  const id = useId();
  /** The second half of a double click means the same button, not the one that has taken its place. @param {MouseEvent} event */
  const press = async (event) => {
    if (!reason && event.detail < 2 && (await ask(command()))) onDone?.();
  };
  return html`
    <div class="command">
      <button
        type="button"
        class=${kind}
        aria-label=${name}
        aria-disabled=${reason ? "true" : undefined}
        aria-busy=${sending.value ? "true" : undefined}
        aria-describedby=${reason || note || refusal.value ? id : undefined}
        onClick=${press}
      >
        ${children}${sending.value ? html`<span class="sending"> sending…</span>` : null}
      </button>
      <div id=${id} class="under">
        ${reason ? html`<span class="reason">${reason}</span>` : note ? html`<span class="muted">${note}</span>` : null}
        <${Refusal} text=${refusal.value} />
      </div>
    </div>
  `;
}

/**
 * A small form that asks the room with what is in it, and is as it was again when that was accepted: empty, or with what stands
 * now. What stands is a field's default (`defaultValue`): as its `value` it would be put there anew with all that happens
 * at the table, over what somebody is just writing.
 * @param {{command: (form: FormData) => Command, kind?: string, label: string, onDone?: () => void, children?: any}} props
 */
export function CommandForm({ command, kind = "", label, onDone, children }) {
  const { ask, sending, refusal } = useCommand();
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (!(await ask(command(new FormData(form))))) return;
    form.reset();
    onDone?.();
  };
  return html`
    <form class="command-form" onSubmit=${submit}>
      ${children}
      <button class=${kind} aria-busy=${sending.value ? "true" : undefined}>${label}${sending.value ? " …" : ""}</button>
      <${Refusal} text=${refusal.value} />
    </form>
  `;
}
