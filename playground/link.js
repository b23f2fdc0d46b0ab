// A recipe in the address of the page: behind the `#`, which browsers send to nobody.

/** Give the fragment that stands for a recipe and how it is to be read. */
export async function fragment({ text, format, engine }) {
  const packed = await piped(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const letters = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  const recipe = letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `#${new URLSearchParams({ recipe, ...(format && { format }), ...(engine && { engine }) })}`;
}

/** Read a fragment; null when it has no recipe, or one that cannot be read. */
export async function recipe(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!given.has("recipe")) return null;
  try {
    const letters = atob(given.get("recipe").replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const text = new TextDecoder().decode(await piped(packed, new DecompressionStream("deflate-raw")));
    return { text, format: given.get("format") ?? "", engine: given.get("engine") ?? "" };
  } catch {
    return null;
  }
}

async function piped(bytes, through) {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
