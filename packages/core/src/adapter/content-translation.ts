import type { Content } from '../model/content.ts';

/**
 * How a vendor's form of a content is read, for webhooks, history, and the proof of an adapter. Adapters export it
 * from an entry of its own, so that a server which only sends does not carry it.
 */
export interface ContentTranslation<Wire = unknown> {
  toWire(content: Content): Wire;
  /** Undefined for what is not the vendor's form, or what Polychat has no word for. */
  fromWire(wire: Wire): Content | undefined;
  /** What is left of a content once the vendor has carried it: `fromWire(toWire(content))`. */
  canonicalize(content: Content): Content;
}
