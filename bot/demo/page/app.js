// The demo's page: three chats of a small world that lives in the program on this computer.
import { cast, listen } from "./api.js";
import { el, toast } from "./dom.js";
import L from "./labels.js";
import { Pane } from "./pane.js";

async function begin() {
  document.getElementById("note").textContent = L.note;
  const world = await cast();
  const panes = world.panes.map((spec) => new Pane(spec, world));
  document.getElementById("panes").append(...panes.map((pane) => pane.node));
  tabs(panes);
  let lost = false;
  listen(
    (event) => {
      if (event.kind === "hello") {
        // The program was started anew: everything on this page belongs to the one before.
        if (event.session !== world.session) location.reload();
        else if (lost) panes.forEach((pane) => pane.refresh());
        lost = false;
      } else panes.forEach((pane) => pane.heard(event));
    },
    () => {
      if (!lost) toast(L.disconnected, "error");
      lost = true;
    },
  );
  await Promise.all(panes.map((pane) => pane.refresh()));
  document.body.dataset.ready = "yes";
}

// On a narrow window one pane is seen at a time.
function tabs(panes) {
  const buttons = panes.map((pane) => {
    const button = el(
      "button",
      { type: "button", role: "tab", data: { tab: pane.name }, onclick: () => select(pane) },
      L[pane.name],
    );
    pane.onmark = (fresh) => button.classList.toggle("fresh", fresh);
    return button;
  });
  const select = (chosen) => {
    panes.forEach((pane, index) => {
      pane.node.classList.toggle("front", pane === chosen);
      buttons[index].setAttribute("aria-selected", String(pane === chosen));
    });
    chosen.seen();
  };
  document.getElementById("tabs").append(...buttons);
  select(panes[0]);
}

begin().catch((error) => toast(error.message, "error"));
