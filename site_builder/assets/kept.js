// Where a browser keeps a Python that has started, for the next visit.

export const STARTED = "python.memory";
export const COMPILED = "python.compiled.zip";

// The cache of this version of the site; where a browser has none, as without https, undefined.
export async function cacheOf(version) {
  return self.caches?.open(`mlpcore-${version}`);
}

export async function foundIn(cache, name) {
  return (await cache?.match(new URL(name, import.meta.url)))?.arrayBuffer();
}

export async function keepIn(cache, name, bytes) {
  await cache.put(new URL(name, import.meta.url), new Response(bytes));
}
