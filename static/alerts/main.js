/** Alerts on every page: hears of what concerns this person, wherever on the site she is. */

import { Listener } from "./listener.js";
import { Desk } from "./desk.js";
import { Shown } from "./shown.js";

const root = document.getElementById("alerts");
if (root) {
  const here = root.dataset.interaction ?? "";
  const desk = new Desk(here);
  const listener = new Listener({
    open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/alerts/`),
    onFrame: (frame) => desk.take(frame),
  });
  const shown = new Shown(root, here ? "" : document.title, (ids) => listener.read(ids));
  desk.onChange = (unread) => shown.draw(unread);
  desk.onHere = (ids) => listener.read(ids);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && listener.hurry());
  listener.connect();
}
