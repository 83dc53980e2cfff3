// Messages as bubbles: one a message, one an album.
import { colored, el, time } from "./dom.js";
import L from "./labels.js";
import { isPicture, mediaOf, summary } from "./media.js";
import { richText } from "./richtext.js";

// Messages that make one bubble: an album, or a message alone.
export function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.raw.media_group_id;
    const last = groups.at(-1);
    if (album && last?.[0].raw.media_group_id === album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

// `on` has what can be done: command, goTo, press, actions, react, replyTo.
export function bubble(group, { showName, on }) {
  const [first] = group;
  const last = group.at(-1);
  if (first.service) {
    return el("div", { class: "service", data: { id: first.id } }, el("span", {}, told(first.raw)));
  }
  const media = group.length > 1 ? album(group) : mediaOf(first.raw);
  const words = group.find((item) => item.raw.text ?? item.raw.caption);
  const picture = group.length > 1 || isPicture(first.raw);
  const bare = Boolean(first.raw.sticker || first.raw.video_note);
  const body = el(
    "div",
    { class: ["bubble", picture && "with-picture", bare && "bare"].filter(Boolean).join(" ") },
    showName ? el("div", { class: `name tint${tint(first)}` }, first.sender_name) : null,
    first.raw.forward_origin ? el("div", { class: "forward" }, "↪") : null,
    first.raw.reply_to_message ? quote(first.raw.reply_to_message, on) : null,
    media,
    words ? text(words.raw, on) : null,
    el(
      "div",
      { class: "foot" },
      reactions(first, on),
      el(
        "span",
        { class: "when" },
        group.some((item) => item.edited) ? `${L.edited} ` : null,
        time(last.raw.date),
        first.mine ? el("span", { class: "tick", "aria-hidden": "true" }, " ✓✓") : null,
      ),
    ),
  );
  const kinds = ["message", first.mine ? "out" : "in", first.from_bot && "from-bot"];
  return el(
    "div",
    {
      class: kinds.filter(Boolean).join(" "),
      data: { id: first.id },
      oncontextmenu: (event) => {
        if (event.target.closest("a, video")) return;
        event.preventDefault();
        on.actions(first, event.clientX, event.clientY);
      },
      ondblclick: (event) => !event.target.closest("button, a") && on.replyTo(first),
    },
    el(
      "div",
      { class: "column" },
      el(
        "div",
        { class: "line" },
        body,
        el(
          "button",
          {
            type: "button",
            class: "more",
            "aria-label": L.actions,
            onclick: (event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              on.actions(first, left, bottom + 4);
            },
          },
          "⋯",
        ),
      ),
      inlineKeyboard(first, on),
    ),
  );
}

function album(group) {
  return el(
    "div",
    { class: isPicture(group[0].raw) ? `album of${Math.min(group.length, 4)}` : "stack" },
    group.map((item) => el("div", { class: "item", data: { id: item.id } }, mediaOf(item.raw))),
  );
}

function text(raw, on) {
  const node = el("div", { class: "text" });
  if (raw.text !== undefined) node.append(richText(raw.text, raw.entities, on.command));
  else node.append(richText(raw.caption, raw.caption_entities, on.command));
  return node;
}

function quote(raw, on) {
  const thumbnail = raw.photo
    ? el("img", { src: `/demo/file/${encodeURIComponent(raw.photo[0].file_id)}`, alt: "" })
    : null;
  return el(
    "button",
    { type: "button", class: "quote", onclick: () => on.goTo(raw.message_id) },
    thumbnail,
    el(
      "span",
      { class: "two" },
      el("b", {}, nameOf(raw)),
      el("span", { class: "short" }, summary(raw)),
    ),
  );
}

function reactions(message, on) {
  if (!message.reactions.length) return null;
  return el(
    "span",
    { class: "reactions" },
    message.reactions.map(({ emoji, count, mine }) =>
      el(
        "button",
        {
          type: "button",
          class: mine ? "mine" : null,
          "aria-pressed": String(mine),
          onclick: () => on.react(message, mine ? null : emoji),
        },
        count > 1 ? `${colored(emoji)} ${count}` : colored(emoji),
      ),
    ),
  );
}

function inlineKeyboard(message, on) {
  const rows = message.raw.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el(
    "div",
    { class: "inline" },
    rows.map((row, y) =>
      el(
        "div",
        { class: "row" },
        row.map((button, x) =>
          button.url
            ? el(
                "a",
                { href: safe(button.url), target: "_blank", rel: "noopener noreferrer" },
                `${button.text} ↗`,
              )
            : el(
                "button",
                {
                  type: "button",
                  onclick: (event) => on.press(message, button, y, x, event.currentTarget),
                },
                button.text,
              ),
        ),
      ),
    ),
  );
}

const safe = (url) => (/^(https?|tg):/i.test(url) ? url : `https://${url}`);

export function nameOf(raw) {
  const sender = raw.sender_chat ?? raw.from ?? raw.chat;
  return sender.title ?? [sender.first_name, sender.last_name].filter(Boolean).join(" ");
}

const tint = (message) => Math.abs(message.raw.from?.id ?? message.chat_id) % 6;

function told(raw) {
  const who = nameOf(raw);
  const called = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");
  if (raw.new_chat_members) return L.joined(who, raw.new_chat_members.map(called).join(", "));
  if (raw.left_chat_member) return L.left(called(raw.left_chat_member));
  if (raw.pinned_message) return L.pinned(who);
  if (raw.forum_topic_created) return L.topicCreated(raw.forum_topic_created.name);
  if (raw.forum_topic_closed) return L.topicClosed;
  if (raw.forum_topic_reopened) return L.topicReopened;
  if (raw.migrate_to_chat_id || raw.migrate_from_chat_id) return L.upgraded;
  if (raw.new_chat_title) return L.renamed(raw.new_chat_title);
  return L.service;
}
