import type { Content, ContentTranslation } from '@polychat/core/adapter';

type TelegraphContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'place'; readonly lat: string; readonly lon: string; readonly text?: string };

/** A form has strings and nothing else. */
export const telegraphContent: ContentTranslation<TelegraphContent> = {
  toWire(content) {
    if (content.type === 'location') {
      const { latitude, longitude, label } = content;
      return { kind: 'place', lat: String(latitude), lon: String(longitude), text: label };
    }
    return { kind: 'text', text: content.type === 'text' ? content.text : '' };
  },
  fromWire(wire) {
    if (wire.kind === 'text') return { type: 'text', text: wire.text };
    const { lat, lon, text } = wire;
    const place = { type: 'location', latitude: Number(lat), longitude: Number(lon) } as const;
    return text === undefined ? place : { ...place, label: text };
  },
  canonicalize: (content: Content) => telegraphContent.fromWire(telegraphContent.toWire(content)) ?? content,
};
