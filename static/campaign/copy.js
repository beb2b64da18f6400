/** Copies a field at the press of a button; without this script the field can still be selected. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.getAttribute("data-copy") ?? "");
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) continue;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", () => copy(field));
}

/** @param {HTMLInputElement} field */
async function copy(field) {
  const said = document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(field.value);
    if (said) said.textContent = "Copied.";
  } catch {
    field.select();
    if (said) said.textContent = "Your browser does not let pages copy: press Ctrl+C.";
  }
}
