// The lower edge of a chat: the reply bar, the field to write in, the reply keyboard.
import { act } from "./api.js";
import { attachMenu, choosePlace } from "./attach.js";
import { el, menu } from "./dom.js";
import L from "./labels.js";
import { summary } from "./media.js";
import { parseTyped, unparse } from "./richtext.js";

export class Composer {
  // `pane` gives view (the chat as last fetched), who() and sent().
  constructor(pane, places) {
    this.pane = pane;
    this.places = places;
    this.reply = null;
    this.editing = null;
    // The forced reply that was put aside, so that it does not come back by itself.
    this.dismissed = null;
    // What was sent before: messages arrive in the order in which they were written.
    this.before = Promise.resolve();
    this.hidden = false;
    this.drafts = new Map();
    this.build();
  }

  build() {
    this.bar = el("div", { class: "bar", hidden: true });
    this.field = el("textarea", {
      rows: 1,
      placeholder: L.placeholder,
      "aria-label": L.placeholder,
      oninput: () => this.grow(),
      onkeydown: (event) => this.key(event),
    });
    const round = (sign, label, run, name) =>
      el(
        "button",
        { type: "button", class: `round-button ${name}`, "aria-label": label, title: label, onclick: run },
        sign,
      );
    this.commandsButton = round("/", L.commands, () => this.commands(), "commands");
    this.keyboardButton = round("⌨", L.keyboard, () => this.toggle(), "toggle");
    this.attachButton = round("📎", L.attach, () => this.attach(), "attach");
    this.sendButton = round("➤", L.send, () => this.send(), "send");
    this.line = el(
      "div",
      { class: "compose" },
      this.commandsButton,
      this.attachButton,
      this.field,
      this.keyboardButton,
      this.sendButton,
    );
    this.keyboard = el("div", { class: "keyboard", hidden: true });
    this.only = el("button", { type: "button", class: "only", hidden: true });
    this.node = el("div", { class: "lower" }, this.bar, this.line, this.keyboard, this.only);
  }

  // Another person took over: what was half-written stays theirs.
  switched(from, to) {
    this.drafts.set(from, this.field.value);
    this.field.value = this.drafts.get(to) ?? "";
    this.reply = this.editing = this.dismissed = null;
    this.hidden = false;
    this.grow();
  }

  show(view) {
    const shut = view.blocked || (view.private && !view.started);
    this.line.hidden = shut;
    this.only.hidden = !shut;
    this.only.textContent = view.blocked ? L.unblock : L.start;
    this.only.onclick = () =>
      view.blocked
        ? act("block", { person: view.person, blocked: false })
        : act("send", { person: view.person, chat: view.id, text: "/start" });
    this.commandsButton.hidden = !view.commands.length;
    const forced = view.forced_reply;
    if (forced && forced.message !== this.dismissed && this.reply?.id !== forced.message) {
      const asked = view.messages.find((message) => message.id === forced.message);
      if (asked && !this.editing) this.replyTo(asked);
    }
    const known = (message) => view.messages.some((item) => item.id === message.id);
    if (this.reply && !known(this.reply)) this.reply = null;
    if (this.editing && !known(this.editing)) this.stop();
    this.field.placeholder =
      forced?.placeholder ?? view.keyboard?.placeholder ?? L.placeholder;
    this.drawKeyboard(view, shut);
    this.drawBar();
    this.grow();
  }

  drawKeyboard(view, shut) {
    const shown = JSON.stringify(view.keyboard);
    if (shown !== this.shownKeyboard) {
      // A new keyboard shows itself even when the one before was put away.
      this.hidden = false;
      this.shownKeyboard = shown;
      this.keyboard.replaceChildren(
        ...(view.keyboard?.rows ?? []).map((row) =>
          el(
            "div",
            { class: "row" },
            row.map((button) =>
              el("button", { type: "button", onclick: () => this.tap(button) }, button.text),
            ),
          ),
        ),
      );
      this.keyboard.scrollTop = 0;
    }
    this.keyboard.classList.toggle("tall", Boolean(view.keyboard && !view.keyboard.resize));
    this.keyboardButton.hidden = !view.keyboard;
    this.keyboard.hidden = shut || !view.keyboard || this.hidden;
  }

