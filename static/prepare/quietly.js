/** Buttons that change the form without leaving it: the server shows the form anew, and only what it changes is exchanged. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("prepare"));

/**
 * Sends the form as if `button` were pressed, and exchanges the parts that the answer shows otherwise.
 * @param {string} name @param {string} value
 * @returns {Promise<boolean>} false where the server did not answer as it should
 */
export async function sendQuietly(name, value) {
  const content = new FormData(form);
  content.append(name, value);
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body: content, redirect: "error" }).catch(() => undefined);
  form.removeAttribute("aria-busy");
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of form.querySelectorAll("[data-swap]")) {
    const other = fresh.querySelector(`[data-swap="${part.getAttribute("data-swap")}"]`);
    if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
  }
  return true;
}
