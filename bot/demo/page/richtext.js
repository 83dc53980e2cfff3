// Message entities to nodes, and the marks a client understands while typing to entities.
import { el } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

// `onCommand` is called with the text of a bot command that was clicked.
export function richText(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, [...(entities ?? [])], onCommand);
  return fragment;
}

// JavaScript strings count UTF-16 units, as the Bot API does.
function fill(parent, text, from, to, entities, onCommand) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const outer = entities.shift();
    const start = Math.max(outer.offset, at);
    const end = Math.min(outer.offset + outer.length, to);
    if (end <= start) continue;
    if (start > at) parent.append(text.slice(at, start));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    const node = wrap(outer, text.slice(start, end), onCommand);
    fill(node, text, start, end, inner, onCommand);
    parent.append(node);
    at = end;
  }
  if (at < to) parent.append(text.slice(at, to));
}

function wrap(entity, covered, onCommand) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  switch (entity.type) {
    case "spoiler":
      return el("span", {
        class: "spoiler",
        tabIndex: 0,
        onclick: (event) => event.currentTarget.classList.add("open"),
      });
    case "text_link":
      return link(entity.url);
    case "url":
      return link(covered.includes("://") ? covered : `https://${covered}`);
    case "email":
      return link(`mailto:${covered}`);
    case "phone_number":
      return link(`tel:${covered.replace(/[^+\d]/g, "")}`);
    case "bot_command":
      return el("a", {
        class: "mark",
        href: "#",
        onclick: (event) => {
          event.preventDefault();
          onCommand?.(covered);
        },
      });
    default:
      return el("span", { class: "mark" });
  }
}

function link(address) {
  // Nothing but these schemes may be followed: a message could carry any.
  if (!/^(https?|mailto|tel|tg):/i.test(address)) return el("span", { class: "mark" });
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

const MARKS = [
  ["**", "bold"],
  ["__", "italic"],
  ["~~", "strikethrough"],
  ["||", "spoiler"],
  ["`", "code"],
];

// "**so**" to "so" and a bold entity, as the clients do it.
export function parseTyped(typed) {
  const entities = [];
  let text = "";
  let at = 0;
  const open = [];
  while (at < typed.length) {
    const found = MARKS.find(([sign]) => typed.startsWith(sign, at));
    if (!found) {
      text += typed[at++];
      continue;
    }
    const [sign, type] = found;
    const began = open.findIndex((item) => item.sign === sign);
    const closes = typed.indexOf(sign, at + sign.length);
    if (began >= 0) {
      const [{ offset }] = open.splice(began, 1);
      if (text.length > offset) entities.push({ type, offset, length: text.length - offset });
      at += sign.length;
    } else if (closes > at + sign.length && !/\s/.test(typed[at + sign.length])) {
      open.push({ sign, offset: text.length });
      at += sign.length;
    } else {
      text += sign;
      at += sign.length;
    }
  }
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

// The other way round, for editing.
export function unparse(text, entities) {
  const marks = new Map(MARKS.map(([sign, type]) => [type, sign]));
  const inserts = [];
  for (const { type, offset, length } of entities ?? []) {
    const sign = marks.get(type);
    if (sign) inserts.push([offset, 1, sign], [offset + length, 0, sign]);
  }
  inserts.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  for (const [at, , sign] of inserts) text = text.slice(0, at) + sign + text.slice(at);
  return text;
}
