import { createHash, createHmac, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** Whom to call, and as whom. */
export interface Targets {
  readonly port: number;
  readonly zim: { readonly appId: number; readonly serverSecret: string };
  readonly tencentIm: { readonly sdkAppId: number; readonly secretKey: string };
  readonly users: readonly string[];
}

/** Makes one vendor's requests as text, each with its own recipient, signature (ZIM) and random (Tencent). */
export function rawRequests(vendor: 'zim' | 'tencentIm', targets: Targets): () => string {
  const make = vendor === 'zim' ? zimSends(targets) : tencentImSends(targets);
  let index = 0;
  return () => {
    index += 1;
    const { path, body } = make(targets.users[index % targets.users.length] ?? '', index);
    const text = JSON.stringify(body);
    return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${targets.port}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
  };
}

type Sends = (to: string, index: number) => { path: string; body: object };

function zimSends({ zim: { appId, serverSecret } }: Targets): Sends {
  return (to, index) => {
    const timestamp = Math.floor(Date.now() / 1000);
    const nonce = randomBytes(8).toString('hex');
    const signature = createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
    return {
      path: `/zim/?Action=SendPeerMessage&AppId=${appId}&SignatureNonce=${nonce}&Timestamp=${timestamp}&Signature=${signature}&SignatureVersion=2.0`,
      body: {
        FromUserId: 'ana',
        ToUserId: [to],
        MessageType: 1,
        Priority: 2,
        MessageBody: { Message: `The table is booked, number ${index}` },
      },
    };
  };
}

/** A UserSig serves until it ends, as on a real server. */
function tencentImSends({ tencentIm: { sdkAppId, secretKey } }: Targets): Sends {
  const userSig = userSigOf(sdkAppId, secretKey, 'administrator');
  return (to, index) => ({
    path: `/tencent-im/v4/openim/sendmsg?sdkappid=${sdkAppId}&identifier=administrator&usersig=${userSig}&random=${index}&contenttype=json`,
    body: {
      From_Account: 'ana',
      To_Account: to,
      MsgSeq: index,
      MsgRandom: randomBytes(4).readUInt32LE(),
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `The table is booked, number ${index}` } }],
    },
  });
}

function userSigOf(sdkAppId: number, secretKey: string, identifier: string): string {
  const time = Math.floor(Date.now() / 1000);
  const signed = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${time}\nTLS.expire:86400\n`;
  const claims = {
    'TLS.ver': '2.0',
    'TLS.identifier': identifier,
    'TLS.sdkappid': sdkAppId,
    'TLS.expire': 86_400,
    'TLS.time': time,
    'TLS.sig': createHmac('sha256', secretKey).update(signed).digest('base64'),
  };
  const base64 = deflateSync(JSON.stringify(claims)).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}
