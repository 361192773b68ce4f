// Pictures painted anew in the browser: only what can be seen goes on. Nothing of the file itself is sent.
const LONGEST_SIDE = 3200;
const KINDS = new Set(["image/jpeg", "image/png", "image/webp"]);
const LARGEST_PNG = 4_000_000;

/** Some browsers answer with noise when a canvas is read, to stop fingerprinting. Then pictures must go another way. */
export async function canvasIsHonest() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const paint = canvas.getContext("2d");
  if (!paint) return false;
  const colours = [[200, 30, 60], [20, 180, 90], [40, 60, 220], [250, 250, 250]];
  colours.forEach(([red, green, blue], number) => {
    paint.fillStyle = `rgb(${red} ${green} ${blue})`;
    paint.fillRect((number % 2) * 8, Math.floor(number / 2) * 8, 8, 8);
  });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) return false;
  const back = await createImageBitmap(blob);
  paint.clearRect(0, 0, 16, 16);
  paint.drawImage(back, 0, 0);
  return colours.every(([red, green, blue], number) => {
    const seen = paint.getImageData((number % 2) * 8 + 3, Math.floor(number / 2) * 8 + 3, 1, 1).data;
    return Math.abs(seen[0] - red) + Math.abs(seen[1] - green) + Math.abs(seen[2] - blue) < 6;
  });
}

/** [name, bytes] of the picture painted anew; throws where it is none. */
export async function repaint(file, number) {
  if (!KINDS.has(file.type)) throw new Error("wrong_file");
  const seen = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error("wrong_file");
  });
  const share = Math.min(1, LONGEST_SIDE / Math.max(seen.width, seen.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(seen.width * share));
  canvas.height = Math.max(1, Math.round(seen.height * share));
  const paint = canvas.getContext("2d");
  paint.fillStyle = "white";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(seen, 0, 0, canvas.width, canvas.height);
  seen.close();
  const [blob, suffix] = await encoded(canvas, file.type === "image/png");
  if (!blob) throw new Error("wrong_file");
  return [`picture-${number}.${suffix}`, new Uint8Array(await blob.arrayBuffer())];
}

async function encoded(canvas, isPng) {
  const as = (kind) => new Promise((done) => canvas.toBlob(done, kind, 0.85));
  if (isPng) {
    const blob = await as("image/png");
    if (blob && blob.size <= LARGEST_PNG) return [blob, "png"];
  }
  return [await as("image/jpeg"), "jpg"];
}
