// Pictures drawn here and now: a newcomer need not look for a file to attach.

function canvas(width, height, draw) {
  const paper = Object.assign(document.createElement("canvas"), { width, height });
  draw(paper.getContext("2d"));
  return new Promise((resolve) => paper.toBlob(resolve, "image/png"));
}

// An irrigation ditch between fields below mountains; `dry` is how little water is in it, 0-1.
export function photo(dry = 0.8, hue = 210) {
  return canvas(640, 440, (ink) => {
    const sky = ink.createLinearGradient(0, 0, 0, 240);
    sky.addColorStop(0, `hsl(${hue} 70% 62%)`);
    sky.addColorStop(1, `hsl(${hue} 60% 90%)`);
    ink.fillStyle = sky;
    ink.fillRect(0, 0, 640, 440);
    shape(ink, "#8fa3b8", [0, 230, 110, 110, 190, 170, 300, 60, 420, 180, 520, 90, 640, 210, 640, 260, 0, 260]);
    shape(ink, "#fff", [270, 90, 300, 60, 334, 94, 312, 90, 298, 102, 284, 88]);
    shape(ink, "#fff", [500, 106, 520, 90, 544, 112, 522, 106]);
    shape(ink, "#7d9b62", [0, 235, 160, 215, 330, 240, 500, 220, 640, 240, 640, 440, 0, 440]);
    shape(ink, "#a5b85e", [0, 270, 250, 250, 180, 440, 0, 440]);
    shape(ink, "#c2b25a", [420, 250, 640, 272, 640, 440, 520, 440]);
    shape(ink, "#8a6b45", [300, 238, 345, 238, 500, 440, 200, 440]);
    const half = 12 + 90 * (1 - dry);
    shape(ink, "#5a9ac8", [320, 240, 326, 240, 350 + half, 440, 350 - half, 440]);
    ink.fillStyle = "#6d5335";
    for (let stone = 0; stone < 14; stone++) {
      ink.beginPath();
      ink.ellipse(285 + ((stone * 53) % 140), 300 + stone * 9, 5 + (stone % 4) * 2, 4, 0, 0, 7);
      ink.fill();
    }
  });
}

function shape(ink, color, points) {
  ink.fillStyle = color;
  ink.beginPath();
  for (let at = 0; at < points.length; at += 2) ink.lineTo(points[at], points[at + 1]);
  ink.closePath();
  ink.fill();
}

export function sticker() {
  return canvas(256, 256, (ink) => {
    ink.fillStyle = "#ffd24d";
    ink.beginPath();
    ink.arc(128, 128, 112, 0, 7);
    ink.fill();
    ink.fillStyle = ink.strokeStyle = "#5b4300";
    ink.lineWidth = 12;
    ink.lineCap = "round";
    for (const x of [90, 166]) {
      ink.beginPath();
      ink.ellipse(x, 104, 13, 19, 0, 0, 7);
      ink.fill();
    }
    ink.beginPath();
    ink.arc(128, 132, 58, 0.4, Math.PI - 0.4);
    ink.stroke();
  });
}

export const textFile = () =>
  new File(["A sample file of the Kabyldama demo.\n"], "sample.txt", { type: "text/plain" });

// A second and a half of a ball that bounces; none where the browser cannot record.
export async function video(width, height) {
  const paper = Object.assign(document.createElement("canvas"), { width, height });
  const ink = paper.getContext("2d");
  if (!paper.captureStream || !window.MediaRecorder) return [];
  const parts = [];
  const recorder = new MediaRecorder(paper.captureStream(25));
  recorder.ondataavailable = (event) => parts.push(event.data);
  const done = new Promise((resolve) => (recorder.onstop = resolve));
  const began = performance.now();
  const draw = () => {
    const passed = performance.now() - began;
    ink.fillStyle = "#3f8fc9";
    ink.fillRect(0, 0, width, height);
    ink.fillStyle = "#6aa75a";
    ink.fillRect(0, height * 0.8, width, height);
    ink.fillStyle = "#ffd24d";
    ink.beginPath();
    const bounce = Math.abs(Math.sin(passed / 240));
    ink.arc(width * (0.2 + passed / 2500), height * (0.72 - 0.45 * bounce), height / 10, 0, 7);
    ink.fill();
    if (passed < 1500) setTimeout(draw, 40);
    else recorder.stop();
  };
  draw();
  recorder.start();
  await done;
  return [new File(parts, "sample.webm", { type: "video/webm" })];
}
