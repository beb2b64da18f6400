/** Saving what is painted, and not losing what is not saved. */

const SIGNED_OUT = "You are signed out. Sign in in another tab, then save again: nothing is lost here.";
const UNREACHABLE = "The server cannot be reached. Nothing is lost here: try again in a moment.";

/**
 * Lets the form save by itself, without leaving the page.
 * @param {HTMLFormElement} form
 * @param {import("./painting.js").Painting} painting
 * @param {HTMLElement} place where the outcome is told
 * @returns {() => void} shows whether everything is saved
 */
export function saving(form, painting, place) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (!painting.isSaved) event.preventDefault();
  });

  async function save() {
    const text = painting.text;
    field(form, "terrain").value = text;
    renewToken(form);
    tell("Saving…");
    const { seen, wrong } = await sent(form);
    if (wrong) return tell(wrong, true);
    field(form, "seen").value = seen;
    painting.savedText = text;
    show();
  }

  /** @param {string} words @param {boolean} [refused] */
  function tell(words, refused = false) {
    place.className = refused ? "refusal" : "muted";
    place.textContent = words;
  }

  const show = () => tell(painting.isSaved ? "Everything is saved." : "Not saved yet.");
  return show;
}

/** @param {HTMLFormElement} form @returns {Promise<{seen: string, wrong?: string}>} */
async function sent(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body: new FormData(form) });
    if (answer.redirected || answer.status === 403) return { seen: "", wrong: SIGNED_OUT };
    const body = await answer.json();
    return answer.ok ? body : { seen: "", wrong: body.detail };
  } catch {
    return { seen: "", wrong: UNREACHABLE };
  }
}

/** Signing in again elsewhere has changed it. @param {HTMLFormElement} form */
function renewToken(form) {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) field(form, "csrfmiddlewaretoken").value = token;
}

/** @param {HTMLFormElement} form @param {string} name */
const field = (form, name) => /** @type {HTMLInputElement | HTMLTextAreaElement} */ (form.elements.namedItem(name));
