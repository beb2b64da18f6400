/** Names for the controls that Django's admin, or Select2 in it, leaves without one: tables of rows, and searching choices. */

let ids = 0;

/** @param {Element} element */
function idOf(element) {
  if (!element.id) element.id = `named-${(ids += 1)}`;
  return element.id;
}

/** What names a control: its label, or in a table the head of its column and what its row is about. @param {Element} control */
function namers(control) {
  const label = control.id ? document.querySelector(`label[for="${CSS.escape(control.id)}"]`) : null;
  if (label) return [label];
  const cell = control.closest(".tabular td");
  if (!cell) return [];
  const heads = cell.closest("table")?.querySelectorAll("thead th") ?? [];
  const place = [...(cell.parentElement?.children ?? [])].indexOf(cell) - (cell.parentElement?.querySelector("td.original") ? 1 : 0);
  const row = cell.parentElement?.querySelector("td.original p");
  return [heads[place], row].filter((one) => one instanceof Element);
}

/** @param {Element} element @param {Element[]} by */
function call(element, by) {
  const named = by.map(idOf).join(" ");
  if (named && element.getAttribute("aria-labelledby") !== named) element.setAttribute("aria-labelledby", named);
}

/** A choice with a search: named as the field that it stands for, with what is chosen. @param {Element} chooser */
function nameChooser(chooser) {
  const select = chooser.previousElementSibling;
  const shown = chooser.querySelector(".select2-selection__rendered");
  if (!(select instanceof HTMLSelectElement) || !shown) return;
  const by = namers(select);
  const box = chooser.querySelector("[role=combobox]");
  if (box) call(box, shown.matches("ul") ? by : [...by, shown]);
  const search = chooser.querySelector(".select2-search__field");
  if (search) call(search, by);
  shown.removeAttribute("aria-readonly");
  shown.setAttribute("role", "none");
  for (const item of shown.querySelectorAll("li")) item.setAttribute("role", "none");
}

function nameEverything() {
  for (const control of document.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)")) {
    if (!control.closest(".select2") && !control.hasAttribute("aria-label")) call(control, namers(control));
  }
  document.querySelectorAll(".select2-container").forEach(nameChooser);
  const open = document.querySelector(".select2-dropdown .select2-search__field");
  if (open && !open.hasAttribute("aria-label")) open.setAttribute("aria-label", "Search");
}

nameEverything();
new MutationObserver(nameEverything).observe(document.body, { childList: true, subtree: true });