  toggle() {
    this.hidden = !this.hidden;
    this.keyboard.hidden = this.hidden;
    this.pane.stick();
  }

  drawBar() {
    const target = this.editing ?? this.reply;
    this.bar.hidden = !target;
    this.sendButton.textContent = this.editing ? "✓" : "➤";
    this.sendButton.setAttribute("aria-label", this.editing ? L.save : L.send);
    if (!target) return;
    this.bar.replaceChildren(
      el("span", { class: "sign", "aria-hidden": "true" }, this.editing ? "✎" : "↩"),
      el(
        "span",
        { class: "two" },
        el("b", {}, this.editing ? L.editing : `${L.replyTo} ${target.sender_name}`),
        el("span", { class: "short" }, summary(target.raw)),
      ),
      el(
        "button",
        { type: "button", class: "round-button", "aria-label": L.cancel, onclick: () => this.stop() },
        "✕",
      ),
    );
  }

  replyTo(message) {
    if (this.editing) this.stop();
    this.reply = message;
    this.drawBar();
    this.pane.stick();
    this.field.focus({ preventScroll: true });
  }

  edit(message) {
    const { raw } = message;
    this.editing = message;
    this.reply = null;
    this.field.value =
      raw.text === undefined
        ? unparse(raw.caption ?? "", raw.caption_entities)
        : unparse(raw.text, raw.entities);
    this.grow();
    this.drawBar();
    this.field.focus();
  }

  stop() {
    if (this.editing) this.field.value = "";
    else if (this.reply) this.dismissed = this.reply.id;
    this.editing = this.reply = null;
    this.grow();
    this.drawBar();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.stop();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const own = this.pane.view.messages.findLast((item) => item.mine && item.raw.text);
      if (own) {
        event.preventDefault();
        this.edit(own);
      }
    }
  }

  grow() {
    // What is not on the screen has no height to measure.
    if (!this.field.offsetParent) return;
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    this.line.classList.toggle("written", Boolean(this.field.value.trim()));
  }

  // The field is free at once: the next words can be written while these are on their way.
  async send() {
    const typed = this.field.value;
    const { editing, reply } = this;
    if (!typed.trim() && !editing) return;
    const who = this.pane.who();
    const { text, entities } = parseTyped(typed);
    this.clear();
    this.before = this.before.then(() =>
      editing
        ? act("edit", { ...who, message: editing.id, text, entities })
        : act("send", { ...who, reply_to: reply?.id, text, entities }),
    );
    if (await this.before) this.pane.sent();
    else this.restore(who, typed, editing, reply);
  }

  clear() {
    this.field.value = "";
    this.reply = this.editing = null;
    this.grow();
    this.drawBar();
  }

  // What was refused comes back, before anything written since.
  restore(who, typed, editing, reply) {
    const join = (later) => (later ? `${typed}\n${later}` : typed);
    if (who.person !== this.pane.who().person) {
      this.drafts.set(who.person, join(this.drafts.get(who.person)));
      return;
    }
    this.field.value = join(this.field.value);
    if (!this.editing && !this.reply) [this.editing, this.reply] = [editing, reply];
    this.grow();
    this.drawBar();
  }

  // What was attached is out, with what was written.
  sent() {
    this.clear();
    this.pane.sent();
  }

  async tap(button) {
    const body = { ...this.pane.who(), label: button.text };
    if (button.request_location) {
      body.location = await choosePlace(this.places);
      if (!body.location) return;
    }
    if (button.request_contact) body.phone_number = "+996000000000";
    if (await act("tap", body)) this.pane.sent();
  }

  commands() {
    const { left, top } = this.commandsButton.getBoundingClientRect();
    const items = this.pane.view.commands.map(({ command, description }) => ({
      name: command,
      sign: `/${command}`,
      label: description,
      run: () => this.command(`/${command}`),
    }));
    menu(left, top - 40 * items.length - 20, items);
  }

  async command(text) {
    if (await act("send", { ...this.pane.who(), text })) this.pane.sent();
  }

  attach() {
    attachMenu(this.attachButton, {
      to: () => ({ ...this.pane.who(), reply_to: this.reply?.id }),
      caption: () => parseTyped(this.field.value),
      sent: () => this.sent(),
      places: this.places,
    });
  }
}
