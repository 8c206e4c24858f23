import { asArray, asNumber, asObject, asText, defined, type Loose } from '../content/loose.ts';
import type { Part } from '../content/part.ts';

/** What a Tencent message shows: `{ MsgBody: [{ MsgType, MsgContent }] }`, message formats 1047/33527. */
export function tencentImParts(content: Loose): readonly Part[] {
  const tip = asText(content.Tip);
  if (tip !== undefined) return [{ kind: 'text', text: tip }];
  return asArray(content.MsgBody).map((item) => {
    const element = asObject(item);
    return elementPart(asText(element.MsgType) ?? '', asObject(element.MsgContent));
  });
}

function elementPart(type: string, content: Loose): Part {
  switch (type) {
    case 'TIMTextElem':
      return { kind: 'text', text: asText(content.Text) ?? '' };
    case 'TIMImageElem': {
      const images = asArray(content.ImageInfoArray).map(asObject);
      // Type 1 is the original; the first one stands for a list that does not say.
      const image = images.find((candidate) => candidate.Type === 1) ?? images[0] ?? {};
      return defined({
        kind: 'image',
        url: asText(image.URL) ?? '',
        width: asNumber(image.Width),
        height: asNumber(image.Height),
        size: asNumber(image.Size),
      });
    }
    case 'TIMSoundElem':
      return defined({
        kind: 'audio',
        url: asText(content.Url) ?? '',
        seconds: asNumber(content.Second),
        size: asNumber(content.Size),
      });
    case 'TIMVideoFileElem':
      return defined({
        kind: 'video',
        url: asText(content.VideoUrl) ?? '',
        seconds: asNumber(content.VideoSecond),
        thumbnailUrl: asText(content.ThumbUrl),
        size: asNumber(content.VideoSize),
      });
    case 'TIMFileElem':
      return defined({
        kind: 'file',
        url: asText(content.Url) ?? '',
        name: asText(content.FileName) ?? '',
        size: asNumber(content.FileSize),
      });
    case 'TIMLocationElem':
      return defined({
        kind: 'location',
        latitude: asNumber(content.Latitude) ?? 0,
        longitude: asNumber(content.Longitude) ?? 0,
        label: asText(content.Desc),
      });
    case 'TIMFaceElem':
      return defined({ kind: 'face', index: asNumber(content.Index) ?? 0, data: asText(content.Data) });
    case 'TIMCustomElem':
      return defined({ kind: 'custom', data: asText(content.Data) ?? '', description: asText(content.Desc) });
    case 'TIMRelayElem':
      return {
        kind: 'merged',
        title: asText(content.Title) ?? '',
        lines: asArray(content.AbstractList).map((line) => asText(line) ?? ''),
      };
    default:
      return { kind: 'unknown', type, json: JSON.stringify(content) };
  }
}
