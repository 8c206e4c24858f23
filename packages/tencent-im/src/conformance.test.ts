import { emulatorDouble } from '@polychat/conformance/emulator';
import { describeConformance } from '@polychat/conformance/vitest';
import { createEmulator } from '@polychat/emulator';
import { readText } from './__fixtures__/support.ts';
import { tencentIm } from './adapter.ts';
import { content } from './content.ts';

/** From the vendor's pages. */
const replies = [
  'batchsendmsg-fail',
  'batchsendmsg-ok',
  'batchsendmsg-some-error',
  'im-push-ok',
  'im-push-without-task',
  'multiaccount-import-partial',
  'sendmsg-ok',
  'sendmsg-seed-fail',
  'sendmsg-seed-ok',
].map((name) => ({ status: 200, headers: {}, text: readText(`${name}.reply`) }));
const push = { title: 'Quince', body: 'for sale' };
const offlinePush = {
  android: {
    sound: 'ring.mp3',
    pushStyle: 1,
    huaweiChannelId: 'orders',
    huaweiImportance: 'LOW',
    huaweiCategory: 'IM',
    huaweiImage: 'https://cdn.example/1.png',
    extAsHuaweiIntentParam: 1,
    honorImage: 'https://cdn.example/2.png',
    honorImportance: 'LOW',
    xiaomiChannelId: '117',
    oppoChannelId: 'oppo',
    oppoCategory: 'IM',
    oppoPrivateMessageTemplateId: '7',
    vivoClassification: 0,
    vivoCategory: 'IM',
    meizuNoticeMessageType: 1,
    googleChannelId: 'google',
    googleImage: 'https://cdn.example/3.png',
  },
  apns: {
    sound: 'ring.caf',
    title: 'Quince',
    subTitle: 'tree',
    image: 'https://cdn.example/4.png',
    mutableContent: 1,
    interruptionLevel: 'passive',
    contentAvailable: 1,
  },
};

describeConformance({
  name: 'tencentIm',
  start: async () => {
    // In doubt. What the vendor may check is proved; without it there is less to prove.
    const emulator = await createEmulator({ tencentIm: { readings: { groupSender: 'member' } } });
    const { sdkAppId, secretKey, baseUrl } = emulator.tencentIm;
    const options = { sdkAppId, secretKey, adminUserId: 'administrator', baseUrl };
    return {
      adapter: tencentIm(options),
      content,
      withSecret: (secret) => tencentIm({ ...options, secretKey: secret }),
      withDefaultSender: (defaultSender) => tencentIm({ ...options, defaultSender }),
      vendorFields: [
        {
          fields: {
            forbidCallbacks: ['before'],
            supportMessageExtension: true,
            sendMsgControl: ['NoLastMsg'],
          },
        },
        { fields: { offlinePush }, message: { push } },
        { fields: { offlinePush }, message: { push }, audience: 'everyone' },
        {
          fields: {
            forbidCallbacks: ['before'],
            supportMessageExtension: true,
            sendMsgControl: ['NoLastMsg'],
          },
          conversation: 'group',
        },
        { fields: { offlinePush }, message: { push }, conversation: 'group' },
        { fields: { forbidCallbacks: ['before'] }, conversation: 'room' },
        {
          fields: { condition: { tagsOr: ['a'], tagsAnd: ['b', 'c'] } },
          message: { push },
          audience: 'everyone',
        },
        {
          fields: { condition: { attrsOr: { x: 'a' }, attrsAnd: { y: 'b' } } },
          message: { push },
          audience: 'everyone',
        },
      ],
      double: emulatorDouble(emulator, 'tencentIm'),
      replies,
      secrets: [secretKey],
      close: () => emulator.close(),
    };
  },
});
