// Building the page. Text only ever becomes text nodes: there is no innerHTML here.

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

// A note that goes by itself; over the whole page unless another place is named.
export function toast(text, kind = "info", where = document.getElementById("toasts")) {
  const note = el("div", { class: `toast ${kind}` }, text);
  where.append(note);
  setTimeout(() => note.remove(), 4500);
}

// A dialog over the page; `build(close)` makes its content. Resolves with what was closed with.
export function dialog(title, build, className = "") {
  return new Promise((resolve) => {
    const box = el("dialog", { class: `box ${className}`, "aria-label": title });
    const close = (value = null) => {
      box.close();
      box.remove();
      resolve(value);
    };
    box.append(el("h2", {}, title), ...build(close));
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      close();
    });
    box.addEventListener("click", (event) => event.target === box && close());
    document.body.append(box);
    box.showModal();
  });
}

// A menu at a point of the window, gone with the next click elsewhere.
export function menu(x, y, items, head = null) {
  closeMenu();
  const list = el("div", { class: "menu", role: "menu" }, head);
  for (const item of items) {
    list.append(
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: item.danger ? "danger" : null,
          data: item.name ? { name: item.name } : {},
          onclick: () => {
            closeMenu();
            item.run();
          },
        },
        el("span", { class: "sign", "aria-hidden": "true" }, item.sign ?? ""),
        el("span", {}, item.label),
      ),
    );
  }
  document.body.append(list);
  const { width, height } = list.getBoundingClientRect();
  list.style.left = `${Math.max(6, Math.min(x, innerWidth - width - 6))}px`;
  list.style.top = `${Math.max(6, Math.min(y, innerHeight - height - 6))}px`;
  list.querySelector("button")?.focus({ preventScroll: true });
}

export function closeMenu() {
  document.querySelector(".menu")?.remove();
}

addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.(".menu")) closeMenu();
});
addEventListener("keydown", (event) => {
  const open = document.querySelector(".menu");
  if (!open) return;
  if (event.key === "Escape") closeMenu();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const all = [...open.querySelectorAll("button")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    event.preventDefault();
  }
});

export const time = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
export const day = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long" });

// Old signs like ❤ are letters unless they are told to be pictures.
export const colored = (emoji) => (emoji.length === 1 ? `${emoji}\uFE0F` : emoji);
