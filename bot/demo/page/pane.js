// One chat on the page: its head with the person who uses it, its messages, its lower edge.
import { actionsMenu } from "./actions.js";
import { act, chat } from "./api.js";
import { bubble, grouped } from "./bubble.js";
import { Composer } from "./composer.js";
import { day, dialog, el, menu, toast } from "./dom.js";
import L from "./labels.js";

// How long a press waits for its answer, and the note of writing for the message: milliseconds.
const PRESS_PATIENCE = 30000;
const TYPING_PATIENCE = 5000;
const NEAR_END = 120;

export class Pane {
  constructor(spec, { places, reactions }) {
    this.name = spec.name;
    this.people = spec.people;
    this.person = spec.people[0];
    this.quick = reactions;
    this.view = null;
    this.shown = new Map();
    // Chats with something new that is not on the screen.
    this.unread = new Set();
    // Callback id -> the button that waits; answers that were faster than their press.
    this.pressed = new Map();
    this.early = new Map();
    this.composer = new Composer(this, places);
    this.build();
  }

  build() {
    this.title = el("b", {}, "…");
    this.subtitle = el("small", {}, "");
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.select = el(
      "select",
      { "aria-label": `${L.youAre} (${L[this.name]})`, onchange: () => this.become(this.select.value) },
      this.people.map((person) => el("option", { value: String(person.id) }, person.name)),
    );
    this.select.disabled = this.people.length < 2;
    this.list = el("div", { class: "messages", role: "log", "aria-label": L.messages, tabIndex: 0 });
    this.list.addEventListener("load", () => this.atEnd && this.stick(), true);
    this.list.addEventListener("scroll", () => {
      this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END;
    });
    new ResizeObserver(() => this.atEnd && this.stick()).observe(this.list);
    this.notes = el("div", { class: "notes", role: "status", "aria-live": "polite" });
    this.node = el(
      "section",
      { class: "pane", data: { pane: this.name }, "aria-label": L[this.name] },
      el(
        "header",
        {},
        this.avatar,
        el("span", { class: "two" }, this.title, this.subtitle),
        this.name === "resident"
          ? el(
              "button",
              { type: "button", class: "round-button", "aria-label": L.menu, onclick: (event) => this.more(event) },
              "⋮",
            )
          : null,
      ),
      el("label", { class: "who" }, el("span", {}, L.youAre), this.select),
      this.list,
      this.notes,
      this.composer.node,
    );
    this.atEnd = true;
  }

  who() {
    return { person: this.person.id, chat: this.person.chat };
  }

  async become(id) {
    const before = this.person;
    this.person = this.people.find((person) => String(person.id) === String(id)) ?? before;
    this.select.value = String(this.person.id);
    this.composer.switched(before.id, this.person.id);
    this.shown.clear();
    this.list.replaceChildren();
    this.atEnd = true;
    this.unread.delete(this.person.chat);
    this.mark();
    await this.refresh();
  }

  // Fetches the chat and draws what changed. One fetch at a time, and one more if asked meanwhile.
  async refresh() {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    try {
      do {
        this.again = false;
        const person = this.person;
        // The stream of events notices a server that is gone, and says so.
        const view = await chat(person.id, person.chat).catch(() => null);
        if (!view) break;
        if (person === this.person) this.draw(view);
        else this.again = true;
      } while (this.again);
    } finally {
      this.fetching = false;
    }
  }

  draw(view) {
    this.view = view;
    this.title.textContent = view.title;
    this.subtitle.textContent = view.private ? L.bot : L.members(view.members);
    this.avatar.textContent = [...view.title.replace("Demo: ", "")][0].toUpperCase();
    const nodes = [];
    const kept = new Map();
    let date = null;
    let previous = null;
    for (const group of grouped(view.messages)) {
      const [first] = group;
      if (day(first.raw.date) !== date) {
        date = day(first.raw.date);
        nodes.push(this.keep(kept, `day ${date}`, date, () => el("div", { class: "service day" }, el("span", {}, date))));
        previous = null;
      }
      const showName = !view.private && !first.mine && previous !== first.sender_name;
      previous = first.service ? null : first.mine ? "" : first.sender_name;
      const signature = JSON.stringify([group, showName]);
      nodes.push(this.keep(kept, first.id, signature, () => bubble(group, { showName, on: this })));
    }
    if (!view.messages.length) {
      const words = view.private ? L.emptyPrivate : L.empty;
      nodes.push(el("div", { class: "service" }, el("span", {}, words)));
    }
    if (view.blocked) nodes.push(el("div", { class: "service" }, el("span", {}, L.botBlocked)));
    this.shown = kept;
    this.place(nodes);
    this.composer.show(view);
    if (this.atEnd) this.stick();
  }

