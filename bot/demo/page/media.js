// What a message shows beside its text: pictures, sound, places and the rest.
import { el } from "./dom.js";
import L from "./labels.js";

const fileUrl = (media) => `/demo/file/${encodeURIComponent(media.file_id)}`;
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function bytes(size) {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(0)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

// What a message is, in a word: for replies, menus and notices.
export function summary(raw) {
  const text = raw.text ?? raw.caption;
  if (text) return text;
  const names = {
    photo: L.photo,
    animation: L.animation,
    video: L.video,
    video_note: L.video_note,
    voice: L.voiceMessage,
    audio: L.audio,
    document: raw.document?.file_name ?? L.document,
    sticker: L.stickerMessage,
    venue: L.venue,
    location: L.locationMessage,
    contact: L.contactMessage,
    poll: L.pollMessage,
  };
  const kind = Object.keys(names).find((name) => raw[name]);
  return kind ? names[kind] : L.unknown;
}

const MEDIA = {
  photo: (sizes) => {
    const largest = sizes.at(-1);
    const image = el("img", {
      class: "picture",
      src: fileUrl(largest),
      alt: L.photo,
      onclick: () => enlarge(image.src),
    });
    return image;
  },
  // An animation is carried by `document` too, so it comes first.
  animation: (media) =>
    el("video", { class: "picture", src: fileUrl(media), autoplay: true, loop: true, muted: true }),
  video: (media) =>
    el("video", { class: "picture", src: fileUrl(media), controls: true, preload: "metadata" }),
  video_note: (media) =>
    el("video", { class: "round", src: fileUrl(media), controls: true, preload: "metadata" }),
  voice: (media) => player(media, null),
  audio: (media) => player(media, media.title ?? media.file_name ?? L.audio),
  document: (media) =>
    el(
      "a",
      { class: "file", href: fileUrl(media), download: media.file_name ?? "file" },
      el("span", { class: "disc", "aria-hidden": "true" }, "↓"),
      el(
        "span",
        { class: "two" },
        el("b", {}, media.file_name ?? L.document),
        el("small", {}, bytes(media.file_size ?? 0)),
      ),
    ),
  sticker: (media) => el("img", { class: "sticker", src: fileUrl(media), alt: media.emoji ?? "" }),
  venue: (media) => place(media.location, media.title, media.address),
  location: (media) => place(media, L.locationMessage, null),
  contact: (media) =>
    el(
      "div",
      { class: "file" },
      el("span", { class: "disc", "aria-hidden": "true" }, media.first_name.slice(0, 1)),
      el(
        "span",
        { class: "two" },
        el("b", {}, [media.first_name, media.last_name].filter(Boolean).join(" ")),
        el("small", {}, media.phone_number),
      ),
    ),
  poll: (media) =>
    el(
      "div",
      { class: "poll" },
      el("b", {}, media.question),
      el("small", {}, L.anonymousPoll),
      ...media.options.map((option) => el("div", { class: "option" }, option.text)),
    ),
};

// The node for a message's media, or null when it is text alone.
export function mediaOf(raw) {
  const kind = Object.keys(MEDIA).find((name) => raw[name]);
  if (kind) return MEDIA[kind](raw[kind]);
  return raw.text === undefined ? el("em", { class: "unknown" }, L.unknown) : null;
}

export const isPicture = (raw) => Boolean(raw.photo || raw.video || raw.animation);

function enlarge(source) {
  const box = el("dialog", { class: "viewer" }, el("img", { src: source, alt: L.photo }));
  box.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

function player(media, title) {
  const sound = new Audio();
  sound.preload = "none";
  const button = el(
    "button",
    {
      class: "disc",
      type: "button",
      "aria-label": L.play,
      onclick: () => {
        if (!sound.src) sound.src = fileUrl(media);
        if (sound.paused) sound.play().catch(() => {});
        else sound.pause();
      },
    },
    "▶",
  );
  sound.onplay = () => (button.textContent = "❚❚");
  sound.onpause = sound.onended = () => (button.textContent = "▶");
  const wave = el("span", { class: "wave", "aria-hidden": "true" });
  // The bars are drawn from the file's name: the same voice message always looks the same.
  for (let bar = 0; bar < 32; bar++) {
    const code = media.file_unique_id.charCodeAt(bar % media.file_unique_id.length);
    const line = el("i");
    line.style.height = `${4 + ((code * (bar + 7)) % 15)}px`;
    wave.append(line);
  }
  sound.ontimeupdate = () => {
    const done = (sound.currentTime / (sound.duration || 1)) * 32;
    [...wave.children].forEach((line, index) => line.classList.toggle("done", index < done));
  };
  return el(
    "div",
    { class: "file" },
    button,
    el(
      "span",
      { class: "two" },
      title ? el("b", {}, title) : wave,
      el("small", {}, minutes(media.duration)),
    ),
  );
}

// A drawn map: a real one would be fetched from somewhere.
function place(location, title, address) {
  const { latitude, longitude } = location;
  return el(
    "div",
    { class: "place" },
    el("div", { class: "map", "aria-hidden": "true" }, el("span", { class: "pin" }, "📍")),
    el(
      "span",
      { class: "two" },
      el("b", {}, title),
      el("small", {}, address ?? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
    ),
  );
}
