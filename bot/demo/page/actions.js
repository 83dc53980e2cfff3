// What can be done with a message: the menu at its side.
import { act } from "./api.js";
import { closeMenu, colored, el, menu } from "./dom.js";
import L from "./labels.js";

export function actionsMenu(pane, message, x, y) {
  const { raw } = message;
  const text = raw.text ?? raw.caption;
  const items = [{ name: "reply", sign: "↩", label: L.reply, run: () => pane.replyTo(message) }];
  if (text) {
    items.push({ sign: "⧉", label: L.copy, run: () => navigator.clipboard?.writeText(text) });
  }
  const editable = ["text", "photo", "video", "voice", "document", "animation", "audio"];
  if (message.mine && editable.some((kind) => raw[kind] !== undefined)) {
    items.push({ name: "edit", sign: "✎", label: L.edit, run: () => pane.composer.edit(message) });
  }
  if (message.mine) {
    const run = () => act("delete", { ...pane.who(), message: message.id });
    items.push({ name: "delete", sign: "🗑", label: L.remove, danger: true, run });
  }
  const own = message.reactions.filter((item) => item.mine).map((item) => item.emoji);
  const emoji = el(
    "div",
    { class: "quick" },
    pane.quick.map((sign) =>
      el(
        "button",
        {
          type: "button",
          class: own.includes(sign) ? "mine" : null,
          onclick: () => {
            closeMenu();
            pane.react(message, own.includes(sign) ? null : sign);
          },
        },
        colored(sign),
      ),
    ),
  );
  menu(x, y, items, emoji);
}
