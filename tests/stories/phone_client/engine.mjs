// ODK's form engine under Node: it wants a browser's document, which jsdom gives; files and forms stay Node's own.
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
const own = new Set(['Blob', 'File', 'FormData', 'FileReader', 'fetch', 'Headers', 'Request', 'Response', 'URL', 'URLSearchParams', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'performance', 'crypto', 'navigator', 'console']);

globalThis.window = globalThis;
for (const name of Object.getOwnPropertyNames(window)) {
  if (!own.has(name) && !(name in globalThis)) {
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
  }
}
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = import.meta.dirname;

export const { loadForm } = await import('@getodk/xforms-engine');