  keep(kept, key, signature, make) {
    const before = this.shown.get(key);
    const entry = before?.signature === signature ? before : { signature, node: make() };
    kept.set(key, entry);
    return entry.node;
  }

  // Puts the nodes in order and leaves alone those that are right: sound goes on playing.
  place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) {
        this.list.insertBefore(node, this.list.children[index] ?? null);
      }
    });
  }

  stick() {
    this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = true;
  }

  sent() {
    this.atEnd = true;
    this.stick();
  }

  // A change somewhere in the small world.
  heard(event) {
    if (event.kind === "answer") return this.answered(event);
    if (event.kind === "file") return null;
    if (event.kind === "action" && event.chat === this.person.chat) return this.typing();
    if (event.chat === this.person.chat) {
      if (event.kind === "message") this.typing(false);
      if (event.kind === "message" && event.from_bot && this.node.offsetParent === null) {
        this.unread.add(event.chat);
        this.mark();
      }
      return this.refresh();
    }
    const other = this.people.find((person) => person.chat === event.chat);
    if (other && event.kind === "message" && event.from_bot && !this.unread.has(event.chat)) {
      this.unread.add(event.chat);
      this.mark();
      this.say(L.newMessageFor(other.name));
    }
    return null;
  }

  // Looked at: on a narrow window the pane came to the front.
  seen() {
    this.unread.delete(this.person.chat);
    this.mark();
    this.stick();
  }

  mark() {
    for (const option of this.select.options) {
      const person = this.people.find((item) => String(item.id) === option.value);
      const fresh = person.chat !== this.person.chat && this.unread.has(person.chat);
      option.textContent = fresh ? `● ${person.name}` : person.name;
    }
    this.onmark?.(this.unread.size > 0);
  }

  typing(on = true) {
    clearTimeout(this.typingTimer);
    if (!this.view) return;
    const usual = this.view.private ? L.bot : L.members(this.view.members);
    this.subtitle.textContent = on ? L.typing : usual;
    if (on) this.typingTimer = setTimeout(() => this.typing(false), TYPING_PATIENCE);
  }

  // A note above the lower edge of this chat.
  say(text, kind) {
    toast(text, kind, this.notes);
  }

  // What bubbles ask for.
  command(text) {
    this.composer.command(text);
  }

  goTo(id) {
    const target =
      this.list.querySelector(`.message[data-id="${id}"], .service[data-id="${id}"]`) ??
      this.list.querySelector(`[data-id="${id}"]`);
    if (!target) return this.say(L.deleted);
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.remove("flash");
    requestAnimationFrame(() => target.classList.add("flash"));
    return null;
  }

  replyTo(message) {
    if (!this.composer.line.hidden) this.composer.replyTo(message);
  }

  react(message, emoji) {
    return act("react", { ...this.who(), message: message.id, emoji });
  }

  async press(message, button, row, column, node) {
    if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text);
      return this.say(L.copied);
    }
    if (button.callback_data === undefined) return this.say(L.cannotPress);
    node.classList.add("waiting");
    const done = await act("press", { ...this.who(), message: message.id, row, column });
    if (!done) return node.classList.remove("waiting");
    this.pressed.set(done.callback, node);
    if (this.early.has(done.callback)) this.answered(this.early.get(done.callback));
    setTimeout(() => {
      if (this.pressed.delete(done.callback)) {
        node.classList.remove("waiting");
        this.say(L.pressUnanswered, "error");
      }
    }, PRESS_PATIENCE);
    return null;
  }

  answered(event) {
    const { callback_query_id: id, text, show_alert: alert, user_id: user } = event;
    if (!this.people.some((person) => person.id === user)) return;
    if (!this.pressed.has(id)) {
      this.early.set(id, event);
      return;
    }
    this.pressed.get(id).classList.remove("waiting");
    this.pressed.delete(id);
    this.early.delete(id);
    if (!text) return;
    if (!alert) this.say(text);
    else {
      dialog(
        this.view.title,
        (close) => [el("p", {}, text), el("button", { type: "button", onclick: () => close() }, L.ok)],
        "alert",
      );
    }
  }

  actions(message, x, y) {
    actionsMenu(this, message, x, y);
  }

  more(event) {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const { blocked } = this.view;
    const run = () => act("block", { person: this.person.id, blocked: !blocked });
    menu(left, bottom + 4, [
      { name: "block", sign: "⊘", label: blocked ? L.unblock : L.block, danger: !blocked, run },
    ]);
  }
}
