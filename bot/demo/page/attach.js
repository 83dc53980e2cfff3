// The attachment menu and its dialogs.
// What cannot be read from a disk here and now is drawn: see samples.js.
import { act } from "./api.js";
import { dialog, el, menu } from "./dom.js";
import L from "./labels.js";
import * as samples from "./samples.js";

// `to` gives the fields every act carries: person, chat, reply_to; `caption` what was typed.
// `sent` is called when something went out.
export function attachMenu(button, { to, caption, sent, places }) {
  const files = async (kind, blobs) => {
    const form = new FormData();
    const { text, entities } = caption();
    const fields = { ...to(), kind, caption: text, entities: JSON.stringify(entities) };
    for (const [name, value] of Object.entries(fields)) form.append(name, value || "");
    for (const blob of blobs) form.append("file", blob, blob.name ?? "sample.png");
    if (await act("attach", form)) sent();
  };
  const fromDisk = (kind, accept, multiple) => {
    const input = el("input", { type: "file", accept, multiple, hidden: true });
    input.addEventListener("change", () => {
      files(kind, [...input.files].slice(0, 10));
      input.remove();
    });
    input.addEventListener("cancel", () => input.remove());
    document.body.append(input);
    input.click();
  };
  const plain = async (name, body = {}) => {
    if (await act(name, { ...to(), ...body })) sent();
  };
  const album = () =>
    Promise.all([samples.photo(0.9), samples.photo(0.3, 190), samples.photo(0.6, 30)]);
  const { left, top } = button.getBoundingClientRect();
  menu(
    left,
    top - 400,
    [
      {
        name: "photo",
        sign: "🖼",
        label: L.photoSample,
        run: async () => files("photo", [await samples.photo()]),
      },
      { sign: "📁", label: L.photoFile, run: () => fromDisk("photo", "image/*", true) },
      { name: "album", sign: "🎞", label: L.albumSample, run: async () => files("photo", await album()) },
      { name: "voice", sign: "🎤", label: L.voice, run: () => files("voice", []) },
      {
        name: "video",
        sign: "🎬",
        label: L.videoSample,
        run: async () => files("video", await samples.video(480, 320)),
      },
      { sign: "📁", label: L.videoFile, run: () => fromDisk("video", "video/*", false) },
      {
        name: "video_note",
        sign: "⏺",
        label: L.videoNote,
        run: async () => files("video_note", await samples.video(240, 240)),
      },
      { name: "document", sign: "📄", label: L.documentSample, run: () => files("document", [samples.textFile()]) },
      { sign: "📁", label: L.documentFile, run: () => fromDisk("document", "", true) },
      {
        name: "location",
        sign: "📍",
        label: L.location,
        run: async () => {
          const position = await choosePlace(places);
          if (position) await plain("location", position);
        },
      },
      { name: "contact", sign: "👤", label: L.contact, run: () => plain("contact") },
      { name: "sticker", sign: "🙂", label: L.sticker, run: async () => files("sticker", [await samples.sticker()]) },
      {
        name: "poll",
        sign: "📊",
        label: L.poll,
        run: async () => {
          const poll = await composePoll();
          if (poll) await plain("poll", poll);
        },
      },
    ],
    el("div", { class: "hint" }, L.captionHint),
  );
}

// Resolves with latitude and longitude in degrees, or null.
export function choosePlace(places) {
  return dialog(L.whereAreYou, (close) => {
    const latitude = el("input", { type: "number", step: "any", min: -90, max: 90, value: "40.27", "aria-label": L.latitude });
    const longitude = el("input", { type: "number", step: "any", min: -180, max: 180, value: "72.62", "aria-label": L.longitude });
    return [
      el("p", {}, L.simulatedPosition),
      el(
        "div",
        { class: "choices" },
        places.map((place) =>
          el(
            "button",
            { type: "button", onclick: () => close({ latitude: place.latitude, longitude: place.longitude }) },
            place.name,
          ),
        ),
      ),
      el(
        "form",
        {
          class: "own",
          onsubmit: (event) => {
            event.preventDefault();
            close({ latitude: latitude.valueAsNumber, longitude: longitude.valueAsNumber });
          },
        },
        latitude,
        longitude,
        el("button", { type: "submit" }, L.sendThis),
      ),
      el("button", { type: "button", class: "quiet", onclick: () => close() }, L.cancel),
    ];
  });
}

function composePoll() {
  return dialog(L.pollMessage, (close) => {
    const question = el("input", { required: true, placeholder: L.question, maxLength: 300 });
    const options = [1, 2, 3].map((number) =>
      el("input", { placeholder: L.option(number), required: number < 3, maxLength: 100 }),
    );
    return [
      el(
        "form",
        {
          class: "stacked",
          onsubmit: (event) => {
            event.preventDefault();
            const given = options.map((option) => option.value.trim()).filter(Boolean);
            close({ question: question.value, options: given });
          },
        },
        question,
        ...options,
        el("button", { type: "submit" }, L.create),
      ),
      el("button", { type: "button", class: "quiet", onclick: () => close() }, L.cancel),
    ];
  });
}
